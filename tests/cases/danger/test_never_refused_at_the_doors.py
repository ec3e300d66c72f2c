"""Both doors take a danger, whatever else is wrong, and say what they could not use."""

import html
import os
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.estate.model import RETIRED_FOR_MS
from chalicelib.kernel import links
from chalicelib.platform.http.call import now_ms
from tests.support.builders import LIFT, LOBBY, MARA, World, key
from tests.support.door import FORM, Answer, Door, token_of
from tests.support.pages import PATH, aged, fields_of, form_of, opened, sent

FIRE = "Fire! flames in the garage"
MANY = int(os.environ.get("STEWARD_DANGERS", "60"))
"""How many random dangers each door gets; `make campaign ARGS=never-refused` sends 2,000."""
OLD = "9KQ2M9X0AB3CDE"
"""The code of a label that hung at the lift before."""
WORDS_OF_NO_DANGER = "Please come and look."


def stored(request_id: str) -> Request:
    found = requests.get(request_id)
    assert found is not None
    return found


def request_of(answer: Answer) -> str:
    return answer.headers["location"].partition("/r/")[2].partition(".")[0]


def finish(pk: str, sk: str, effect: str, now: int) -> None:
    """Finish an effect, and all that it causes."""
    world = World()
    world.enqueue(pk, sk, effect)
    world.drain(now)


def routed(request: Request) -> None:
    finish(request.id, "request", "1#route", request.created_at)


def api(door: Door, n: str = "1", **body: Any):
    told = {"place": LIFT.code, "words": FIRE, **body}
    return door.post_json("/api/v1/requests", told, {"idempotency-key": key(n)})


@pytest.mark.parametrize(
    ("unread", "wrong"),
    [
        ([], {"contact": "９１２３４５６７"}),
        (["contact"], {"contact": "rosa at home"}),
        (["topic"], {"topic": "no_such_topic"}),
        (["spot"], {"spot": "x" * 121}),
        (["name"], {"name": "x" * 121}),
        (["visit"], {"visit": "x" * 121}),
        (["words"], {"words": FIRE + "!" * 2_000}),
        (["kind"], {"kind": "order"}),
        (["joined_to"], {"joined_to": "hv-" + "0" * 26}),
        (["answers"], {"answers": {"colour": "red"}}),
        (["contact", "may_enter"], {"contact": 91234567, "may_enter": "perhaps"}),
        (["body"], {"colour": "red"}),
        (["answers"], {"words": WORDS_OF_NO_DANGER, "topic": "leak", "answers": {"running": True}}),
    ],
)
def test_a_program_may_send_a_danger_with_anything_wrong(
    door: Door, unread: list[str], wrong: dict[str, Any]
) -> None:
    reply = api(door, **wrong)

    assert reply.status == 201
    assert sorted(reply.json["unread"]) == sorted(unread)
    assert api(door, **wrong).json["unread"] == reply.json["unread"]


@pytest.mark.parametrize("on", [True, "yes", 1])
def test_the_switch_of_a_program_makes_it_urgent(door: Door, on: Any) -> None:
    reply = api(door, words=WORDS_OF_NO_DANGER, danger=on)

    assert reply.status == 201
    assert stored(reply.json["id"]).emergency == "danger"


@pytest.mark.parametrize("off", [False, None, "no", "", 0])
def test_a_switch_that_is_off_refuses_what_it_refused_before(door: Door, off: Any) -> None:
    assert api(door, words=WORDS_OF_NO_DANGER, danger=off, colour="red").status == 422


def test_a_danger_without_a_key_or_with_one_that_was_used_is_stored(door: Door) -> None:
    told = {"place": LIFT.code, "words": FIRE}
    first = api(door, words=WORDS_OF_NO_DANGER).json["id"]

    made = [door.post_json("/api/v1/requests", told).json["id"], api(door).json["id"]]

    assert len({first, *made}) == 3


SAYS: tuple[dict[str, str], ...] = (
    {"words": FIRE},
    {"words": "", "topic": "gas"},
    {"words": WORDS_OF_NO_DANGER, "danger": "yes"},
)


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": "rosa at home"},
        {"topic": "no_such_topic", "danger": "yes"},
        {"where": "other", "spot": "x" * 121},
        {"token": "1.x"},
        {"token": ""},
        {"key": "short"},
        {"website": "https://filled.by.a.password.manager"},
        {"join": "hv-" + "0" * 26},
    ],
)
def test_the_form_takes_a_danger_with_anything_wrong(
    door: Door, says: dict[str, str], wrong: dict[str, str]
) -> None:
    answer, _ = sent(door, **{"topic": "", **says, **wrong})

    assert answer.status == 303


def test_a_danger_in_a_form_that_was_open_for_days_is_stored_once(door: Door) -> None:
    hidden = fields_of(door.get(PATH).text)
    late = aged({"key": hidden["key"], "token": hidden["token"], "words": FIRE}, 25)

    where = {door.post_form(PATH, late).headers["location"].split("?")[0] for _ in range(2)}

    assert len(where) == 1


