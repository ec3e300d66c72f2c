"""A measure through the doors, from the suggested group to published, and who may do what."""

import pytest

from tests.support.builders import CLEO, LENA, MARA, OTTO, PACO, key
from tests.support.door import token_of
from tests.support.feedback_api import act, in_a_week, log, propose, read


def test_a_suggested_group_becomes_a_published_measure(door):
    for n in range(3):
        log(door, n=str(n), kind="complaint")
    (group,) = read(door, "/staff/v1/opinions/groups", LENA).json["groups"]

    made = propose(door, opinions=[each["id"] for each in group["opinions"]])
    measure = act(door, made.json, "accept", owner="cleo", due_on=in_a_week()).json["measure"]
    measure = act(door, measure, "start", CLEO).json["measure"]
    measure = act(door, measure, "done", CLEO, did={"en": "We put a mat."}).json["measure"]
    measure = act(door, measure, "publish").json["measure"]

    shown = read(door, f"/staff/v1/measures/{measure['id']}", CLEO).json
    assert made.status == 201
    assert (shown["state"], shown["heard"], shown["owner"]["id"]) == ("done", 3, "cleo")
    assert [step["action"] for step in shown["history"]] == [
        "propose", "accept", "start", "done", "publish",
    ]  # fmt: skip
    assert shown["watched_until"] > shown["done_at"]


def test_what_this_person_may_do_stands_in_the_row(door):
    made = propose(door).json
    row = read(door, "/staff/v1/measures", CLEO).json["measures"][0]

    assert set(made["allowed"]) == {"accept", "prevent", "revise", "gather", "drop"}
    assert row["allowed"] == []


def test_a_list_is_narrowed_by_state_and_by_owner(door):
    measure = propose(door).json
    act(door, measure, "accept", owner="cleo", due_on=in_a_week())

    def titles(by, state):
        return [
            m["title"] for m in read(door, "/staff/v1/measures", by, state=state).json["measures"]
        ]

    assert titles(MARA, "proposed") == []
    assert titles(CLEO, "mine") == titles(MARA, "accepted") == ["A mat at the door"]
    assert titles(PACO, "mine") == []
    assert read(door, "/staff/v1/measures", state="nonsense").status == 422


def test_an_action_needs_its_version_and_its_key(door):
    measure = propose(door).json
    path = f"/staff/v1/measures/{measure['id']}/actions"

    keyless = door.post_json(path, {"action": "drop"}, {"if-match": '"1"', **token_of(MARA)})
    blind = door.post_json(path, {"action": "drop"}, {"idempotency-key": key(), **token_of(MARA)})

    assert (keyless.status, "key" in keyless.json["errors"]) == (422, True)
    assert (blind.status, "If-Match" in blind.json["errors"]) == (422, True)


@pytest.mark.parametrize(("action", "status"), [("verify", 422), ("done", 409), ("nonsense", 422)])
def test_what_cannot_be_done_says_why(door, action, status):
    answer = act(door, propose(door).json, action, did={"en": "x"})

    assert answer.status == status
    if status == 409:
        assert set(answer.json["allowed"]) >= {"accept", "drop"}


def test_staff_may_not_propose_and_strangers_see_nothing(door):
    measure = propose(door).json

    assert propose(door, CLEO).status == 403
    assert act(door, measure, "drop", CLEO, reason={"en": "No."}).status == 403
    assert read(door, f"/staff/v1/measures/{measure['id']}", OTTO).status == 404
    assert read(door, "/staff/v1/measures", OTTO).status == 404
    assert read(door, "/staff/v1/opinions/groups", OTTO).status == 403
    assert door.get("/staff/v1/measures", query={"community": ["hv"]}).status == 401
    assert read(door, "/staff/v1/measures/hv-measure-nothing").status == 404
