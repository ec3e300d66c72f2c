"""Outages as lead and manager keep them: who may, what is refused, and what the clock does."""

import pytest

from chalicelib.cases.outages import actions as outages
from chalicelib.cases.outages import store as stored_outages
from chalicelib.cases.outages.model import MOST_REMINDERS
from chalicelib.kernel.errors import Forbidden, InvalidInput, KeyReused, NotAllowed, NotFound, Stale
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    LENA,
    LIFT,
    MARA,
    MINUTE,
    MONDAY_TEN,
    OTTO,
    PACO,
    World,
    at,
    key,
    staff,
)
from tests.support.neighbours import WORDS, acted, an, joined, opened

TUESDAY = MONDAY_TEN + DAY


def test_a_lead_and_a_manager_open_one(world: World) -> None:
    first = opened(world)
    second = opened(world, by=MARA, key=key("other"), buildings=[], places=[LIFT.code])

    assert (first.state, first.buildings, first.place_name["en"]) == (
        "running", ["tower1"], "Harbour View",
    )  # fmt: skip
    assert (second.buildings, second.place_name["en"]) == (["tower1"], "Lift 2")


@pytest.mark.parametrize(("who", "error"), [(PACO, Forbidden), (OTTO, NotFound)])
def test_nobody_else_opens_or_ends_one(world: World, who, error) -> None:
    outage = opened(world)

    with pytest.raises(error):
        opened(world, by=who, key=key("theirs"))
    with pytest.raises(error):
        acted(world, outage, "end", by=who)
    assert an(outage).state == "running"


def test_any_member_of_staff_of_the_community_sees_them_and_nobody_else(world: World) -> None:
    outage = opened(world)
    joined(world, outage.id)

    (kept,) = outages.listed("hv", staff=staff(PACO), now=MONDAY_TEN)
    assert (kept.outage.id, kept.joined) == (outage.id, 1)
    assert outages.look(outage.id, staff=staff(PACO)).joined == 1
    with pytest.raises(NotFound):
        outages.listed("hv", staff=staff(OTTO), now=MONDAY_TEN)
    with pytest.raises(NotFound):
        outages.look(outage.id, staff=staff(OTTO))


def test_the_same_key_opens_one_and_another_body_is_refused(world: World) -> None:
    first = opened(world)
    again = opened(world, now=MONDAY_TEN + MINUTE)

    assert (again.id, again.created_at) == (first.id, MONDAY_TEN)
    with pytest.raises(KeyReused):
        opened(world, topics=["no_power"])


@pytest.mark.parametrize(("field", "changes"), [
    ("topics", {"topics": []}),
    ("topics", {"topics": ["unheard_of"]}),
    ("topics", {"topics": ["plumbing"]}),
    ("topics", {"topics": ["no_water", "flooding"]}),
    ("buildings", {"buildings": ["tower9"]}),
    ("places", {"places": ["00000000000000"]}),
    ("places", {"places": ["8KQ2M9X0AB3CDE"]}),
    ("words.zh-Hant", {"words": {"en": "No water."}}),
    ("words.en", {"words": {**WORDS, "en": "x" * 501}}),
    ("words", {"words": {**WORDS, "fr": "Pas d'eau."}}),
    ("from_at", {"from_at": MONDAY_TEN - 8 * DAY}),
    ("planned", {"from_at": TUESDAY}),
    ("to_at", {"to_at": MONDAY_TEN}),
    ("to_at", {"to_at": MONDAY_TEN + 91 * DAY}),
    ("to_at", {"planned": True, "from_at": TUESDAY}),
    ("key", {"key": "short"}),
])  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored(world: World, field, changes) -> None:
    with pytest.raises(InvalidInput) as refused:
        opened(world, **changes)

    assert field in refused.value.fields
    assert stored_outages.listed("hv", 0, limit=10) == []


@pytest.mark.parametrize(("field", "changes"), [
    ("words", {}),
    ("words.en", {"words": {"zh-Hant": "停水"}}),
    ("to_at", {"to_at": MONDAY_TEN - 1}),
    ("from_at", {"from_at": MONDAY_TEN + HOUR, "to_at": TUESDAY}),
])  # fmt: skip
def test_a_change_that_makes_no_sense_is_named(world: World, field, changes) -> None:
    outage = opened(world)

    with pytest.raises(InvalidInput) as refused:
        acted(world, outage, "change", **changes)

    assert field in refused.value.fields
    assert an(outage) == outage


