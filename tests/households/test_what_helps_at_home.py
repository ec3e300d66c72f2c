"""
What a household asked us to know: who sees which of it, for what; and nobody, once taken back.

Every preference there is, told by one household, asked for by everybody in every kind of
task. Then a canary: hours that nobody else would write, looked for in all that leaves us.
"""

import json
import logging
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.households import actions as households
from chalicelib.households import model as rules
from chalicelib.platform.services import id_secret, status_link
from tests.support import clock, quick_moto
from tests.support.builders import (
    CLEO,
    LENA,
    LIFT,
    MARA,
    OTTO,
    PACO,
    PILAR,
    SAM,
    World,
    key,
    member,
)
from tests.support.door import Door, token_of
from tests.support.pages import HIDDEN, own_link

ADDRESS = "rosa@resident.example"
FLAT = structs.replace(LIFT, code="7KQ2M9X0AB3CDG", kind="private", name={"en": "Flat 12A"})
VALUES = {"quiet": "13:07-14:23", "language": "yue"}
CANARY = VALUES["quiet"]
ADA = member("ada", "admin")
MAX = member("max", "manager", community="qy", company="globex")

CALM, DANGER = "Water drips from the ceiling.", "I smell gas in the kitchen"
SITUATIONS = {
    "at home": (FLAT, CALM, {"visit", "reach"}),
    "at home, in danger": (FLAT, DANGER, {"visit", "reach", "rescue"}),
    "in the lift": (LIFT, CALM, {"reach"}),
    "in the lift, in danger": (LIFT, DANGER, {"reach", "rescue"}),
}
"""Where and what; and the purposes that fit it."""
MAY = {"who has it": PACO, "its lead": LENA, "the manager": MARA}
MAY_NOT = {
    "a colleague": (PILAR, 403),
    "security": (SAM, 404),
    "cleaning": (CLEO, 404),
    "an admin": (ADA, 404),
    "staff of another company": (OTTO, 404),
    "the manager of another company": (MAX, 404),
}


class Home:
    """A household that told all there is to tell, and the task that somebody has of it."""

    def __init__(self, door: Door, place=FLAT, words=CALM) -> None:
        self.door = door
        self.now = clock.now()
        self.world = World()
        self.world.tools = structs.replace(self.world.tools, secret=id_secret)
        for each in (ADA, MAX):
            estate.put_member(each)
        estate.put_place(FLAT)
        body = {"place": place.code, "words": words, "topic": "plumbing"}
        made = door.post_json("/api/v1/requests", body, {"idempotency-key": key("home")}).json
        self.id = made["id"]
        self.world.enqueue(self.id, "request", "1#route")
        self.world.drain(self.now)
        addresses.leave_contact(
            self.id, ADDRESS, secret=id_secret(), now=self.now, enqueue=self.world.enqueue
        )
        (contact,) = requests.aggregate(self.id).contacts
        addresses.confirm_contact(self.id, contact.hash, now=self.now)
        self.household = households.opened(self.id, contact.hash)
        for code in rules.ASKS:
            said = VALUES.get(code, "")
            households.tell(self.household, code, said, consent=True, now=self.now)
        found = tasks.of_request(self.id)
        self.task = next(task for task in found if task.department == "engineering")
        self.world.act(self.task.id, "claim", self.task.version, now=self.now)

    def asked(self, who) -> Any:
        path = f"/staff/v1/tasks/{self.task.id}/preferences"
        return self.door.post_json(path, {}, token_of(who) if who else {})

    def everything_told(self) -> dict[str, str]:
        """Return all that anybody can be shown or sent about this household, by where."""
        link, own = status_link(self.id, 1), own_link(self.id, self.household.hash)
        cookie = {"cookie": f"__Host-mine={link}"}
        get, one = self.door.get, f"/staff/v1/tasks/{self.task.id}"
        people = {each.id: token_of(each) for each in (PACO, LENA, MARA)}
        shown = {
            "page": get(f"/r/{link}", query={"c": ["0"]}, headers=cookie).text,
            "page of the home": get(f"/home/{own}").text,
            "copy of the home": get(f"/home/{own}", query={"as": ["json"]}).text,
            "home, by the request": get(f"/home/{link}", query={"as": ["json"]}).text,
            "page of the data": get(f"/r/{link}/data", headers=cookie).text,
            "copy of the data": get(f"/r/{link}/data", headers=cookie, query={"as": ["json"]}).text,
            "program": get(
                f"/api/v1/requests/{self.id}", headers={"authorization": f"Bearer {link}"}
            ).text,
            "export": self.door.post_json(
                "/staff/v1/person/export", {"community": "hv", "contact": ADDRESS}, people["mara"]
            ).text,
        }
        for name, token in people.items():
            here = {"community": ["hv"]}
            shown |= {
                f"task, {name}": get(one, headers=token).text,
                f"help, {name}": get(f"{one}/help", headers=token).text,
                f"preferences, {name}": self.door.post_json(f"{one}/preferences", {}, token).text,
                f"contact, {name}": self.door.post_json(f"{one}/contact", {}, token).text,
                f"queue, {name}": get(
                    "/staff/v1/tasks", headers=token, query={"queue": ["hv.engineering"]}
                ).text,
                f"board, {name}": get("/staff/v1/board", headers=token, query=here).text,
                f"file, {name}": get("/staff/v1/board.csv", headers=token, query=here).text,
            }
        return shown


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]):
    """Return what was logged so far, by us and by the libraries."""
    caplog.set_level(logging.DEBUG, logger="chalicelib")

    def read() -> str:
        said = capsys.readouterr()
        return "\n".join([said.out, said.err, *caplog.messages])

    return read


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_role_is_shown_each_preference_for_its_purpose_and_no_other(
    door: Door, situation: str
) -> None:
    place, words, purposes = SITUATIONS[situation]
    home = Home(door, place, words)
    expected = [code for code, ask in rules.ASKS.items() if ask.purpose in purposes]

    for who, person in MAY.items():
        shown = home.asked(person)
        assert shown.status == 200, who
        assert [each["code"] for each in shown.json["preferences"]] == expected, who
    for who, (person, status) in MAY_NOT.items():
        refused = home.asked(person)
        assert refused.status == status, who
        assert "preferences" not in refused.json and CANARY not in refused.text, who
    assert home.asked(None).status == 401


