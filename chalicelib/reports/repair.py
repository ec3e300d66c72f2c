"""
Repairs of states that no normal operation leaves: only a restore or a fault can.

Each repair is the one write that should have been there; whatever follows is an effect of
it, and the sweep takes it from there.
"""

from collections.abc import Collection

from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, Request
from chalicelib.cases.requests.plan import verdict
from chalicelib.cases.tasks.model import OPEN, Task
from chalicelib.households import actions as households
from chalicelib.households.model import Home
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import effect
from chalicelib.kernel.times import HOUR_MS
from chalicelib.platform import entities as kinds
from chalicelib.platform.effects import Tools, publish_effects, with_due_at
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import write
from chalicelib.privacy import erase

LONGEST_WAIT_MS = 25 * HOUR_MS
"""An item may be put off for a day, by its back-off; a due time beyond that is wrong."""

AGE_MS = HOUR_MS
"""An open request is looked at whole only when nothing of it can be on its way."""


def mend(
    item: Entity, indexed: bool, *, beside: Collection[str] = (), now: int, tools: Tools
) -> bool:
    """Mend one item if something is wrong with it; say whether there was.

    `beside` are the kinds of what stands under the same key.
    """
    try:
        if isinstance(item, Request) and item.state == ERASED and set(beside) - erase.STAYS:
            return _erased_again(item, now=now, tools=tools)
        if isinstance(item, Home):
            return households.take_away_again(item)
        if isinstance(item, Request) and erase.forgotten_again(item, now=now):
            return True
        if not indexed:
            kinds.index(item)
            return True
        if _is_lost(item, now=now):
            kinds.save(item, with_due_at(item, now=now))
            return True
        if isinstance(item, Request):
            return _without_tasks(item, now=now, tools=tools)
    except (ConditionFailed, ValueError):
        # Somebody wrote it meanwhile: then it is not lost. Or half of it is, which is told.
        return False
    return False


def _erased_again(request: Request, *, now: int, tools: Tools) -> bool:
    """Let the erasing of a tombstone begin again, under which something stands."""
    after = erase.owed_again(request, now=now)
    if after is None:
        return False
    write(request, after, tools.enqueue)
    return True


def _is_lost(item: Entity, *, now: int) -> bool:
    """Say whether an item should be due, and is not, or not in time."""
    if item.tries > 0:
        return False
    expected = with_due_at(item, now=now).due_at
    if expected is None or item.due_at == expected:
        return False
    return item.due_at is None or item.due_at > max(expected, now) + LONGEST_WAIT_MS


def _without_tasks(request: Request, *, now: int, tools: Tools) -> bool:
    """Route again a request whose plan has no tasks, settle one whose tasks are over."""
    if request.state != OPEN or request.pending or request.joined_to:
        return False
    if now - request.changed_at < AGE_MS:
        return False
    found = requests.aggregate(request.id)
    if found is None:
        return False
    known = {task.id for task in found.tasks}
    if not request.plan or not set(request.plan) <= known:
        name = effect(request.planned if request.plan else request.version, "route")
        return _owed(request, name, now=now, tools=tools)
    if verdict(request, found.tasks) and not any(task.pending for task in found.tasks):
        last: Task = max(found.tasks, key=lambda task: task.changed_at)
        return _owed(last, effect(last.version, "settle"), now=now, tools=tools)
    return False


def _owed(item: Entity, name: str, *, now: int, tools: Tools) -> bool:
    after = kinds.save(item, with_due_at(structs.replace(item, pending={name: now}), now=now))
    publish_effects(after, [name], tools.enqueue)
    return True