def test_a_change_moves_the_end_and_the_words_and_keeps_history(world: World) -> None:
    outage = opened(world, to_at=MONDAY_TEN + HOUR)

    acted(world, outage, "change", to_at=TUESDAY, words={**WORDS, "en": "Until Tuesday."})

    changed = an(outage)
    assert (changed.to_at, changed.words["en"], changed.version) == (TUESDAY, "Until Tuesday.", 2)
    assert [step.action for step in changed.steps.values()] == ["open", "change"]


def test_an_action_is_done_once_on_the_version_that_was_seen(world: World) -> None:
    outage = opened(world)

    first = acted(world, outage, "end", n="end", version=1)
    again = acted(world, outage, "end", n="end", version=1)

    assert (first.verdict, again.verdict) == ("applied", "already_applied")
    with pytest.raises(NotAllowed):
        acted(world, outage, "change", to_at=TUESDAY)
    running = opened(world, key=key("other"))
    with pytest.raises(Stale):
        acted(world, running, "end", version=3)
    with pytest.raises(InvalidInput):
        acted(world, running, "explode")


def test_planned_work_begins_by_the_clock_and_once(world: World) -> None:
    outage = opened(world, planned=True, from_at=TUESDAY, to_at=TUESDAY + HOUR)
    assert outage.state == "planned"

    world.sweep(TUESDAY - 1)
    assert an(outage).state == "planned"
    for _ in range(2):
        world.sweep(TUESDAY)

    assert an(outage).state == "running"
    assert [step.action for step in an(outage).steps.values()] == ["open", "start"]


def test_planned_work_that_is_withdrawn_never_begins(world: World) -> None:
    outage = opened(world, planned=True, from_at=TUESDAY, to_at=TUESDAY + HOUR)
    acted(world, outage, "withdraw")
    world.drain(MONDAY_TEN)

    world.sweep(TUESDAY)

    assert an(outage).state == "withdrawn"


def reminded(world: World) -> int:
    lines = [line for notice in world.sent if notice.template == "bundle" for line in notice.lines]
    return len([line for line in lines if line["what"] == "outage_over"])


def test_who_opened_it_is_asked_when_it_should_be_over_and_once_a_day_after(world: World) -> None:
    outage = opened(world, to_at=MONDAY_TEN + HOUR)

    world.sweep(MONDAY_TEN + HOUR - 1)
    assert an(outage).reminders == 0
    for _ in range(2):
        world.sweep(MONDAY_TEN + HOUR)
    assert an(outage).reminders == 1
    world.sweep(MONDAY_TEN + HOUR + GRACE)
    assert reminded(world) == 1
    assert world.sent[-1].address == LENA.address

    for day in range(1, 20):
        world.sweep(MONDAY_TEN + HOUR + day * DAY)
        world.sweep(MONDAY_TEN + HOUR + day * DAY + GRACE)
    assert (an(outage).reminders, reminded(world)) == (MOST_REMINDERS, MOST_REMINDERS)


def test_nobody_is_reminded_at_night(world: World) -> None:
    outage = opened(world, to_at=at("2026-03-02 23:00"))

    world.sweep(at("2026-03-02 23:00"))
    assert (an(outage).reminders, an(outage).due_at) == (0, at("2026-03-03 09:00"))
    world.sweep(at("2026-03-03 09:00"))
    assert an(outage).reminders == 1


def test_given_more_time_nobody_is_asked_before(world: World) -> None:
    outage = opened(world, to_at=MONDAY_TEN + HOUR)
    world.sweep(MONDAY_TEN + HOUR)

    acted(world, outage, "change", MONDAY_TEN + HOUR, to_at=TUESDAY)
    world.drain(MONDAY_TEN + HOUR)
    world.sweep(TUESDAY - MINUTE)
    assert an(outage).reminders == 0
    world.sweep(TUESDAY)
    assert an(outage).reminders == 1


def test_a_paused_chase_waits_and_is_not_looked_at_every_minute(world: World) -> None:
    from msgspec import structs

    outage = opened(world, to_at=MONDAY_TEN + HOUR)
    world.tools = structs.replace(world.tools, tuning=lambda: Tuning(chasing=False))

    world.sweep(MONDAY_TEN + HOUR)

    assert (an(outage).reminders, an(outage).due_at) == (0, MONDAY_TEN + HOUR + 5 * MINUTE)


def test_when_who_opened_it_has_left_a_manager_is_asked(world: World) -> None:
    from msgspec import structs

    from chalicelib.estate import store as estate

    opened(world, to_at=MONDAY_TEN + HOUR)
    estate.put_member(structs.replace(LENA, disabled=True))

    world.sweep(MONDAY_TEN + HOUR)
    world.sweep(MONDAY_TEN + HOUR + GRACE)

    assert [notice.address for notice in world.sent] == [MARA.address]
