"""Outages at the staff's door: who may, keys and versions, and what is wrong with its field."""

import pytest

from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.estate.members import Member
from tests.support import clock
from tests.support.builders import HOUR, LENA, LIFT, MARA, OTTO, PACO, World, key
from tests.support.door import Answer, Door, token_of
from tests.support.neighbours import WORDS, joined, reported

PATH = "/staff/v1/outages"
BODY = {"community": "hv", "topics": ["no_water"], "buildings": ["tower1"], "words": WORDS}


@pytest.fixture
def now() -> int:

    return clock.now()


def opened(door: Door, who: Member = LENA, n: str = "open", **changes) -> Answer:
    headers = {**token_of(who), "idempotency-key": key(n)}
    return door.post_json(PATH, BODY | changes, headers)


def acted(door: Door, outage: dict, action: str, who: Member = LENA, n: str = "", **more) -> Answer:
    headers = {
        **token_of(who),
        "idempotency-key": key(n or action),
        "if-match": f'"{outage["version"]}"',
    }
    return door.post_json(f"{PATH}/{outage['id']}/actions", {"action": action, **more}, headers)


def test_an_outage_is_opened_changed_and_ended_by_the_api(door: Door, now: int) -> None:
    made = opened(door, to_at=now + HOUR)
    assert made.status == 201
    outage = made.json["outage"]
    assert (outage["state"], outage["titles"], outage["joined"]) == ("running", ["No water"], 0)
    assert outage["allowed"] == ["change", "end", "withdraw"]

    joined(World(), outage["id"], now=now)
    later = acted(door, outage, "change", to_at=now + 3 * HOUR).json["outage"]
    ended = acted(door, later, "end").json["outage"]

    assert (later["to_at"], later["joined"], ended["state"]) == (now + 3 * HOUR, 1, "ended")
    assert ended["answering"] and ended["allowed"] == []
    shown = door.get(f"{PATH}/{outage['id']}", headers=token_of(PACO)).json
    assert [step["action"] for step in shown["history"]] == ["open", "change", "end"]


def test_the_same_key_gives_the_same_answer_and_another_body_422(door: Door) -> None:
    first, again = opened(door), opened(door)

    assert (first.status, again.status) == (201, 200)
    assert again.json["verdict"] == "already_applied"
    assert opened(door, topics=["no_power"]).status == 422


def test_staff_read_them_and_only_lead_and_manager_may_keep_them(door: Door) -> None:
    outage = opened(door).json["outage"]
    query = {"community": ["hv"]}

    listed = door.get(PATH, headers=token_of(PACO), query=query).json
    assert [each["id"] for each in listed["outages"]] == [outage["id"]]
    assert (listed["may_open"], listed["outages"][0]["allowed"]) == (False, [])
    assert door.get(PATH, headers=token_of(MARA), query=query).json["may_open"]

    assert opened(door, PACO, "paco").status == 403
    assert acted(door, outage, "end", PACO).status == 403
    assert acted(door, outage, "end", MARA).status == 200


def test_another_community_sees_and_touches_nothing(door: Door) -> None:
    outage = opened(door).json["outage"]

    for answer in (
        door.get(PATH, headers=token_of(OTTO), query={"community": ["hv"]}),
        door.get(f"{PATH}/{outage['id']}", headers=token_of(OTTO)),
    ):
        assert answer.status == 404
    assert opened(door, OTTO, "otto").status == 403
    assert acted(door, outage, "end", OTTO).status == 403


def test_without_a_token_nobody_learns_anything(door: Door) -> None:
    assert door.get(PATH, query={"community": ["hv"]}).status == 401
    assert door.post_json(PATH, BODY, {"idempotency-key": key()}).status == 401


@pytest.mark.parametrize(("body", "field"), [
    (BODY | {"topics": ["plumbing"]}, "topics"),
    (BODY | {"topics": "no_water"}, "topics"),
    (BODY | {"buildings": ["x"]}, "buildings"),
    (BODY | {"places": [LIFT.code, "x"]}, "places"),
    (BODY | {"words": {"en": "No water."}}, "words.zh-Hant"),
    (BODY | {"to_at": 1}, "to_at"),
    (BODY | {"to_at": "noon"}, "to_at"),
    (BODY | {"state": "ended"}, "state"),
    ({"community": "hv"}, "topics"),
    ("not json", "body"),
    (b"\xff\xfe", "body"),
])  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored(door: Door, body, field) -> None:
    answer = door.post_json(PATH, body, {**token_of(LENA), "idempotency-key": key()})

    assert (answer.status, field in answer.json["errors"]) == (422, True), answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    listed = door.get(PATH, headers=token_of(PACO), query={"community": ["hv"]}).json
    assert listed["outages"] == []


def test_a_stale_version_a_missing_one_and_a_state_that_forbids_it(door: Door, now: int) -> None:
    outage = opened(door).json["outage"]
    acted(door, outage, "change", to_at=now + HOUR)

    assert acted(door, outage, "end").status == 412
    missing = {**token_of(LENA), "idempotency-key": key("x")}
    path = f"{PATH}/{outage['id']}/actions"
    assert list(door.post_json(path, {"action": "end"}, missing).json["errors"]) == ["If-Match"]
    current = {**outage, "version": 2}
    assert acted(door, current, "explode").json["errors"]["action"]
    assert acted(door, current, "end").status == 200
    refused = acted(door, {**outage, "version": 3}, "end", n="again")
    assert (refused.status, refused.json["state"], refused.json["allowed"]) == (409, "ended", [])


def test_staff_see_on_a_task_how_many_have_it(door: Door, now: int) -> None:
    world = World()
    parent = reported(world, now)
    for n in range(2):
        joined(world, parent.id, n, now)
    known.forget()
    query = {"queue": ["hv.engineering"]}

    (row,) = door.get("/staff/v1/tasks", headers=token_of(PACO), query=query).json["tasks"]
    detail = door.get(f"/staff/v1/tasks/{row['id']}", headers=token_of(PACO)).json
    board = door.get("/staff/v1/board", headers=token_of(LENA), query={"community": ["hv"]}).json

    assert [row["joined"], detail["joined"], board["open"][0]["joined"]] == [2, 2, 2]
