"""Each condition of a write or a look, alone: what it refuses, and what would happen without it."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import queries
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.escalation import batches
from chalicelib.escalation.reminders import Reminder
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.platform.storage import due
from chalicelib.wiring.sweep import sweep
from tests.support.builders import GRACE, MONDAY_TEN, PACO, PILAR, World

SECOND = 1_000


def claimed(world: World) -> tasks.Task:
    """Return a task that Paco claimed, with all done that followed."""
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)
    found = tasks.get(task.id)
    assert found is not None and found.due_at is not None
    return found


def test_a_quick_action_keeps_what_falls_due_within_the_grace_time(world: World) -> None:
    task = claimed(world)
    warned_at = task.due_at

    started = world.act(task.id, "start", task.version, now=warned_at - GRACE + SECOND).task

    assert (started.state, tasks.get(task.id).due_at) == ("working", warned_at)


def test_a_colleague_does_nothing_to_what_another_holds_though_the_version_is_right(
    world: World,
) -> None:
    task = claimed(world)

    for action in ("start", "done"):
        with pytest.raises(NotAllowed) as refused:
            world.act(task.id, action, task.version, by=PILAR)
        assert refused.value.holder == {"id": PACO.id, "name": PACO.name}
    assert tasks.get(task.id) == task


def test_what_joins_a_bundle_while_its_last_message_goes_is_not_deleted_with_it(
    world: World,
) -> None:
    def put(event: str) -> batches.ReminderBatch:
        nudge = Reminder(task="", reference="0000001", what="breach", at=MONDAY_TEN)
        return batches.add("hv", PACO.login, event, nudge, now=MONDAY_TEN)

    first = put("hv-a#1#paco")
    sending = batches.begin(first, next(iter(first.pending)))
    put("hv-a#2#paco")

    with pytest.raises(batches.ConditionFailed):
        batches.BATCHES.delete(sending)
    left = batches.finish(sending, now=MONDAY_TEN + GRACE)

    assert left is not None and list(left.events) == ["hv-a#2#paco"]
    assert batches.open_of("hv", PACO.login) == [left]


def test_an_effect_is_not_taken_for_lost_before_its_grace_time_is_over(world: World) -> None:
    task = claimed(world)
    at = task.due_at
    world.act(task.id, "start", task.version, now=at - GRACE + SECOND)
    names = list(tasks.get(task.id).pending)
    world.lose()

    def announced(now: int) -> set[str]:
        for shard in due.shards():
            sweep(shard, now=now, tools=world.tools, has_time=lambda: True)
        found = {effect for _, sk, effect in world.queue if sk.startswith("task#")}
        world.lose()
        return found & set(names)

    assert names and announced(at) == set()
    assert announced(at + SECOND) == set(names)


@pytest.mark.parametrize("version", [1, 3])
def test_a_link_opens_only_with_the_version_that_stands(world: World, version: int) -> None:
    (task,) = world.routed()
    request = requests.get(task.request)
    requests.save(request, structs.replace(request, link_version=2))

    assert queries.status(task.request, 2).request.id == task.request
    with pytest.raises(NotFound):
        queries.status(task.request, version)
