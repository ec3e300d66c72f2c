"""When a measure is looked at again: to be decided in a week, done by its own date, verified."""

from typing import Any

from chalicelib.escalation import policy as policy
from chalicelib.escalation.task_clocks import awake, policy_of
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.kernel import worktime
from chalicelib.kernel.times import MINUTE_MS

from . import model as measures
from .model import Measure


def clocks(measure: Measure, now: int) -> list[int | None]:
    """Return when the sweep has to look at a measure again."""
    if measure.state == measures.DONE and measure.done_at is not None:
        return [measure.done_at + measures.WATCH_MS]
    if measure.state not in measures.UNDECIDED_OR_RUNNING:
        return []
    community = community_of(measure.community, now=now)
    due = policy.next_escalation(**measure_escalation(measure, community))
    return [awake(due, community.calendar, now=now)]


def measure_escalation(measure: Measure, community: Community) -> dict[str, Any]:
    """Return what the policy asks of a measure: a week to decide it, its own date to do it."""
    calendar = community.calendar
    minutes: float = measures.DECIDE_MINUTES
    if measure.state != measures.PROPOSED and measure.due_on is not None:
        minutes = worktime.between(calendar, measure.start_at, measure.due_on) / MINUTE_MS
    return {
        "policy": policy_of(community),
        "calendar": calendar,
        "start": measure.start_at,
        "minutes": minutes,
        "holds": [],
        "climbed": measure.climbed,
        "lift": measure.lift,
        "last_at": measure.chased_at,
    }
