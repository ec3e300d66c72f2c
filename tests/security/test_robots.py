"""The form: robots get nothing out of it, and people never lose a word to what holds them off."""

import re

import pytest

from chalicelib.kernel import limits, links
from chalicelib.platform import settings
from chalicelib.platform.aws import parameters, secrets
from tests.resilience.town import Event, Reply, Town
from tests.support.builders import LIFT, key

FIELD = re.compile(r'<input type="hidden" name="(key|token)" value="([^"]*)"')
WORDS = "The bin room smells."


def opened(town: Town) -> dict[str, str]:
    """Return the hidden fields of a form that was opened now."""
    page = town.give(Event(kind="call", method="GET", path=f"/q/{LIFT.code}"))
    return dict(FIELD.findall(page.text))


def sent(town: Town, hidden: dict[str, str], **fields: str) -> Reply:
    said = {"topic": "dirty", "where": "here", "words": WORDS}
    return town.give(town.form("robot", **(said | hidden | fields)))


def stored(town: Town) -> list[str]:
    return [row["words"] for row in town.engine.rows() if row["sk"] == "request"]


def test_a_form_that_comes_back_faster_than_anybody_writes_is_not_stored(fresh: Town) -> None:
    hidden = opened(fresh)
    fresh.now += links.MIN_FILL_MS - 1

    reply = sent(fresh, hidden)

    assert reply.status == 200
    assert stored(fresh) == []
    assert fresh.engine.take("effects") == []


def test_whoever_was_too_quick_finds_the_words_and_sends_them_with_one_more_tap(
    fresh: Town,
) -> None:
    hidden = opened(fresh)
    fresh.now += 500
    page = sent(fresh, hidden)
    assert WORDS in page.text
    assert dict(FIELD.findall(page.text)) == hidden

    fresh.now += 2_000
    assert sent(fresh, hidden).status == 303
    assert stored(fresh) == [WORDS]


def test_a_form_that_is_corrected_is_not_young_again(fresh: Town) -> None:
    hidden = opened(fresh)
    fresh.now += 20_000
    page = sent(fresh, hidden, words="")
    assert page.status == 422

    assert sent(fresh, dict(FIELD.findall(page.text))).status == 303


def test_a_double_tap_stores_one(fresh: Town) -> None:
    hidden = opened(fresh)
    fresh.now += links.MIN_FILL_MS

    assert [sent(fresh, hidden).status for _ in range(2)] == [303, 303]
    assert stored(fresh) == [WORDS]


@pytest.mark.parametrize("danger", [{"words": "I smell gas!"}, {"topic": "trapped"}])
def test_danger_may_be_as_quick_as_it_likes(fresh: Town, danger: dict[str, str]) -> None:
    assert sent(fresh, opened(fresh), **danger).status == 303


def test_a_program_may_be_as_quick_as_it_likes(fresh: Town) -> None:
    assert fresh.give(fresh.api()).status == 201


def test_who_fills_in_what_nobody_sees_learns_nothing_and_stores_nothing(fresh: Town) -> None:
    hidden = opened(fresh)
    fresh.now += 20_000

    reply = sent(fresh, hidden, website="https://spam.example")

    assert reply.status == 200
    assert WORDS not in reply.text
    assert stored(fresh) == []


def test_a_token_is_good_for_its_own_place_key_and_time_alone(fresh: Town) -> None:
    hidden = opened(fresh)
    fresh.now += 20_000
    issued, signature = hidden["token"].split(".")
    found = secrets.read("form")
    other = links.form_token("0" * 14, hidden["key"], fresh.now - 60_000, found.by_version[1])
    for forged in ("", "1", f"{int(issued) - 60_000}.{signature}", other, f"{issued}.{'0' * 26}"):
        reply = sent(fresh, hidden | {"token": forged})
        assert reply.status == 422
        # A key that we did not mint for this reader is not kept.
        assert dict(FIELD.findall(reply.text))["key"] != hidden["key"]
    assert sent(fresh, hidden | {"key": key("mine")}).status == 422
    assert stored(fresh) == []


def test_the_same_words_again_and_again_are_said_to_be_reported_and_kept(fresh: Town) -> None:
    name = f"{settings.parameters()}/limits/same_words_hour"
    fresh.engine.client("ssm").put_parameter(Name=name, Value="3", Type="String")
    parameters.forget()
    for n in range(3):
        assert fresh.give(fresh.form(f"spam{n}-", words=WORDS)).status == 303

    refused = fresh.give(fresh.form("spam-more", words=WORDS.upper()))
    assert refused.status == 429
    assert "Already reported" in refused.text
    assert WORDS.upper() in refused.text
    assert fresh.give(fresh.form("other", words="The bin room is locked.")).status == 303
    program = fresh.give(fresh.api("program", words=WORDS))
    assert (program.status, "Already reported" in program.text) == (429, True)
    fresh.engine.client("ssm").delete_parameter(Name=name)
    parameters.forget()


def test_forty_eight_taps_with_one_key_are_one_request_and_use_up_no_room(fresh: Town) -> None:
    tapped = [fresh.give(fresh.form("tapped", words=WORDS)).status for _ in range(48)]

    assert tapped == [303] * 48
    for n in range(limits.LIMITS["m"].most - 1):
        assert fresh.give(fresh.form(f"next{n}-", words=f"Lamp {n} is dark.")).status == 303
    assert fresh.give(fresh.form("last", words="One too many.")).status == 429
