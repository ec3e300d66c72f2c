"""Details after the first words: kept, checked, shown, and never a danger unheard."""

import pytest

from chalicelib.cases.requests import add_words, resident_actions, visit_details
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from tests.support.builders import HARBOUR, MINUTE, MONDAY_TEN, World, at, key


def add(world: World, request_id: str, **changes) -> Request:
    usual = {
        "name": "Rosa", "visit": "weekdays after 18:00", "may_enter": False,
        "answers": {"running": "no", "floor": "12"}, "key": key("more"), "now": MONDAY_TEN,
    }  # fmt: skip
    return visit_details.add(request_id, enqueue=world.enqueue, **(usual | changes))


def test_what_is_added_stands_under_the_request_and_moves_no_task(world: World) -> None:
    (task,) = world.routed(topic="leak")

    made = add(world, task.request)
    world.drain(MONDAY_TEN)

    assert (made.name, made.visit, made.may_enter) == ("Rosa", "weekdays after 18:00", False)
    assert made.answers == {"running": "no", "floor": "12"}
    assert tasks.get(task.id) == task


def test_the_same_form_twice_is_one_step(world: World) -> None:
    (task,) = world.routed(topic="leak")

    first, again = add(world, task.request), add(world, task.request)

    assert first.version == again.version


def test_an_empty_answer_takes_the_answer_back(world: World) -> None:
    (task,) = world.routed(topic="leak")
    add(world, task.request)

    made = add(world, task.request, answers={"running": "", "floor": "12"}, key=key("less"))

    assert made.answers == {"floor": "12"}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("visit", {"visit": "x" * 121}),
        ("name", {"name": "x" * 81}),
        ("answers", {"answers": {"running": "perhaps"}}),
        ("answers", {"answers": {"colour": "red"}}),
        ("answers", {"answers": {"floor": "x" * 121}}),
    ],
)
def test_bad_details_name_the_field_and_change_nothing(world: World, field: str, changes) -> None:
    (task,) = world.routed(topic="leak")
    before = requests.get(task.request)

    with pytest.raises(InvalidInput) as refused:
        add(world, task.request, **changes)

    assert list(refused.value.fields) == [field]
    assert requests.get(task.request) == before


def test_a_program_that_answers_what_was_not_asked_is_told_so(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.submit(topic="leak", answers={"colour": "red"})
    assert list(refused.value.fields) == ["answers"]


def test_words_of_danger_that_come_later_make_an_emergency_of_what_was_none(world: World) -> None:
    """Same task, now urgent, its duties beside it, the lead told at once, its start kept."""
    (task,) = world.routed(topic="leak")
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)
    world.sent.clear()

    now = MONDAY_TEN + MINUTE
    add_words.add_note(
        task.request, "Now there is fire!", key=key("n"), now=now, enqueue=world.enqueue
    )
    world.drain(now)

    by = {each.department: each for each in tasks.of_request(task.request)}
    assert set(by) == {"engineering", "security", "administration"}
    kept = by["engineering"]
    assert (kept.id, kept.priority, kept.state, kept.holder) == (
        task.id, "urgent", "claimed", "paco",
    )  # fmt: skip
    assert (kept.start_at, by["security"].start_at) == (MONDAY_TEN, MONDAY_TEN)
    assert {"lena@acme.example", "paco@acme.example"} <= {each.address for each in world.sent}


def test_a_dangerous_answer_is_urgent_from_the_start_or_from_then_on(world: World) -> None:
    first = world.routed(topic="gas", words="It is odd", answers={"danger": "yes"})
    request = requests.get(first[0].request)
    assert request is not None and request.emergency == "danger"

    made = world.submit(topic="gas", words="It is odd", key=key(2))
    world.drain(MONDAY_TEN)
    added = add(world, made.request_id, answers={"danger": "yes"})
    world.drain(MONDAY_TEN)

    assert added.emergency == "danger"
    assert [step.action for step in added.steps.values()][-1] == "raise"
    stored = requests.get(made.request_id)
    assert stored is not None and stored.plan == [
        f"{made.request_id}.1.{name}"
        for name in ("engineering", "security")
    ]  # fmt: skip


def test_details_come_too_late_for_what_is_closed(world: World) -> None:
    (task,) = world.routed(topic="leak")
    resident_actions.withdraw(task.request, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)

    with pytest.raises(NotAllowed):
        add(world, task.request)


def test_water_that_still_runs_is_urgent_before_and_after_sending(world: World) -> None:
    saturday = at("2026-03-07 21:38")
    before = world.routed(saturday, topic="leak", answers={"running": "yes"})[0]
    after = world.routed(saturday, topic="leak", key=key("later"))[0]
    assert (before.priority, after.priority) == ("urgent", "high")

    add(world, after.request, answers={"running": "yes"}, now=saturday)
    world.drain(saturday)

    raised = tasks.get(after.id)
    assert raised is not None and raised.priority == "urgent"
    due = deadlines(raised, HARBOUR).accept_by
    assert due is not None and due - saturday <= 15 * MINUTE


def test_a_danger_among_the_details_is_told_whatever_else_is_wrong(world: World) -> None:
    (task,) = world.routed(topic="leak")

    said = {"running": "yes", "colour": "red"}
    made = add(world, task.request, visit="x" * 121, name="y" * 99, answers=said)

    assert made.emergency
    assert (made.visit, made.name) == ("x" * 120, "y" * 80)
    assert made.answers == {"running": "yes"}
