"""
When the next thing is to be done with an item, by the rules of today.

Deadlines are never stored: they are computed from the start, the holds and the calendar
as it is now, so that a typhoon day added at noon counts for every open task.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from chalicelib.cases.outages import model as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import model as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import model as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate import topics
from chalicelib.estate.model import Community, hours_of
from chalicelib.estate.topics import Topic
from chalicelib.feedback.coverage_clock import Hearing
from chalicelib.households.model import Home
from chalicelib.improvements import model as measures
from chalicelib.improvements.model import Measure
from chalicelib.improvements.needs import Needs
from chalicelib.kernel import targets as clocks
from chalicelib.kernel import worktime
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.targets import Hold
from chalicelib.kernel.worktime import Calendar
from chalicelib.lessons.cautions import Caution
from chalicelib.reports.digest import Digest

from . import policy as ladder
from .policy import Chase, Ladder

DAY_MS = 24 * 3_600_000

ACCEPT_SHARE = 0.5
"""An assignment not accepted after half of the accept target goes back to the queue."""


class Deadlines(Struct, frozen=True):
    """When a task is to be accepted and done (epoch ms); None while on hold or past it."""

    accept_by: int | None
    done_by: int | None


def community_of(code: str, *, now: int) -> Community:
    """Return a community that must exist."""
    community = estate.community(code, now=now)
    if community is None:
        raise NotFound(f"there is no community {code}")
    return community


def topics_of(community: Community) -> dict[str, Topic]:
    """Return the topic table as this community has it; its bad rows keep the base row."""
    return topics.effective(community.topics)[0]


def ladder_of(community: Community) -> Ladder:
    """Return the community's ladder; one that makes no sense is as if it were not there."""
    if not community.ladder:
        return ladder.DEFAULT
    try:
        return ladder.ladder_from(community.ladder)
    except ValueError:
        return ladder.DEFAULT


def holds_of(task: Task) -> list[Hold]:
    """Return the times in which the task's clock stood, the one that runs included."""
    finished = [Hold(since, until) for since, until in task.holds]
    running = [Hold(task.hold_since, None)] if task.hold_since is not None else []
    return finished + running


def hours(task: Task, community: Community) -> Calendar:
    """Return the calendar that a task's clock runs by: that of whoever has it; of danger and
    of somebody in difficulty all hours."""
    return clocks.calendar_of(task.priority, hours_of(community, task.department))


def deadlines(task: Task, community: Community) -> Deadlines:
    """Return the deadlines of a task by today's calendar."""
    if tasks.is_finished(task):
        return Deadlines(None, None)
    calendar = hours(task, community)
    holds = holds_of(task)
    accept_by = None
    if task.state == tasks.OPEN:
        accept_by = clocks.deadline(calendar, task.start_at, task.accept, holds)
    return Deadlines(accept_by, clocks.deadline(calendar, task.start_at, task.done, holds))


def chase_of(task: Task, community: Community) -> Chase | None:
    """Return the next nudge this task will need."""
    return ladder.next_chase(**_chasing(task, community))


def chase_now(task: Task, community: Community, *, now: int) -> Chase | None:
    """Return the highest rung that is due now; lower ones that were missed are passed over."""
    return ladder.due_now(now=now, **_chasing(task, community))


def accept_until(task: Task, community: Community) -> int | None:
    """Return when an assignment that nobody accepted goes back to the queue."""
    if task.state != tasks.OPEN or not task.holder or task.assigned_at is None:
        return None
    calendar = hours(task, community)
    minutes = max(1, int(task.accept * ACCEPT_SHARE))
    return clocks.deadline(calendar, task.assigned_at, minutes, [])


def clocks_of(item: Entity, *, now: int) -> list[int | None]:
    """Return every instant at which the sweep has to look at this item again."""
    clocks_of_kind = CLOCKS.get(type(item))
    return [] if clocks_of_kind is None else clocks_of_kind(item, now)


def rested(task: Task, *, now: int) -> Task:
    """Return the task with its running hold ended now."""
    if task.hold_since is None:
        return task
    held = [*task.holds, [task.hold_since, now]]
    return structs.replace(task, holds=held, hold_since=None, until_at=None)


