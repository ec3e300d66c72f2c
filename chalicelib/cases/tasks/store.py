"""Tasks: one conditional write an action, one query a poll."""

from collections.abc import Iterable
from typing import Any

from chalicelib.cases.requests.store import TASKS, queue_key, task_key, urgent_key
from chalicelib.kernel.history import GRACE_MS, Step
from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.items import step_value

from . import model as life
from .model import Task


def insert(task: Task) -> bool:
    """Put a new task unless there is one of this id; say whether it was put."""
    return TASKS.insert(task)


def get(task_id: str) -> Task | None:
    return TASKS.get(*task_key(task_id))


def save(before: Task, after: Task) -> Task:
    """See Kind.save."""
    return TASKS.save(before, after)


def move(
    task_id: str,
    action: str,
    *,
    version: int,
    step: Step,
    effects: list[str],
    changes: dict[str, Any],
    holder: str | None,
    other_topics: Iterable[str] = (),
    other_kinds: Iterable[str] = (),
) -> Task:
    """Take an action in one write, without reading first: what a claim in a basement costs.

    Allowed when the task is at `version`, in a state that `action` leaves without ending
    a hold, held by `holder` ("" = by nobody, None = by anybody), about none of
    `other_topics`, of none of `other_kinds`, when no note has the key of `step`, and when nothing
    of it is due within the grace time, so that the new due time is the earliest there is.
    Raises ConditionFailed; the caller then reads and finds out why, or takes the exact way.
    """
    number, at = version + 1, step.at
    model = TASKS.row
    row = model(*task_key(task_id))
    kept = [state for state in life.sources(action) if state not in life.HOLDS]
    condition = model.version == version
    condition &= model.state.is_in(*kept) & _not_due(at + GRACE_MS)
    if holder is not None:
        condition &= model.holder == holder
    condition &= ~_noted(step.key)
    if others := sorted(other_topics):
        condition &= ~model.topic.is_in(*others)
    if others := sorted(other_kinds):
        condition &= ~model.kind.is_in(*others)
    written = {
        "state": life.target(action),
        "version": number,
        "changed_at": at,
        "rungs": 0,
        "due_at": at + GRACE_MS,
        "due_sk": table.due_key(at + GRACE_MS, row.pk),
        "queue_sk": queue_key(at, task_id),
        **changes,
    }
    actions = [getattr(model, name).set(value) for name, value in written.items()]
    actions.append(model.writes.set(model.writes + 1))
    actions.append(model.steps[str(number)].set(step_value(step)))
    actions += [model.pending[name].set(at) for name in effects]
    # No fast move leads to a task that nobody took on: it rings no more.
    actions += [model.place_pk.remove(), model.place_sk.remove()]
    return table.domain(table.update(row, actions, condition), Task)


def changed_since(queue: str, since: int, *, limit: int, after: str = "") -> tuple[list[Task], str]:
    """Return what changed in a queue at or after `since`, oldest change first.

    At most `limit` rows of the index, each a whole task, and, where there are more, the key to
    go on after.
    """
    model = TASKS.row
    bound = model.queue_sk > after if after else model.queue_sk >= f"{max(since, 0):013d}"
    rows = table.query(
        lambda: model.by_queue.query(queue, bound, limit=limit + 1, page_size=limit + 1)
    )
    found = [_listed(row) for row in rows[:limit]]
    return found, rows[limit - 1].queue_sk if len(rows) > limit else ""


def unanswered(community: str, *, limit: int) -> list[str]:
    """Return the ids of urgent tasks that nobody took on yet, oldest first, as the index has them.

    Half a read unit where there is none, which is nearly always.
    """
    rows = table.query(lambda: TASKS.row.by_place.query(urgent_key(community), limit=limit))
    return [row.id for row in rows]


def of_request(request_id: str) -> list[Task]:
    """Return the tasks of a request, as they stand now."""
    prefix = TASKS.row.sk.startswith("task#")
    rows = table.query(lambda: TASKS.row.query(request_id, prefix, consistent_read=True))
    return [table.domain(row, Task) for row in rows]


def keep_key(task_id: str, key: str) -> None:
    """Write down that a note has this key, before it is put: no action takes it then."""
    model = TASKS.row
    noted = (model.noted | []).append([key])
    actions = [model.noted.set(noted), model.writes.set(model.writes + 1)]
    try:
        table.update(model(*task_key(task_id)), actions, model.pk.exists() & ~_noted(key))
    except connection.ConditionFailed:
        pass  # it stands there, or the task went


def _noted(key: str) -> Any:
    return TASKS.row.noted.contains({"S": key})


def _listed(row: Any) -> Task:
    return table.domain(row, Task)


def _not_due(at: int) -> Any:
    return TASKS.row.due_at.does_not_exist() | (TASKS.row.due_at >= at)
