"""An outage takes what was reported before it, and leaves somebody something to mend."""

import pytest

from chalicelib.cases.duplicates import merge
from chalicelib.cases.outages import merge_earlier_reports
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import InvalidInput
from chalicelib.wiring import effect_handlers
from tests.support.builders import DAY, GRACE, MINUTE, MONDAY_TEN, World, key
from tests.support.neighbours import acted, an, joined, listed, opened, reported, steps_of, stored
from tests.support.requests import templates, verified

LATER = MONDAY_TEN + 10 * MINUTE


def several(world: World, many: int = 4, **changes) -> list[str]:
    """Let several residents report that there is no water, a minute apart."""
    usual = {"topic": "no_water", "words": "No water."}
    return [
        reported(world, MONDAY_TEN + n * MINUTE, key=key(f"r{n}"), **usual | changes).id
        for n in range(many)
    ]


def absorbing(world: World, **changes) -> str:
    outage = opened(world, LATER, absorb=True, **changes)
    world.drain(LATER)
    return outage.id


def test_reports_join_and_the_oldest_is_left_to_the_team(world: World) -> None:
    first, *others = several(world)
    verified(world, others[0])

    outage_id = absorbing(world)

    assert sorted(listed(outage_id)) == sorted(others)
    assert [tasks.of_request(each)[0].state for each in (first, *others)] == [
        "open", "cancelled", "cancelled", "cancelled",
    ]  # fmt: skip
    assert {stored(each).joined_to for each in others} == {outage_id}
    assert templates(world) == ["absorbed"]
    assert an(outage_id).pending == {}


def test_planned_work_takes_all_for_it_has_its_own_people(world: World) -> None:
    ids = several(world, 2)

    outage_id = absorbing(world, planned=True, to_at=LATER + DAY)

    assert sorted(listed(outage_id)) == sorted(ids)


def test_what_somebody_is_on_what_others_joined_and_what_is_different_stays(world: World) -> None:
    _, claimed, followed, private, other = [
        *several(world, 3),
        reported(world, key=key("flat"), topic="no_water", spot="Flat 12A").id,
        reported(world, key=key("light")).id,
    ]
    world.act(tasks.of_request(claimed)[0].id, "claim", 1)
    joined(world, followed, now=MONDAY_TEN + 3 * MINUTE)

    assert listed(absorbing(world)) == []
    assert not [each for each in (claimed, followed, private, other) if stored(each).joined_to]


def test_nothing_is_absorbed_that_nobody_asked_for(world: World) -> None:
    several(world)
    outage = opened(world, LATER)
    world.drain(LATER)

    assert listed(outage.id) == []
    with pytest.raises(InvalidInput) as refused:
        opened(world, key=key("p"), planned=True, from_at=LATER + DAY, to_at=LATER + 2 * DAY,
               absorb=True)  # fmt: skip
    assert list(refused.value.fields) == ["absorb"]


def test_who_was_absorbed_and_is_different_gets_tasks_again(world: World) -> None:
    _, mine = several(world, 2)
    absorbing(world)

    merge.unjoin(mine, "Only mine.", key=key("un"), now=LATER, enqueue=world.enqueue)
    world.drain(LATER)

    states = [task.state for task in tasks.of_request(mine)]
    assert (sorted(states), stored(mine).start_at) == (["cancelled", "open"], MONDAY_TEN + MINUTE)


def test_the_end_answers_who_was_absorbed(world: World) -> None:
    _, mine = several(world, 2)
    outage_id = absorbing(world)

    acted(world, outage_id, "end", LATER)
    world.drain(LATER)

    assert stored(mine).state == "resolved"


def test_it_goes_on_piece_by_piece_building_by_building_through_lost_messages(
    world: World, monkeypatch
) -> None:
    monkeypatch.setattr(merge_earlier_reports, "BATCH_SIZE", 2)
    _, *others = several(world, 6)
    outage = opened(world, LATER, absorb=True, buildings=[])
    world.lose()

    for n in range(1, 8):
        world.sweep(LATER + n * (GRACE + MINUTE))

    assert sorted(listed(outage.id)) == sorted(others)
    assert [steps_of(each).count("join") for each in others] == [1] * 5
    assert (an(outage).pending, an(outage).progress) == ({}, {})


def test_the_same_message_twice_absorbs_once(world: World) -> None:
    several(world, 3)
    outage = opened(world, LATER, absorb=True)
    message = next(m for m in world.queue if m[2] == "1#absorb")

    outcomes = [effect_handlers.perform(*message, now=LATER, tools=world.tools) for _ in range(2)]
    world.drain(LATER)

    assert outcomes == ["done", "nothing to do"]
    assert len(listed(outage.id)) == 2
