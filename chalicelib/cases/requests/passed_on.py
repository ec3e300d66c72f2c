"""
Whether somebody was told of a request: what the delivery log says, and nothing sooner.

A reminder that waits in a batch has told nobody. Only once a channel took the message, a
mark stands in the ledger: the first time of each task.
"""

import re
from collections.abc import Iterable

from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.ids import parse_task_id
from chalicelib.platform.storage import ledger

from .model import Request


def note(task_ids: Iterable[str], *, now: int) -> None:
    """Write down that somebody was told of these tasks just now, unless somebody was before."""
    for task_id in dict.fromkeys(task_ids):
        key = _key(parse_task_id(task_id).request)
        ledger.mark_at(key, _name(task_id), at=now, expires_at=now + ledger.KEPT_MS)


def told_at(request: Request, tasks: Iterable[Task]) -> int | None:
    """Return when the first of those who have these tasks was told; None before that."""
    marks = ledger.marks(_key(request.id))
    found = [marks[name] for task in tasks if (name := _name(task.id)) in marks]
    return min((int(mark["N"]) for mark in found), default=None)


def _key(request_id: str) -> str:
    return f"told#{request_id}"


def _name(task_id: str) -> str:
    parts = parse_task_id(task_id)
    return re.sub(r"\W", "_", f"t_{parts.cause}_{parts.department}")
