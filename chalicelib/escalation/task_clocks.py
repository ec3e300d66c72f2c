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

from . import policy as policy
from .policy import Escalation, EscalationPolicy


def policy_of(community: Community) -> EscalationPolicy:
    """Return the community's escalation policy; one that makes no sense counts as none."""
    if not community.ladder:
        return policy.DEFAULT
    try:
        return policy.policy_from(community.ladder)
    except ValueError:
        return policy.DEFAULT


def clocks(task: Task, now: int) -> list[int | None]:
    """Return when the sweep has to look at a task again."""
    if tasks.is_finished(task):
        finished_at = task.finished_at or task.changed_at
        return [finished_at + tasks.IN_QUEUE_MS] if task.in_queue else []
    if task.state in tasks.HOLDS:
        return [task.until_at, *visit_timers.clocks(task, now=now)]
    community = community_of(task.community, now=now)
    chase_at = awake(escalation_of(task, community), hours(task, community), now=now)
    return [chase_at, accept_until(task, community)]


def escalation_of(task: Task, community: Community) -> Escalation | None:
    """Return the next reminder this task will need."""
    return policy.next_escalation(**_chasing(task, community))


def escalation_now(task: Task, community: Community, *, now: int) -> Escalation | None:
    """Return the highest level that is due now; lower ones that were missed are passed over."""
    return policy.due_now(now=now, **_chasing(task, community))


def awake(due: Escalation | None, calendar: Calendar, *, now: int) -> int | None:
    """Return when a chase is due: what is overdue at night, in the morning."""
    if due is None or due.at > now:
        return due.at if due else None
    # Overdue at night: left due, it would be looked at every minute until the morning.
    return due.at if worktime.is_open(calendar, now) else worktime.next_open(calendar, now)


def _chasing(task: Task, community: Community) -> dict[str, Any]:
    return {
        "policy": policy_of(community),
        "calendar": hours(task, community),
        "start": task.start_at,
        "minutes": task.accept if task.state == tasks.OPEN else task.done,
        "holds": holds_of(task),
        "climbed": task.climbed,
        "lift": task.lift,
        "last_at": task.chased_at,
    }
