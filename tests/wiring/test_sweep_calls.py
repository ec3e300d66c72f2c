"""
What a sweep asks of the table for many items that are due: they are read together, what they
say to one person is one write, and each is written once. What may have failed is put off first.
"""

from collections import Counter

import pytest
from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.escalation import batches
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.storage import due
from chalicelib.wiring import sweep
from tests.support.builders import GRACE, MONDAY_TEN, PACO, PILAR, World, key
from tests.support.calls import counted

MANY = 8


def fall_due(world: World) -> tuple[list[Task], int]:
    """Return tasks of one department, and when all of them are due their first reminder."""
    for n in range(MANY):
        world.submit(key=key(n))
    world.drain(MONDAY_TEN)
    world.sweep(MONDAY_TEN + GRACE)
    made = [tasks.get(task.id) for task in in_queue()]
    (at,) = {task.due_at for task in made}
    return made, at


def in_queue() -> list[Task]:
    return tasks.changed_since("hv.engineering", 0, limit=100)[0]


def calls_of(world: World, now: int) -> Counter[str]:
    with counted() as calls:
        for shard in due.shards():
            sweep.sweep(shard, now=now, tools=world.tools, has_time=lambda: True)
    return Counter(calls)


def shards_of(made: list[Task]) -> Counter[str]:
    return Counter(sweep.kinds._of(task).index_keys(task)["due_pk"] for task in made)


def test_what_falls_due_is_written_once_each_and_read_and_told_together(world: World) -> None:
    made, at = fall_due(world)
    shards = shards_of(made)
    read_alone = sum(count == 1 for count in shards.values())
    people = 2

    calls = calls_of(world, at)

    assert calls == {
        # The first of them asks who works here, and where: that is kept for a minute.
        "Query": len(due.shards()) + people * len(shards) + 1,
        "GetItem": read_alone + 1,
        "BatchGetItem": len(shards) - read_alone,
        # One of each task; one of each person's bundle a shard, the first of them a put.
        "UpdateItem": len(made) + people * (len(shards) - 1),
        "PutItem": people,
    }
    told = [batches.open_of("hv", person.login) for person in (PACO, PILAR)]
    assert [[len(each.events) for each in one] for one in told] == [[MANY], [MANY]]
    assert {task.climbed for task in in_queue()} == {1}


def test_told_together_everybody_hears_what_they_would_hear_of_each_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, at = fall_due(world)
    monkeypatch.setattr(sweep, "TOGETHER", 1)
    calls_of(world, at)
    alone = [batches.open_of("hv", person.login)[0].events for person in (PACO, PILAR)]
    for person in (PACO, PILAR):
        for bundle in batches.open_of("hv", person.login):
            batches.BATCHES.delete(bundle)
    for task in in_queue():
        tasks.save(task, structs.replace(task, climbed=0, rungs=0, chased_at=None, due_at=at))
    monkeypatch.setattr(sweep, "TOGETHER", 25)

    calls_of(world, at)

    assert alone == [batches.open_of("hv", person.login)[0].events for person in (PACO, PILAR)]


def test_what_is_due_for_longer_than_a_run_takes_is_put_off_before_it_is_looked_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = world.routed()
    world.sweep(MONDAY_TEN + GRACE)
    at = tasks.get(task.id).due_at
    stood: list[tuple[int, int]] = []

    def killed(item: Task, **_: object) -> bool:
        stood.append((tasks.get(item.id).due_at, tasks.get(item.id).tries))
        raise SystemExit

    monkeypatch.setattr(sweep, "tick", killed)
    for now in (at, at + GRACE_MS - 1, at + GRACE_MS, at + 2 * GRACE_MS):
        with pytest.raises(SystemExit):
            calls_of(world, now)

    # Whatever ended the first runs blocks nobody for longer than the grace time.
    assert stood == [(at, 0), (at, 0), (at + 2 * GRACE_MS, 1), (at + 2 * GRACE_MS + 300_000, 2)]


def test_what_somebody_wrote_since_it_was_read_with_others_has_moved_and_did_not_fail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, at = fall_due(world)
    tick = sweep.tick

    def beaten(item: Task, **how: object) -> bool:
        found = tasks.get(item.id)
        tasks.save(found, structs.replace(found, reason="written by somebody"))
        return tick(item, **how)

    monkeypatch.setattr(sweep, "tick", beaten)
    swept = [
        sweep.sweep(shard, now=at, tools=world.tools, has_time=lambda: True)
        for shard in due.shards()
    ]

    assert sum(each.failed for each in swept) == sum(each.looked_after for each in swept) == 0
    assert sum(each.seen for each in swept) == len(made)
    assert {(task.climbed, task.tries, task.due_at) for task in in_queue()} == {(0, 0, at)}


def test_where_a_bundle_cannot_be_written_no_rung_is_climbed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, at = fall_due(world)

    def refused(*_: object, **__: object) -> None:
        raise Unavailable("the table did not answer")

    monkeypatch.setattr(batches, "_written", refused)
    calls_of(world, at)

    assert {(task.climbed, task.tries) for task in in_queue()} == {(0, 1)}
    assert {task.due_at for task in in_queue()} == {at + GRACE_MS}
    monkeypatch.undo()
    calls_of(world, at + GRACE_MS)
    assert {(task.climbed, task.tries) for task in in_queue()} == {(1, 0)}
    assert [len(each.events) for each in batches.open_of("hv", PACO.login)] == [MANY]
