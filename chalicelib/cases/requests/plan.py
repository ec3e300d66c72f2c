"""The plan of a request: what its tasks say together, and what the resident is told of it."""

from collections.abc import Iterable, Mapping

from chalicelib.cases.tasks.model import (
    CANCELLED,
    CLAIMED,
    DECLINED,
    DONE,
    HANDED_OVER,
    HOLDS,
    OPEN,
    WAITING,
    Task,
    awaits_visit,
)

from .model import CLOSED, ERASED, RESOLVED, WITHDRAWN, Request


def final(task_id: str, tasks: Mapping[str, Task]) -> Task | None:
    """Follow hand-overs to the task that counts; None while it does not exist yet."""
    task = tasks.get(task_id)
    while task is not None and task.state == HANDED_OVER:
        task = tasks.get(task.successor)
    return task


def needed(request: Request, tasks: Iterable[Task]) -> frozenset[str]:
    """Return the ids of the tasks that the plan needs, hand-overs followed; none once closed."""
    known = {task.id: task for task in tasks}
    found: set[str] = set()
    for task_id in request.plan if request.state == OPEN else []:
        while task_id and task_id not in found:
            found.add(task_id)
            task_id = known[task_id].successor if task_id in known else ""
    return frozenset(found)


def verdict(request: Request, tasks: Iterable[Task]) -> str | None:
    """Return "settle", "decline" or None: what the tasks of the plan say together.

    Every task of the plan must exist and be finished. All declined makes the request
    declined; one done, the rest declined or cancelled, makes it resolved.
    """
    known = {task.id: task for task in tasks}
    ends = [final(task_id, known) for task_id in request.plan]
    states = {task.state if task else OPEN for task in ends}
    if not states or not states <= {DONE, DECLINED, CANCELLED}:
        return None
    if DONE in states:
        return "settle"
    return "decline" if DECLINED in states else None


def status(request: Request, tasks: Iterable[Task]) -> str:
    """Return what the resident sees, as a code.

    received, with_team, in_hand, waiting (for the resident), visit (agreed), paused, check
    (done, please check), joined, confirmed, unconfirmed, withdrawn, declined, erased.
    """
    gone = request.left_at and request.state != ERASED
    return WITHDRAWN if gone else for_joiners(request, tasks)


def for_joiners(request: Request, tasks: Iterable[Task]) -> str:
    """Return the same for those who joined it, whom its owner's withdrawal does not concern."""
    if request.state == ERASED:
        return ERASED
    if request.state == CLOSED:
        return request.outcome
    if request.state == RESOLVED:
        return "check"
    if request.joined_to:
        return "joined"
    known = {task.id: task for task in tasks}
    ends = [task for task_id in request.plan if (task := final(task_id, known))]
    states = {task.state for task in ends}
    if WAITING in states:
        return "waiting"
    if any(awaits_visit(task) for task in ends):
        return "visit"
    if states & {CLAIMED, "working", DONE}:
        return "in_hand"
    if states & HOLDS:
        return "paused"
    return "with_team" if states else "received"
