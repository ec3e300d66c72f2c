"""Logging an opinion through the door, and who may read what was heard."""

import pytest

from chalicelib.feedback.model import KINDS
from tests.support.builders import CLEO, LENA, MARA, OTTO, key
from tests.support.door import token_of
from tests.support.feedback_api import WORDS, log


def read(door, path, by, **query):
    asked = {name: [value] for name, value in {"community": "hv", **query}.items()}
    return door.get(path, headers=token_of(by), query=asked)


def test_a_cleaner_logs_what_she_heard_and_a_lead_reads_it(door):
    logged = log(door)
    listed = read(door, "/staff/v1/opinions", LENA)

    assert logged.status == 201
    assert listed.json["opinions"] == [logged.json]
    assert listed.json["opinions"][0]["department"] == "cleaning"
    assert listed.json["cursor"] == ""


def test_the_same_key_answers_the_same(door):
    assert log(door).json == log(door).json
    assert log(door, words="Other words.").status == 422


def test_a_field_for_who_said_it_is_refused_by_name(door):
    answer = log(door, resident="Mrs Chan")

    assert answer.status == 422
    assert "resident" in answer.json["errors"]


@pytest.mark.parametrize("path", ["/staff/v1/opinions", "/staff/v1/hearing"])
def test_who_leads_nobody_and_who_works_elsewhere_read_nothing(door, path):
    assert read(door, path, CLEO).status == 403
    assert read(door, path, OTTO).status == 403
    assert read(door, path, MARA, community="qy").status == 404


def test_nobody_logs_for_a_community_that_is_not_theirs(door):
    assert log(door, OTTO).status == 404
    assert door.post_json("/staff/v1/opinions", WORDS, {"idempotency-key": key()}).status == 401


def test_the_two_taps_are_named_in_the_language_of_whoever_taps(door):
    chosen = door.get(
        "/staff/v1/opinions/choices",
        headers={**token_of(CLEO), "accept-language": "zh-HK"},
        query={"community": ["hv"]},
    ).json

    assert [kind["code"] for kind in chosen["kinds"]] == list(KINDS)
    assert chosen["kinds"][0]["name"] == "反映問題"
    assert [each["department"] for each in chosen["mine"]] == ["cleaning"]
    assert "conduct" not in {topic["code"] for topic in chosen["topics"]}


def test_a_cursor_of_somebody_elses_is_refused(door):
    assert read(door, "/staff/v1/opinions", MARA, cursor="nonsense").status == 422
