"""When somebody is to be reminded of a task: the escalation policy, by the calendar of today."""

from typing import Any

from chalicelib.cases.tasks import model as tasks
from chalicelib.cases.tasks.deadlines import accept_until, holds_of, hours
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import timers as visit_timers
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.kernel import worktime
from chalicelib.kernel.worktime import Calendar

from . import policy as ladder
from .policy import Chase, Ladder


def ladder_of(community: Community) -> Ladder:
    """Return the community's ladder; one that makes no sense is as if it were not there."""
    if not community.ladder:
        return ladder.DEFAULT
    try:
        return ladder.ladder_from(community.ladder)
    except ValueError:
        return ladder.DEFAULT


def clocks(task: Task, now: int) -> list[int | None]:
    """Return when the sweep has to look at a task again."""
    if tasks.is_finished(task):
        finished_at = task.finished_at or task.changed_at
        return [finished_at + tasks.IN_QUEUE_MS] if task.in_queue else []
    if task.state in tasks.HOLDS:
        return [task.until_at, *visit_timers.clocks(task, now=now)]
    community = community_of(task.community, now=now)
    chase_at = awake(chase_of(task, community), hours(task, community), now=now)
    return [chase_at, accept_until(task, community)]


def chase_of(task: Task, community: Community) -> Chase | None:
    """Return the next nudge this task will need."""
    return ladder.next_chase(**_chasing(task, community))


def chase_now(task: Task, community: Community, *, now: int) -> Chase | None:
    """Return the highest rung that is due now; lower ones that were missed are passed over."""
    return ladder.due_now(now=now, **_chasing(task, community))


def awake(chase: Chase | None, calendar: Calendar, *, now: int) -> int | None:
    """Return when a chase is due: what is overdue at night, in the morning."""
    if chase is None or chase.at > now:
        return chase.at if chase else None
    # Overdue at night: left due, it would be looked at every minute until the morning.
    return chase.at if worktime.is_open(calendar, now) else worktime.next_open(calendar, now)


def _chasing(task: Task, community: Community) -> dict[str, Any]:
    return {
        "ladder": ladder_of(community),
        "calendar": hours(task, community),
        "start": task.start_at,
        "minutes": task.accept if task.state == tasks.OPEN else task.done,
        "holds": holds_of(task),
        "climbed": task.climbed,
        "lift": task.lift,
        "last_at": task.chased_at,
    }
