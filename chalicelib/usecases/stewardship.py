"""What Steward itself does to the tasks of a request: cancel, resume, wake, return."""

from typing import Any

from msgspec import structs

from ..domain import ids
from ..domain import tasks as life
from ..domain.requests import Request
from ..domain.steps import CLOCK, STEWARD, Step, effect
from ..domain.tasks import Task
from ..storage import tasks
from ..storage.items import ConditionFailed
from .clocks import rested
from .effects import Tools, announce, lay_down, timed

TRIES = 4


def cancel(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Cancel every unfinished task of a withdrawn request, then lay the effect down."""
    for task in tasks.of_request(request.id):
        if not life.is_finished(task):
            change(task, "cancel", by=STEWARD, why=request.outcome, now=now, tools=tools)
    lay_down(request, name, now=now)


def resume(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Set every task going again that waited for this resident's answer."""
    for task in tasks.of_request(request.id):
        if task.state == life.WAITING:
            change(task, "resume", by=STEWARD, why="answered", now=now, tools=tools)
    lay_down(request, name, now=now)


def change(
    task: Task, action: str, *, by: str = CLOCK, why: str, now: int, tools: Tools
) -> Task | None:
    """Move a task as Steward, if its state still allows it; return it as it stands."""
    for _ in range(TRIES):
        if (task.state, action) not in life.LIFE or (action == "return" and not task.holder):
            return task
        after = _after(task, action, by=by, why=why, now=now)
        try:
            after = tasks.save(task, after)
        except ConditionFailed:
            again = tasks.get(task.id)
            if again is None:
                return None
            task = again
            continue
        announce(after, [n for n in after.pending if n not in task.pending], tools.enqueue)
        return after
    raise ConditionFailed


def _after(task: Task, action: str, *, by: str, why: str, now: int) -> Task:
    version = task.version + 1
    state = life.advance(task, action)
    step = Step(action=action, by=by, at=now, before=task.state, after=state, why=why)
    effects = {effect(version, what): now for what in _EFFECTS[action]}
    after = structs.replace(
        rested(task, now=now),
        state=state,
        version=version,
        changed_at=now,
        rungs=0,
        steps={**task.steps, str(version): step},
        pending={**task.pending, **effects},
        **_CHANGES[action](now),
    )
    if action == "hand_over":
        successor = successor_id(task, why)
        after = structs.replace(after, successor=successor)
    return timed(after, now=now)


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
