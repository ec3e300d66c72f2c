"""
Until when a task is to be accepted and done, by the calendar of today.

Deadlines are never stored: they are computed from the start, the holds and the calendar
as it is now, so that a typhoon day added at noon counts for every open task.
"""

from msgspec import Struct, structs

from chalicelib.estate.model import Community, hours_of
from chalicelib.kernel import targets
from chalicelib.kernel.targets import Hold
from chalicelib.kernel.worktime import Calendar

from . import model as tasks
from .model import Task

ACCEPT_SHARE = 0.5
"""An assignment not accepted after half of the accept target goes back to the queue."""


class Deadlines(Struct, frozen=True):
    """When a task is to be accepted and done (epoch ms); None while on hold or past it."""

    accept_by: int | None
    done_by: int | None


def hours(task: Task, community: Community) -> Calendar:
    """Return the calendar that a task's clock runs by: that of whoever has it; of danger and
    of somebody in difficulty all hours."""
    return targets.calendar_of(task.priority, hours_of(community, task.department))


def holds_of(task: Task) -> list[Hold]:
    """Return the times in which the task's clock stood, the one that runs included."""
    finished = [Hold(since, until) for since, until in task.holds]
    running = [Hold(task.hold_since, None)] if task.hold_since is not None else []
    return finished + running


def deadlines(task: Task, community: Community) -> Deadlines:
    """Return the deadlines of a task by today's calendar."""
    if tasks.is_finished(task):
        return Deadlines(None, None)
    calendar = hours(task, community)
    holds = holds_of(task)
    accept_by = targets.deadline(calendar, task.start_at, task.accept, holds)
    done_by = targets.deadline(calendar, task.start_at, task.done, holds)
    return Deadlines(accept_by if task.state == tasks.OPEN else None, done_by)


def promised(task: Task, community: Community, *, now: int) -> int | None:
    """Return until when a task would have to be done if a hold that runs ended now."""
    return deadlines(rested(task, now=now), community).done_by


def accept_until(task: Task, community: Community) -> int | None:
    """Return when an assignment that nobody accepted goes back to the queue."""
    if task.state != tasks.OPEN or not task.holder or task.assigned_at is None:
        return None
    calendar = hours(task, community)
    minutes = max(1, int(task.accept * ACCEPT_SHARE))
    return targets.deadline(calendar, task.assigned_at, minutes, [])


def rested(task: Task, *, now: int) -> Task:
    """Return the task with its running hold ended now."""
    if task.hold_since is None:
        return task
    held = [*task.holds, [task.hold_since, now]]
    return structs.replace(task, holds=held, hold_since=None, until_at=None)
