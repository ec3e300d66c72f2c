"""After the work: settling, the resident's last word, silence, and what people are told."""

import pytest

from chalicelib.cases.contacts.model import hashed
from chalicelib.cases.requests import add_words, addresses, resident_actions
from chalicelib.cases.requests.plan import status
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.tuning import REOPEN_MS, SILENCE_MS
from tests.support.builders import CLEO, GRACE, MINUTE, MONDAY_TEN, SECRET, World, key
from tests.support.neighbours import stored
from tests.support.requests import resolved


def test_not_fixed_opens_a_new_round_one_rung_higher(world: World) -> None:
    request_id = resolved(world)

    world.answer(request_id, False, MONDAY_TEN + MINUTE, comment="It drips again.")
    assert stored(request_id).plan == []
    world.drain(MONDAY_TEN + MINUTE)

    request = stored(request_id)
    (task,) = [t for t in tasks.of_request(request_id) if t.id in request.plan]
    assert (request.state, request.round, request.reopened) == ("open", 2, 1)
    assert (task.lift, task.summary) == (1, "It drips again.")


def test_the_same_answer_twice_opens_one_round(world: World) -> None:
    request_id = resolved(world)

    for _ in range(2):
        world.answer(request_id, False, key=key("no"))
        world.drain(MONDAY_TEN)

    assert stored(request_id).round == 2


def test_a_late_settle_of_the_old_round_never_settles_the_new_one(world: World) -> None:
    request_id = resolved(world)
    (old,) = tasks.of_request(request_id)
    world.answer(request_id, False)

    world.enqueue(request_id, "task#1.engineering", f"{old.version}#settle")
    world.drain(MONDAY_TEN)

    assert stored(request_id).state == "open"


def test_silence_closes_as_unconfirmed_after_seven_days(world: World) -> None:
    request_id = resolved(world)

    world.sweep(MONDAY_TEN + SILENCE_MS - 1)
    assert stored(request_id).state == "resolved"
    for _ in range(2):
        world.sweep(MONDAY_TEN + SILENCE_MS)

    request = stored(request_id)
    assert (request.state, request.outcome) == ("closed", "unconfirmed")
    assert [step.action for step in request.steps.values()].count("silence") == 1


def test_thanks_alone_never_reopens(world: World) -> None:
    request_id = resolved(world)
    world.answer(request_id, True)

    add_words.add_note(
        request_id, "Thanks!", key=key("thanks"), now=MONDAY_TEN, enqueue=world.enqueue
    )
    world.drain(MONDAY_TEN)

    assert stored(request_id).outcome == "confirmed"


def test_after_thirty_days_no_needs_a_new_report(world: World) -> None:
    request_id = resolved(world)
    world.sweep(MONDAY_TEN + SILENCE_MS)
    closed_at = stored(request_id).closed_at or 0

    with pytest.raises(NotAllowed):
        world.answer(request_id, False, closed_at + REOPEN_MS + 1)
    world.answer(request_id, False, closed_at + REOPEN_MS)

    assert stored(request_id).state == "open"


def test_all_declined_is_declined_and_one_done_is_resolved(world: World) -> None:
    made = world.submit(topic="burst_pipe", key=key("mixed"))
    world.drain(MONDAY_TEN)
    by = {task.department: task for task in tasks.of_request(made.request_id)}
    world.act(by["cleaning"].id, "claim", 1, by=CLEO)
    world.act(by["cleaning"].id, "decline", 2, by=CLEO, reason="Not our floor.")
    world.drain(MONDAY_TEN)
    assert stored(made.request_id).state == "open"
    world.finished(by["engineering"].id)
    assert stored(made.request_id).state == "resolved"

    (alone,) = world.routed(key=key("alone"))
    world.act(alone.id, "claim", 1, n="c")
    world.act(alone.id, "decline", 2, n="d", reason="Private pipe.")
    world.drain(MONDAY_TEN)
    assert stored(alone.request).outcome == "declined"


def test_withdrawing_cancels_the_tasks_and_tells_their_holder(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)

    resident_actions.withdraw(task.request, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)
    world.sweep(MONDAY_TEN + GRACE)

    cancelled = tasks.get(task.id)
    assert cancelled is not None and cancelled.state == "cancelled"
    assert status(stored(task.request), [cancelled]) == "withdrawn"
    assert [notice.address for notice in world.sent] == ["paco@acme.example"]


def test_an_answer_sets_a_waiting_task_going_again(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.act(task.id, "ask", 2, reason="Which flat?")
    world.drain(MONDAY_TEN)

    now = MONDAY_TEN + 30 * MINUTE
    add_words.reply(task.request, "12A", key=key("12a"), now=now, enqueue=world.enqueue)
    world.drain(now)

    going = tasks.get(task.id)
    assert going is not None
    assert (going.state, going.holds) == ("working", [[MONDAY_TEN, now]])


def test_only_a_confirmed_address_is_told_and_each_step_once(world: World) -> None:
    made = world.submit(contact="rosa@home.example")
    world.drain(MONDAY_TEN)
    (task,) = tasks.of_request(made.request_id)
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)
    assert [notice.template for notice in world.sent] == ["confirm_contact"]

    address = hashed("hv", "rosa@home.example", secret=SECRET)
    addresses.confirm_contact(made.request_id, address, now=MONDAY_TEN)
    world.act(task.id, "done", 2)
    world.drain(MONDAY_TEN)
    world.enqueue(made.request_id, "request", "3#tell")
    world.drain(MONDAY_TEN)

    assert [notice.template for notice in world.sent] == ["confirm_contact", "resolved"]


def test_an_address_that_no_table_could_hold_is_no_address(world: World) -> None:
    (task,) = world.routed()
    with pytest.raises(NotFound):
        addresses.stop_contact(task.request, "x" * 3_000, now=MONDAY_TEN)
