"""Courtesies and thanks through the door: two taps, read by whom they are for."""

import pytest

from tests.support.builders import CLEO, LENA, LIFT, MARA, OTTO, PACO, SAM, key
from tests.support.door import token_of

COURTESY = {"community": "hv", "kind": "umbrella", "place": LIFT.code}
WORD = {"community": "hv", "to": "cleo", "words": "She waited with my mother."}
HV = {"community": ["hv"]}


def sent(door, path, body, by, n="1"):
    return door.post_json(path, body, {"idempotency-key": key(n), **token_of(by)})


def read(door, path, by, query=HV):
    return door.get(path, headers=token_of(by), query=query)


def test_two_taps_log_a_courtesy_that_the_week_shows(door) -> None:
    assert sent(door, "/staff/v1/courtesies", COURTESY, SAM).status == 201
    assert sent(door, "/staff/v1/courtesies", COURTESY, SAM).status == 201

    week = read(door, "/staff/v1/week", MARA).json

    assert {each["kind"]: each["count"] for each in week["courtesies"]}["umbrella"] == 1
    security = next(d for d in week["departments"] if d["department"] == "security")
    assert (security["courtesies"], security["thanks"]) == (1, 0)


def test_what_the_taps_choose_from_is_named_in_the_language_of_the_app(door) -> None:
    headers = {**token_of(SAM), "accept-language": "zh-HK"}

    choices = door.get("/staff/v1/courtesies/choices", headers=headers, query=HV).json

    assert {"code": "umbrella", "name": "幫忙撐傘"} in choices["kinds"]
    assert LIFT.code in [place["code"] for place in choices["places"]]


def test_a_good_word_is_read_by_whom_it_is_for_and_by_nobody_else(door) -> None:
    assert sent(door, "/staff/v1/thanks", WORD, PACO).status == 201

    assert [each["words"] for each in read(door, "/staff/v1/thanks", CLEO).json["thanks"]] == [
        "She waited with my mother."
    ]
    assert read(door, "/staff/v1/thanks", SAM).json["thanks"] == []


@pytest.mark.parametrize("path", ["/staff/v1/courtesies", "/staff/v1/thanks"])
def test_who_may_not_log(door, path) -> None:
    body = COURTESY if path.endswith("courtesies") else WORD

    assert door.post_json(path, body, {"idempotency-key": key()}).status == 401
    assert sent(door, path, body, OTTO).status == 404
    assert sent(door, path, {**body, "resident": "Mrs Chan"}, SAM).status == 422


def test_who_may_not_read_the_week(door) -> None:
    assert door.get("/staff/v1/week", query=HV).status == 401
    assert read(door, "/staff/v1/week", CLEO).status == 403
    assert read(door, "/staff/v1/week", LENA).status == 200
    assert read(door, "/staff/v1/week", MARA, {"community": ["qy"]}).status == 404
    assert read(door, "/staff/v1/week", MARA, {**HV, "until": ["soon"]}).status == 422


def test_a_week_before_all_weeks_is_empty(door) -> None:
    week = read(door, "/staff/v1/week", MARA, {**HV, "until": ["0"]})
    assert (week.status, week.json["since"], week.json["spots"]) == (200, 0, [])
