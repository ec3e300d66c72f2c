"""When what was joined moves, everybody who joined follows, exactly once, whatever dies."""

import pytest

from chalicelib.cases.duplicates import propagate
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.tuning import SILENCE_MS
from chalicelib.wiring import effect_handlers
from tests.support.builders import DAY, GRACE, LENA, MINUTE, MONDAY_TEN, World, key, staff
from tests.support.killing import Killed, count_and_kill
from tests.support.neighbours import (
    acted,
    an,
    joined,
    joining,
    listed,
    opened,
    reported,
    steps_of,
    stored,
)
from tests.support.requests import templates, verified


def finished(world: World, request_id: str, now: int = MONDAY_TEN) -> None:
    for task in tasks.of_request(request_id):
        if task.state == "open":
            world.finished(task.id, now)


def test_a_settled_parent_tells_and_asks_its_joiners(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    verified(world, request_id)

    finished(world, parent.id)

    assert (stored(request_id).state, steps_of(request_id)) == ("resolved", ["join", "over"])
    assert templates(world) == ["outage_ended"]


def test_a_declined_parent_declines_its_joiners(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    verified(world, request_id)
    (task,) = tasks.of_request(parent.id)

    world.act(task.id, "claim", 1)
    world.act(task.id, "decline", 2, reason="This lamp is the city's.")
    world.drain(MONDAY_TEN)

    request = stored(request_id)
    assert (request.state, request.outcome, request.closed_at) == ("closed", "declined", MONDAY_TEN)
    assert templates(world) == ["declined"]


def test_a_parent_that_is_not_fixed_takes_its_silent_joiners_along(world: World) -> None:
    parent = reported(world)
    silent, happy, sad = (joined(world, parent.id, n) for n in range(3))
    verified(world, silent)
    finished(world, parent.id)
    world.answer(happy, True)
    world.answer(sad, False)
    world.sent.clear()

    world.answer(parent.id, False)
    world.drain(MONDAY_TEN)

    assert (stored(silent).state, stored(silent).joined_to) == ("open", parent.id)
    assert templates(world) == ["still_there"]
    assert stored(happy).outcome == "confirmed"
    assert (stored(sad).state, stored(sad).joined_to) == ("open", "")

    finished(world, parent.id)
    assert stored(silent).state == "resolved"


def test_who_joined_follows_a_parent_that_turned_out_to_be_about_something_else(
    world: World,
) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    (task,) = tasks.of_request(parent.id)
    retopic(
        task.id, "plumbing", emergency=None, key=key("re"), version=None, staff=staff(LENA),
        now=MONDAY_TEN, enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(MONDAY_TEN)
    assert not stored(parent.id).joinable

    finished(world, parent.id)

    assert stored(request_id).state == "resolved"


def test_no_to_is_it_back_un_joins_and_goes_its_own_way_one_rung_up(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    finished(world, parent.id)

    world.answer(request_id, False, MONDAY_TEN + MINUTE, comment="Still dark.")
    world.drain(MONDAY_TEN + MINUTE)

    request = stored(request_id)
    (task,) = tasks.of_request(request_id)
    assert (request.state, request.joined_to, request.reopened) == ("open", "", 1)
    assert (task.lift, task.summary) == (1, "Still dark.")
    assert listed(parent.id) == []


def test_yes_confirms_and_silence_closes_as_unconfirmed(world: World) -> None:
    outage = opened(world)
    yes, silent = joined(world, outage.id), joined(world, outage.id, 2)
    acted(world, outage, "end")
    world.drain(MONDAY_TEN)

    world.answer(yes, True)
    world.sweep(MONDAY_TEN + SILENCE_MS)

    assert (stored(yes).outcome, stored(silent).outcome) == ("confirmed", "unconfirmed")


def test_the_end_of_an_outage_asks_each_joiner(world: World) -> None:
    outage = opened(world)
    request_id = joined(world, outage.id)
    verified(world, request_id)

    acted(world, outage, "end")
    world.drain(MONDAY_TEN)

    assert stored(request_id).state == "resolved"
    assert templates(world) == ["outage_ended"]
    assert an(outage).pending == {}


def test_an_outage_that_was_opened_by_mistake_lets_its_joiners_go(world: World) -> None:
    outage = opened(world)
    request_id = joined(world, outage.id, now=MONDAY_TEN + MINUTE)

    acted(world, outage, "withdraw", MONDAY_TEN + DAY)
    world.drain(MONDAY_TEN + DAY)

    (task,) = tasks.of_request(request_id)
    assert (stored(request_id).joined_to, task.start_at) == ("", MONDAY_TEN + MINUTE)
    assert listed(outage.id) == []


def test_joiners_read_of_a_change_once(world: World) -> None:
    outage = opened(world)
    request_id = joined(world, outage.id)
    verified(world, request_id)

    acted(world, outage, "change", to_at=MONDAY_TEN + DAY, n="later")
    message = next(m for m in world.queue if m[2].endswith("#news"))
    world.drain(MONDAY_TEN)
    effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools)
    world.drain(MONDAY_TEN)

    assert templates(world) == ["outage_changed"]
    assert steps_of(request_id).count("news") == 1


@pytest.mark.parametrize("effect", ["carry", "news"])
def test_the_same_message_of_a_piece_twice_changes_nothing_more(world: World, effect) -> None:
    outage = opened(world)
    ids = [joined(world, outage.id, n) for n in range(3)]
    action = "end" if effect == "carry" else "change"
    more = {} if effect == "carry" else {"to_at": MONDAY_TEN + DAY}
    acted(world, outage, action, **more)
    (message,) = [m for m in world.queue if m[2].endswith(f"#{effect}")]

    outcomes = [
        effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools) for _ in range(2)
    ]
    world.drain(MONDAY_TEN)

    assert outcomes == ["done", "nothing to do"]
    step = "over" if effect == "carry" else "news"
    assert [steps_of(each).count(step) for each in ids] == [1, 1, 1]


def test_who_joins_while_it_ends_is_answered_too(world: World) -> None:
    outage = opened(world)
    late = joining(world, outage.id)
    acted(world, outage, "end")
    world.queue.sort(key=lambda message: message[1] != "outage")

    world.drain(MONDAY_TEN)

    assert steps_of(late) == ["join", "over"]
    assert listed(outage.id) == [late]


def test_who_joins_while_the_team_finishes_is_answered_too(world: World) -> None:
    parent = reported(world)
    late = joining(world, parent.id)
    waits = [world.queue.pop() for _ in range(len(world.queue))]
    finished(world, parent.id)

    world.queue.extend(waits)
    world.drain(MONDAY_TEN)

    assert steps_of(late) == ["join", "over"]


@pytest.mark.parametrize("dies_at", range(8))
def test_a_kill_at_any_write_of_the_end_loses_and_doubles_nobody(
    world: World, monkeypatch, dies_at: int
) -> None:
    """Three joiners in pieces of two: the process dies before its nth write, whichever it is."""
    monkeypatch.setattr(propagate, "BATCH_SIZE", 2)
    outage = opened(world)
    ids = [joined(world, outage.id, n) for n in range(3)]
    acted(world, outage, "end")
    writes = count_and_kill(monkeypatch, dies_at)
    try:
        world.drain(MONDAY_TEN)
    except Killed:
        pass
    monkeypatch.undo()
    monkeypatch.setattr(propagate, "BATCH_SIZE", 2)
    world.lose()

    for n in range(1, 4):
        world.sweep(MONDAY_TEN + n * (GRACE + MINUTE))

    assert [steps_of(each) for each in ids] == [["join", "over"]] * 3
    assert (an(outage).pending, an(outage).progress) == ({}, {})
    assert len(writes) == dies_at


def test_a_piece_that_somebody_else_finished_is_not_sent_again(world: World) -> None:
    outage = opened(world)
    joined(world, outage.id)
    acted(world, outage, "end")
    stale = an(outage)
    (name,) = stale.pending
    world.drain(MONDAY_TEN)

    propagate.propagate(stale, name, now=MONDAY_TEN, tools=world.tools)

    assert world.queue == []
    assert requests.get(listed(outage.id)[0]) is not None
