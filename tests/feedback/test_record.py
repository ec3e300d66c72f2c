"""Every department hears, and what it heard is stored once, without who said it."""

from typing import Any

import pytest
from msgspec import structs

from chalicelib.estate.members import Member
from chalicelib.feedback import coverage, record
from chalicelib.feedback import store as opinions
from chalicelib.feedback.model import Opinion
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound
from tests.support.builders import (
    CLEO,
    DAY,
    GRACE,
    LENA,
    MARA,
    MONDAY_TEN,
    OTTO,
    PACO,
    World,
    at,
    key,
    staff,
)  # fmt: skip


def a_saying(**changes: Any) -> record.NewFeedback:
    usual = record.NewFeedback(
        community="hv",
        key=key(),
        kind="suggestion",
        topic="dirty",
        building="tower1",
        words="A mat at the door would keep the lobby clean.",
    )
    return structs.replace(usual, **changes)


def log(world: World, by: Member = CLEO, now: int = MONDAY_TEN, **changes: Any) -> Opinion:
    return record.log(a_saying(**changes), staff(by), now=now, enqueue=world.enqueue)


def test_two_taps_are_enough(world: World) -> None:
    opinion = log(world, words="", building="")

    assert opinions.get(opinion.id) == opinion
    assert (opinion.about, opinion.department, opinion.by) == ("cleaning", "cleaning", "cleo")


def test_any_department_may_hear_about_any_other(world: World) -> None:
    opinion = log(world, PACO, about="security")

    assert (opinion.department, opinion.about) == ("engineering", "security")


def test_the_same_key_logs_one_opinion(world: World) -> None:
    first, second = log(world), log(world, now=MONDAY_TEN + 40 * DAY)

    assert first.id == second.id
    assert len(opinions.heard("hv", 0, MONDAY_TEN + 90 * DAY)) == 1


def test_a_key_is_not_taken_for_other_words(world: World) -> None:
    log(world)

    with pytest.raises(InvalidInput) as refused:
        log(world, words="Something else.")
    assert set(refused.value.fields) == {"key"}


@pytest.mark.parametrize(("field", "value"), [
    ("kind", "rant"), ("topic", "weather"), ("about", "weather"), ("how", "gossip"),
    ("key", "short"), ("words", "x" * 501), ("building", "x" * 61),
    ("words", "Mrs Chan, 9123 4567, says so"), ("topic", "conduct"),
    ("department", "security"),
])  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(world: World, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        log(world, **{field: value})

    assert set(refused.value.fields) == {field}
    assert opinions.heard("hv", 0, MONDAY_TEN + DAY) == []


def test_nobody_of_another_company_logs_or_reads(world: World) -> None:
    with pytest.raises(NotFound):
        log(world, OTTO)
    with pytest.raises(NotFound):
        record.read(staff(OTTO), "hv", now=MONDAY_TEN)


def test_who_leads_nobody_reads_no_list(world: World) -> None:
    with pytest.raises(Forbidden):
        record.read(staff(CLEO), "hv", now=MONDAY_TEN)
    with pytest.raises(Forbidden):
        coverage.coverage(staff(CLEO), "hv", now=MONDAY_TEN)


def test_the_list_goes_newest_first_from_page_to_page(world: World) -> None:
    for n in range(7):
        log(world, now=MONDAY_TEN + n, key=key(n), words=f"number {n}")

    found: list[str] = []
    after = ""
    while True:
        page, after = record.read(staff(LENA), "hv", after=after, now=MONDAY_TEN, limit=3)
        found += [opinion.words for opinion in page]
        if not after:
            break
    assert found == [f"number {n}" for n in range(6, -1, -1)]


def test_a_month_and_a_department_that_heard_nothing_are_shown(world: World) -> None:
    log(world, CLEO, at("2026-01-10 10:00"), key=key("jan"))
    log(world, PACO, at("2026-03-02 10:00"), key=key("mar"))

    heard = coverage.coverage(staff(MARA), "hv", now=at("2026-03-05 10:00"))

    assert heard.months == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert heard.departments["cleaning"] == [0, 0, 0, 1, 0, 0]
    assert heard.departments["engineering"] == [0, 0, 0, 0, 0, 1]
    assert heard.departments["security"] == [0] * 6
    assert "conduct" not in heard.departments


def test_a_lost_effect_of_an_opinion_is_sent_again_by_the_sweep(world: World) -> None:
    opinion = log(world)
    world.lose()

    world.sweep(MONDAY_TEN + GRACE)
    world.sweep(MONDAY_TEN + GRACE)

    stored = opinions.get(opinion.id)
    assert stored is not None
    assert (stored.pending, stored.due_at) == ({}, None)