def test_a_key_that_somebody_else_made_up_does_not_open_the_danger_to_them(door: Door) -> None:
    hidden = fields_of(door.get(PATH).text)
    forged = {"key": hidden["key"], "token": "1.x", "words": FIRE}

    where = {door.post_form(PATH, forged).headers["location"].split("?")[0] for _ in range(2)}

    assert len(where) == 2


def test_a_danger_written_over_words_that_were_sent_is_a_report_of_its_own(door: Door) -> None:
    answer, fields = sent(door, words=WORDS_OF_NO_DANGER)
    first = request_of(answer)

    hidden = fields_of(door.get(PATH).text)
    again = door.post_form(PATH, fields | {"words": FIRE})
    added = door.post_form(
        PATH,
        fields
        | {"words": f"{FIRE}! Hurry!", "again": "add", "next_key": hidden["key"]}
        | {"next_token": hidden["token"]},
    )

    assert len({first, request_of(again), request_of(added)}) == 3
    assert stored(request_of(added)).named == first


def test_the_receipt_says_what_could_not_be_used_and_asks_again(door: Door) -> None:
    answer, _ = sent(door, words=FIRE, contact="rosa at home", topic="no_such_topic")
    where, cookie, page = opened(door, answer)
    assert "We could not read the email address or phone number" in html.unescape(page)
    assert "We could not use this topic" in page

    request = stored(request_of(answer))
    routed(request)
    task = tasks.of_request(request.id)[0]
    shown = door.post_json(f"/staff/v1/tasks/{task.id}/contact", {}, token_of(MARA))
    assert shown.json["addresses"] == [{"channel": "typed", "address": "rosa at home"}]

    given = {**form_of(page, "contact"), "contact": "rosa@home.example"}
    door.post_form(where, given, cookie)
    assert "We could not read" not in door.get(where, headers=cookie).text


@pytest.mark.parametrize("text", ["", "It has become more."])
def test_it_got_worse_is_one_switch_after_sending(door: Door, text: str) -> None:
    answer, _ = sent(door, words=WORDS_OF_NO_DANGER)
    where, cookie, page = opened(door, answer)
    request = stored(request_of(answer))
    routed(request)
    said = {**form_of(page, "note"), "text": text, "danger": "yes"}

    reply = door.post_form(where, said, cookie)

    assert reply.headers["location"].endswith("?saved=note")
    for row in requests.aggregate(request.id).notes:
        finish(row.request, f"note#{row.key}", "1#raise", request.created_at)
    request = stored(request.id)
    assert request.emergency == "danger"
    for effect in request.pending:
        finish(request.id, "request", effect, request.created_at)
    assert {task.priority for task in tasks.of_request(request.id)} == {"urgent"}


SMOKE = "There is smoke coming out of the socket, it burns!"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("resolved", {"do": "feedback", "fixed": "yes", "comment": SMOKE}),
        ("resolved", {"do": "feedback", "fixed": "no", "comment": SMOKE + " Hurry!" * 400}),
        ("resolved", {"do": "feedback", "comment": SMOKE}),
        ("resolved", {"do": "check_back", "fixed": "no", "comment": SMOKE}),
        ("resolved", {"do": "answer", "text": SMOKE}),
        ("resolved", {"do": "visit", "answer.smell": SMOKE}),
        ("resolved", {"do": "unjoin", "text": "", "danger": "yes"}),
        ("withdrawn", {"do": "feedback", "fixed": "no", "comment": SMOKE}),
        ("withdrawn", {"do": "visit", "visit": SMOKE}),
        ("too_old", {"do": "note", "text": SMOKE}),
        ("forged", {"do": "note", "text": SMOKE}),
        ("long", {"do": "note", "text": SMOKE}),
    ],
)
def test_a_danger_in_any_form_of_the_page_is_worked_on(
    door: Door, how: str, said: dict[str, str]
) -> None:
    answer, _ = sent(door, words=WORDS_OF_NO_DANGER, topic="dirty")
    where, cookie, page = opened(door, answer)
    request = stored(request_of(answer))
    routed(request)
    fields = {**fields_of(page), **said}
    if how == "resolved":
        World().finished(tasks.of_request(request.id)[0].id, request.created_at)
    elif how == "withdrawn":
        door.post_form(where, {**fields, "do": "withdraw", "danger": ""}, cookie)
    elif how == "too_old":
        fields = aged(fields, 25, of=request.id)
    elif how == "forged":
        fields |= {"token": "1.x"}
    else:
        fields |= {"photo": "x" * 70_000}

    reply = door.post_form(where, fields, cookie)

    assert reply.status == 303 and "saved=nothing" not in reply.headers["location"]
    assert any(is_worked_on(each) for each in (request.id, request_of(reply) or request.id))


def is_worked_on(request_id: str) -> bool:
    """Say whether a request is an emergency, once its effects are done."""
    found = requests.aggregate(request_id)
    if found is None:
        return False
    for note in found.notes:
        for effect in note.pending:
            finish(request_id, f"note#{note.key}", effect, found.request.created_at)
    request = stored(request_id)
    return request.state == "open" and bool(request.emergency)