def _task_clocks(task: Task, now: int) -> list[int | None]:
    if tasks.is_finished(task):
        finished_at = task.finished_at or task.changed_at
        return [finished_at + tasks.IN_QUEUE_MS] if task.in_queue else []
    if task.state in tasks.HOLDS:
        return [task.until_at]
    community = community_of(task.community, now=now)
    return [_chase_at(task, community, now=now), accept_until(task, community)]


def _chase_at(task: Task, community: Community, *, now: int) -> int | None:
    return _awake(chase_of(task, community), hours(task, community), now=now)


def _awake(chase: Chase | None, calendar: Calendar, *, now: int) -> int | None:
    if chase is None or chase.at > now:
        return chase.at if chase else None
    # Overdue at night: left due, it would be looked at every minute until the morning.
    return chase.at if worktime.is_open(calendar, now) else worktime.next_open(calendar, now)


def _measure_clocks(measure: Measure, now: int) -> list[int | None]:
    if measure.state == measures.DONE and measure.done_at is not None:
        return [measure.done_at + measures.WATCH_MS]
    if measure.state not in measures.UNDECIDED_OR_RUNNING:
        return []
    community = community_of(measure.community, now=now)
    chase = ladder.next_chase(**measure_chasing(measure, community))
    return [_awake(chase, community.calendar, now=now)]


def _outage_clocks(outage: Outage, now: int) -> list[int | None]:
    due = outages.clocks(outage)
    calendar = community_of(outage.community, now=now).calendar
    if outage.state != outages.RUNNING or worktime.is_open(calendar, now):
        return due
    # Nobody is reminded at night: left due, it would be looked at every minute until then.
    return [worktime.next_open(calendar, now) if at is not None and at <= now else at for at in due]


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


def measure_chasing(measure: Measure, community: Community) -> dict[str, Any]:
    """Return what the ladder asks of a measure: a week to decide it, its own date to do it."""
    calendar = community.calendar
    minutes: float = measures.DECIDE_MINUTES
    if measure.state != measures.PROPOSED and measure.due_on is not None:
        minutes = worktime.between(calendar, measure.start_at, measure.due_on) / worktime.MINUTE_MS
    return {
        "ladder": ladder_of(community),
        "calendar": calendar,
        "start": measure.start_at,
        "minutes": minutes,
        "holds": [],
        "climbed": measure.climbed,
        "lift": measure.lift,
        "last_at": measure.chased_at,
    }


def check_back_at(request: Request, *, now: int) -> int | None:
    """Return when to ask whether it is still fixed: once, some days after it was done."""
    if request.state == requests.ERASED:
        return None
    done = request.state == requests.RESOLVED or request.outcome in requests.DONE_WITH
    if not done or request.checked_back or request.resolved_at is None:
        return None
    community = community_of(request.community, now=now)
    topic = topics_of(community).get(request.topic)
    if topic is None or topic.check_back is None:
        return None
    # Nobody is woken by a question: it is asked in the hours of the community.
    return worktime.next_open(community.calendar, request.resolved_at + topic.check_back * DAY_MS)


def _request_clocks(request: Request, now: int) -> list[int | None]:
    own = [*requests.clocks(request), *requests.ends(request)]
    return [*own, check_back_at(request, now=now)]


def _digest_clocks(digest: Digest, now: int) -> list[int | None]:
    calendar = community_of(digest.community, now=now).calendar
    return [worktime.morning(calendar, digest.sent_at)]


CLOCKS: Mapping[type, Callable[[Any, int], list[int | None]]] = {
    Task: _task_clocks,
    Digest: _digest_clocks,
    Measure: _measure_clocks,
    Needs: lambda needs, now: [needs.next_at],
    Hearing: lambda hearing, now: [hearing.next_at],
    Home: lambda home, now: [home.expires_at],
    Outage: _outage_clocks,
    Caution: lambda caution, now: [caution.ends_at],
    Request: _request_clocks,
}
"""Kind of item to its own clocks; what each of them does when it is over: `ticks.py`."""
