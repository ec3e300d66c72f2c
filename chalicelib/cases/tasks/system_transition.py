"""Task transitions that no person makes: cancel, resume, wake, return."""

from typing import Any

from chalicelib.cases.requests.model import Request
from chalicelib.cases.visits import model as visits
from chalicelib.kernel import ids
from chalicelib.kernel.history import CLOCK, STEWARD
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.transition import apply_to, next_version

from . import model as life
from . import store as tasks
from .deadlines import rested
from .model import Task


def cancel(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Cancel every unfinished task of a withdrawn request, then mark the effect as done."""
    for task in tasks.of_request(request.id):
        if not life.is_finished(task):
            change(task, "cancel", by=STEWARD, why=request.outcome, now=now, tools=tools)
    complete_effect(request, name, now=now)


def resume(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Set every task going again that waited for this resident's answer."""
    for task in tasks.of_request(request.id):
        if task.state == life.WAITING:
            change(task, "resume", by=STEWARD, why="answered", now=now, tools=tools)
    complete_effect(request, name, now=now)


def change(
    task: Task, action: str, *, by: str = CLOCK, why: str, now: int, tools: Tools
) -> Task | None:
    """Move a task as Steward, if its state still allows it; return it as it stands."""

    def changed(found: Task) -> Task | None:
        if (found.state, action) not in life.LIFE or (action == "return" and not found.holder):
            return None
        return _after(found, action, by=by, why=why, now=now)

    return apply_to(task, changed, enqueue=tools.enqueue).item


def _after(task: Task, action: str, *, by: str, why: str, now: int) -> Task:
    beside, owed = visits.after(task, action, now=now)
    changes = {**beside, **_CHANGES[action](now)}
    if action == "hand_over":
        changes["successor"] = successor_id(task, why)
    return next_version(
        rested(task, now=now),
        action,
        life.advance(task, action),
        by=by,
        why=why,
        effects=[*_EFFECTS[action], *owed],
        now=now,
        **changes,
    )


def successor_id(task: Task, department: str) -> str:
    """Return the id of the task that another department gets in place of this one."""
    return ids.task_id(task.request, f"{task.cause}-{task.version + 1}", department)


_EFFECTS: dict[str, list[str]] = {
    "cancel": ["nudge_holder", "settle"],
    "resume": ["nudge_holder"],
    "wake": ["nudge_holder"],
    "return": ["clock"],
    "hand_over": ["hand_over"],
}

_CHANGES: dict[str, Any] = {
    "cancel": lambda now: {"finished_at": now},
    "resume": lambda now: {},
    "wake": lambda now: {},
    "hand_over": lambda now: {"finished_at": now},
    "return": lambda now: {"holder": "", "holder_name": "", "assigned_at": None, "climbed": 0},
}
