"""An item that cannot go on is put off longer each time, shown as stuck once, and forgiven."""

from typing import Any

import pytest

from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import BACKOFF_MS, STUCK_AFTER
from chalicelib.platform.storage import due
from chalicelib.wiring import sweep
from tests.support.builders import MONDAY_TEN, World


def swept(world: World, now: int) -> tuple[int, int]:
    """Sweep every shard; return how many items failed, and how many are stuck."""
    shards = due.shards()
    found = [sweep.sweep(s, now=now, tools=world.tools, has_time=lambda: True) for s in shards]
    return sum(each.failed for each in found), sum(each.stuck for each in found)


def test_what_fails_waits_longer_each_time_and_is_noted_as_stuck_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = world.routed()
    world.sweep(MONDAY_TEN)
    noted: list[tuple[int, int]] = []

    def broken(item: Entity, **how: Any) -> bool:
        if isinstance(item, Task):
            raise OSError
        return tick(item, **how)

    tick = sweep.tick
    monkeypatch.setattr(sweep, "tick", broken)
    monkeypatch.setattr(sweep.stuck, "note", lambda item, *, now: noted.append((item.tries, now)))
    at, waits, told = [], [], []
    for _ in range(STUCK_AFTER + 3):
        now = tasks.get(task.id).due_at
        at.append(now)
        told.append(swept(world, now))
        waits.append(tasks.get(task.id).due_at - now)

    longest = BACKOFF_MS[-1]
    assert waits == [*BACKOFF_MS, longest, longest][: len(waits)]
    assert noted == [(STUCK_AFTER + 1, at[STUCK_AFTER])]
    assert [stuck for _, stuck in told] == [0] * STUCK_AFTER + [1] * 3
    assert [failed for failed, _ in told] == [1] * STUCK_AFTER + [0] * 3


def test_what_is_due_and_has_nothing_to_do_is_due_when_it_is_due_with_its_tries_forgiven(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = world.routed()
    world.sweep(MONDAY_TEN)
    expected = tasks.get(task.id).due_at
    with monkeypatch.context() as broken:
        broken.setattr(sweep, "tick", lambda *_, **__: 1 / 0)
        swept(world, expected)
    assert tasks.get(task.id).tries == 1

    with monkeypatch.context() as silent:
        silent.setattr(sweep, "tick", lambda *_, **__: False)
        swept(world, tasks.get(task.id).due_at)

    assert (tasks.get(task.id).tries, tasks.get(task.id).due_at) == (0, expected)


def test_what_is_gone_or_not_due_any_more_is_left_alone(world: World) -> None:
    (task,) = world.routed()
    world.sweep(MONDAY_TEN)
    now = tasks.get(task.id).due_at - 1
    request, sk = task.request, f"task#{task.id.removeprefix(task.request + '.')}"
    for key in ((f"{request}x", sk), (request, sk)):
        found = due.Due(*key, due_at=now, key="")
        assert sweep.look_after(found, now=now, tools=world.tools) == ("moved", 0)