def test_words_sent_from_a_page_that_was_open_for_days_are_still_there(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    said = aged(form_of(page, "note") | {"text": "It drips faster."}, 25, of=request_of(answer))

    late = door.post_form(where, said, cookie)

    assert (late.status, "It drips faster." in late.text) == (422, True)
    again = door.post_form(where, said | form_of(late.text, "note"), cookie)
    assert again.headers["location"].endswith("?saved=note")


def test_no_danger_is_refused_whatever_else_a_door_is_sent(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MIN_FILL_MS", 3_000)
    chance = random.Random(7)
    texts: tuple[Any, ...] = ("", "x" * 121, "９１２３", "12B", "电梯" * 70, "a@b", "🔥" * 99)
    odd: tuple[Any, ...] = (None, 7, [], {"x": 1}, True)
    names = ("spot", "name", "contact", "visit", "kind", "joined_to", "answers", "may_enter", "z")
    hidden = fields_of(door.get(PATH).text)
    for n in range(MANY):
        says = dict(chance.choice(SAYS))
        told = {name: chance.choice(texts) for name in names if chance.random() < 0.5}
        loose = {name: chance.choice(odd) for name in names if chance.random() < 0.2}
        body = {**told, **loose, **says}
        if body.get("danger"):
            body["danger"] = chance.choice((True, "yes", 1))
        api_reply = api(door, chance.choice((f"n{n}", "used")), **body)
        assert api_reply.status in (200, 201), body
        form = {
            name: chance.choice(texts) for name in ("spot", "contact", "website", "seen", "key")
        }
        kept = {name: value for name, value in form.items() if chance.random() < 0.5}
        fields = {"key": hidden["key"], "token": hidden["token"], "where": "other", **kept, **says}
        reply = door.post_form(
            PATH, fields | chance.choice(({}, {"token": "1.x"}, {"again": "add"}))
        )
        assert reply.status == 303, fields


def retired(code: str, *, ago: int = 0, to: str = LOBBY.code) -> None:
    estate.put_place(structs.replace(LIFT, code=code, replaced_by=to, retired_at=now_ms() - ago))


@pytest.mark.parametrize("door_of", ["form", "api"])
@pytest.mark.parametrize("to", [LOBBY.code, ""], ids=["replaced", "gone"])
def test_a_danger_sent_from_a_label_that_was_retired_is_taken_there(
    door: Door, door_of: str, to: str
) -> None:
    retired(OLD, to=to)

    if door_of == "form":
        answer = door.post_form(f"/q/{OLD}", {"words": FIRE})
        request = stored(request_of(answer))
        assert answer.status == 303
    else:
        made = api(door, place=OLD)
        request = stored(made.json["id"])
        assert made.status == 201
    assert (request.place, request.place_name, request.emergency) == (OLD, LIFT.name, "fire")
    routed(request)
    assert {task.priority for task in tasks.of_request(request.id)} == {"urgent"}


def test_what_is_no_danger_is_sent_on_from_a_retired_label_and_nothing_is_after_90_days(
    door: Door,
) -> None:
    retired(OLD)
    calm = {"words": WORDS_OF_NO_DANGER}
    assert door.post_form(f"/q/{OLD}", calm).status == 410
    assert api(door, place=OLD, **calm).status == 410
    assert door.get(f"/q/{OLD}").status == 410

    estate.forget()
    retired(OLD, ago=RETIRED_FOR_MS + 1)
    assert door.post_form(f"/q/{OLD}", {"words": FIRE}).status == 404
    assert api(door, place=OLD).status == 404


@pytest.mark.parametrize(
    "body",
    [
        urlencode({"words": f"{FIRE} {'x' * 70_000}", "contact": "rosa@home.example"}),
        urlencode({"words": "煤气泄漏"}, encoding="gb18030"),
        urlencode({"words": "走廊起火，好多煙"}, encoding="big5"),
        urlencode({"words": "\u00e9", "topic": "gas"}, encoding="latin-1"),
        "&".join(f"x{n}=1" for n in range(99)) + f"&{urlencode({'words': FIRE})}",
    ],
    ids=["too long", "GB", "Big5", "Latin", "too many fields"],
)
def test_a_danger_in_a_form_that_cannot_be_read_is_read_as_far_as_it_goes(
    door: Door, body: str
) -> None:
    answer = door("POST", PATH, body=body, headers={"content-type": FORM})

    assert answer.status == 303
    request = stored(request_of(answer))
    routed(request)
    assert {task.priority for task in tasks.of_request(request.id)} == {"urgent"}


def test_what_is_no_danger_is_refused_when_its_form_cannot_be_read(door: Door) -> None:
    for body in (urlencode({"words": "x" * 70_000}), urlencode({"words": "水"}, encoding="big5")):
        assert door("POST", PATH, body=body, headers={"content-type": FORM}).status == 422
