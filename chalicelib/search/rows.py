"""
Keeping the rows: put when a task is made or its topic moves, rewritten when its request is closed.

What is about a person has no row: whoever searches must not learn that there is such a complaint.
"""

from collections.abc import Collection, Iterable

from msgspec import structs

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, ERASED, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.deadlines import holds_of, hours
from chalicelib.cases.tasks.model import DONE, Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import CHECK
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import Step
from chalicelib.kernel.targets import worked
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.effects import Tools, complete_effect, without
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import apply_to, with_effects, write

from . import store
from .folding import folded
from .model import (
    FIND,
    LONGEST_WHERE,
    LONGEST_WORDS,
    MOST_BYTES,
    Finding,
    key_of,
    partition,
)
from .store import Key

MOVED = frozenset({"put", "retopic", "raise", "lower"})
"""Steps of a task after which its row says something else."""


def follows(entity: str, community: str, step: Step, now: int) -> Collection[str]:
    """Return what a step owes beside: to write the rows that it changes."""
    # The check of a deployment deletes what it sent, and would leave its rows behind.
    if community == CHECK:
        return ()
    changes = step.action in MOVED if entity == "task" else _changes(step)
    return (FIND,) if changes else ()


def _changes(step: Step) -> bool:
    """Say whether a step closes a request, opens it again, or says whom it is about."""
    if step.after == ERASED:
        return False
    ends = step.after == CLOSED and (step.before != CLOSED or step.action == "confirm")
    return ends or step.action == "concern" or (step.before == CLOSED and step.after != CLOSED)


def put(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Write the row of a task, then mark the effect as done."""
    found = requests.heart(task.request)
    if found is not None:
        write_these(found, [each for each in found.tasks if each.id == task.id], now=now)
    complete_effect(task, name, now=now)


def rewrite(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Write the rows of all tasks of a request, then mark the effect as done."""
    found = requests.heart(request.id)
    if found is not None:
        write_these(found, found.tasks, now=now)

    def written(found: Request) -> Request | None:
        if name not in found.pending:
            return None
        return without(structs.replace(found, findable=True), name, now=now)

    apply_to(request, written)


def catch_up(item: Entity, *, now: int, tools: Tools) -> None:
    """Let the findings of a request be written that was closed before there were any, once."""
    if not isinstance(item, Request) or item.state != CLOSED or item.findable or item.pending:
        return
    if item.community != CHECK:
        try:
            write(item, with_effects(item, [FIND], now=now), tools.enqueue)
        except ConditionFailed:
            pass  # it moved just now: the next run finds it as it is then


def write_these(found: Aggregate, tasks: Iterable[Task], *, now: int) -> None:
    """Put the rows of these tasks of a request; of one about a person take all of its away."""
    request = found.request
    if request.state == ERASED:
        return
    if is_about_somebody(request, found.tasks):
        forget(found)
        return
    for task in tasks:
        store.put(place_of(request, task), row_of(request, task, now=now))


def forget(found: Aggregate) -> int:
    """Take away the rows of a request; return how many there were."""
    return store.remove([place_of(found.request, task) for task in found.tasks])


def place_of(request: Request, task: Task) -> Key:
    """Return where the row of a task stands."""
    at = request.created_at
    return partition(task.community, task.department, at), key_of(at, task.id)


def row_of(request: Request, task: Task, *, now: int) -> Finding:
    """Return the row of a task as it stands, of at most `MOST_BYTES`."""
    where = folded(" ".join([*dict.fromkeys(request.place_name.values()), request.spot]))
    row = Finding(
        request=request.id,
        seen=request.version + task.version,
        words=folded(f"{request.words} {request.comment}")[:LONGEST_WORDS],
        where=where[:LONGEST_WHERE],
        place=request.place,
        building=request.building,
        topic=task.topic,
        outcome=request.outcome if request.state == CLOSED else "",
        on_time=_on_time(task, now=now),
        reopened=request.reopened,
        rating=request.rating,
    )
    return _cut(row, place_of(request, task))


def _cut(row: Finding, key: Key) -> Finding:
    values = structs.asdict(row) | dict(zip(("pk", "sk"), key, strict=True))
    over = store.size_of(values) - MOST_BYTES
    if over <= 0:
        return row
    words = row.words.encode()
    # What is cut in the middle of a character is no character.
    kept = words[: max(0, len(words) - over)].decode(errors="ignore")
    return structs.replace(row, words=kept)


def _on_time(task: Task, *, now: int) -> bool | None:
    """Say whether a task was done within its target; None while it is not done."""
    if task.state != DONE or task.finished_at is None:
        return None
    calendar = hours(task, community_of(task.community, now=now))
    ran = worked(calendar, task.start_at, task.finished_at, holds_of(task))
    return ran // MINUTE_MS <= task.done
