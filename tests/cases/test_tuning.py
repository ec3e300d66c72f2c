"""What an admin tunes counts at once, or from the next one on, and never stops the form."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.submit import submit
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.poll import poll
from chalicelib.kernel.errors import InvalidInput, Limited, NotAllowed
from chalicelib.kernel.limits import LIMITS, Limit
from chalicelib.kernel.targets import TARGETS, Target
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    MINUTE,
    MONDAY_TEN,
    PACO,
    SECRET,
    World,
    a_submission,
    key,
    staff,
)


def tuned(world: World, **values) -> Tuning:
    tuning = Tuning(**values)
    world.tools = structs.replace(world.tools, tuning=lambda: tuning)
    return tuning


def sent(world: World, tuning: Tuning, n: int = 1, **changes):
    submission = a_submission(key=key(n), **changes)
    return submit(
        submission, prefix="aa", secret=SECRET, now=MONDAY_TEN, enqueue=world.enqueue, tuning=tuning
    )


def test_a_lower_limit_counts_from_the_next_submission_on(world: World) -> None:
    tuning = Tuning(limits={**LIMITS, "m": Limit(60_000, 1)})
    sent(world, tuning, 1)

    with pytest.raises(Limited):
        sent(world, tuning, 2)
    assert sent(world, tuning, 3, words="There is a fire in the lift!")


def test_targets_count_for_tasks_put_from_then_on(world: World) -> None:
    tuned(world, targets={**TARGETS, "normal": Target(7, 77)})
    (task,) = world.routed(topic="other")

    assert (task.accept, task.done) == (7, 77)


def test_a_frozen_topic_takes_no_request_but_an_emergency(world: World) -> None:
    tuning = Tuning(frozen=frozenset({"plumbing"}))

    with pytest.raises(InvalidInput) as refused:
        sent(world, tuning)
    assert list(refused.value.fields) == ["topic"]
    assert requests.get("hv") is None
    assert sent(world, tuning, words="There is a fire in the lift!")


def test_nobody_is_nudged_about_a_frozen_topic_until_it_is_thawed(world: World) -> None:
    world.routed()
    tuned(world, frozen=frozenset({"plumbing"}))
    world.sweep(MONDAY_TEN + 7 * HOUR)
    world.sweep(MONDAY_TEN + 7 * HOUR + GRACE)
    assert not [notice for notice in world.sent if notice.template == "bundle"]

    tuned(world)
    world.sweep(MONDAY_TEN + 7 * HOUR + 6 * MINUTE)
    world.sweep(MONDAY_TEN + 7 * HOUR + 10 * MINUTE)
    assert [notice for notice in world.sent if notice.template == "bundle"]


def test_nudges_are_collected_for_as_long_as_the_window_says(world: World) -> None:
    tuned(world, window_ms=10 * MINUTE)
    world.routed()
    due = MONDAY_TEN + 4 * HOUR
    world.sweep(due)
    world.sweep(due + 9 * MINUTE)
    assert not world.sent

    world.sweep(due + 11 * MINUTE)
    assert world.sent


@pytest.mark.parametrize(("days", "state"), [(2, "closed"), (3, "resolved")])
def test_silence_is_as_long_as_it_was_when_the_request_was_resolved(
    world: World, days: int, state: str
) -> None:
    tuned(world, silence_days=days)
    (task,) = world.routed()
    world.finished(task.id)
    tuned(world)

    world.sweep(MONDAY_TEN + 2 * DAY + HOUR)
    found = requests.get(task.request)
    assert found is not None and found.state == state


def test_a_no_reopens_for_as_long_as_it_was_when_the_request_was_resolved(world: World) -> None:
    tuned(world, silence_days=1, reopen_days=2)
    (task,) = world.routed()
    world.finished(task.id)
    world.sweep(MONDAY_TEN + DAY + HOUR)

    with pytest.raises(NotAllowed):
        world.answer(task.request, fixed=False, now=MONDAY_TEN + 4 * DAY)
    world.answer(task.request, fixed=False, now=MONDAY_TEN + 2 * DAY)
    assert len(tasks.of_request(task.request)) >= 1


def test_the_server_steers_how_often_apps_ask(world: World) -> None:
    tuning = Tuning(poll_after_s={"busy": 5, "idle": 45, "off_duty": 99})

    answer = poll(staff(PACO), ["hv.engineering"], "", now=MONDAY_TEN, tuning=tuning)
    assert answer.poll_after_s == 45
