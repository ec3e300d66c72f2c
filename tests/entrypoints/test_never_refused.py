"""Both doors take a danger, whatever else is wrong, and say what they could not use."""

import html
import os
import random
from typing import Any

import pytest

from chalicelib.domain import links
from chalicelib.domain.requests import Request
from chalicelib.storage import requests, tasks
from tests.builders import LIFT, MARA, World, key

from .conftest import Door, token_of
from .test_life import form_of
from .test_resident_pages import PATH, Answer, aged, fields_of, opened, sent

FIRE = "Fire! flames in the garage"
MANY = int(os.environ.get("STEWARD_DANGERS", "60"))
"""How many random dangers each door gets; `make campaign ARGS=never-refused` sends 2,000."""
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
    assert "We could not read the e-mail address or telephone number" in html.unescape(page)
    assert "We could not use the topic" in page

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