def test_what_helps_is_shown_where_it_was_told_and_asked_for_and_nowhere_else(
    door: Door, log
) -> None:
    home = Home(door)
    shown = home.everything_told()

    assert {where for where, text in shown.items() if CANARY in text} == {
        "page of the home",
        "copy of the home",
        "export",
        "preferences, paco",
        "preferences, lena",
        "preferences, mara",
    }
    assert CANARY not in log()


@pytest.mark.parametrize("way", ["one by one", "all at once", "by erasure"])
def test_what_was_taken_back_is_in_no_page_notice_task_export_queue_log_or_table(
    door: Door, log, way: str
) -> None:
    home = Home(door)
    home.asked(PACO)
    link = own_link(home.id, home.household.hash)
    hidden = dict(HIDDEN.findall(door.get(f"/home/{link}").text))
    if way == "one by one":
        for n, code in enumerate(rules.ASKS):
            form = dict(HIDDEN.findall(door.get(f"/home/{link}").text))
            fields = {**form, "do": "withdraw", "code": code}
            assert door.post_form(f"/home/{link}", fields).status == 303, n
    elif way == "all at once":
        assert door.post_form(f"/home/{link}", {**hidden, "do": "forget"}).status == 303
    else:
        body = {"community": "hv", "contact": ADDRESS}
        assert door.post_json("/staff/v1/person/erase", body, token_of(MARA)).status == 202

    for action in ("start", "done"):
        current = tasks.get(home.task.id)
        if way != "by erasure":
            home.world.act(home.task.id, action, current.version, now=home.now)
        home.world.drain(home.now)
    home.world.sweep(home.now + 3_600_000)

    told = home.everything_told()
    told["notices"] = json.dumps([structs.asdict(notice) for notice in home.world.sent])
    told["log"] = log()
    table = quick_moto.client("dynamodb")
    for name in table.list_tables()["TableNames"]:
        told[f"table {name}"] = json.dumps(table.scan(TableName=name)["Items"], default=str)
    sqs = quick_moto.client("sqs")
    for url in sqs.list_queues()["QueueUrls"]:
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        told[f"queue {url}"] = json.dumps(found, default=str)

    assert [where for where, text in told.items() if CANARY in text] == []
    names = [name for name in told if name.startswith(("preferences", "export"))]
    for where in names:
        assert not [ask.name for ask in rules.ASKS.values() if ask.name in told[where]], where
