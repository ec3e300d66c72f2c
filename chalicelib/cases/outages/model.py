"""
An outage: a known fault or planned work that answers many requests at once.

    planned ──start──▶ running ──end──▶ ended (each joiner is asked whether it is back)
       │                  │
       └────withdraw──────┴──▶ withdrawn (each joiner's request goes to the team)

Its topics are shared ones, and never urgent: an emergency is not hidden behind an outage.
Words and times may change while it is planned or running; what else is wrong with it is
withdrawn and opened anew.
"""

from collections.abc import Mapping

from msgspec import field

from chalicelib.kernel.entity import Recorded
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.times import DAY_MS

PLANNED, RUNNING, ENDED, WITHDRAWN = "planned", "running", "ended", "withdrawn"
STATES = (PLANNED, RUNNING, ENDED, WITHDRAWN)


ANNOUNCED_MS = 7 * DAY_MS
"""Planned work is shown this long before it begins."""
SHOWN_AFTER_MS = DAY_MS
"""What ended is shown this long, to whoever still has it."""

MOST_REMINDERS = 5
"""Who opened it is asked this often, once a day, whether it is over; then it stands on the list."""

LIFE: Mapping[tuple[str, str], str] = {
    (PLANNED, "change"): PLANNED,
    (PLANNED, "start"): RUNNING,
    (PLANNED, "withdraw"): WITHDRAWN,
    (RUNNING, "change"): RUNNING,
    (RUNNING, "end"): ENDED,
    (RUNNING, "withdraw"): WITHDRAWN,
}


class Outage(Recorded, frozen=True, kw_only=True):
    """What is known not to work, where, from when to when, and in words for everybody."""

    id: str
    community: str
    reference: str
    buildings: list[str] = field(default_factory=list)
    """Where; empty is the whole community."""
    place_name: dict[str, str] = field(default_factory=dict)
    """What the place is called, in each language."""
    topics: list[str]
    planned: bool
    from_at: int
    to_at: int | None = None
    """When it should be over, if anybody knows."""
    words: dict[str, str]
    """Language to what residents read, in every language of the community."""

    body_hash: str
    """What tells another outage from the same one, sent twice."""
    opened_by: str
    """The login that is asked when it should be over."""
    ended_at: int | None = None
    reminders: int = 0
    reminded_at: int | None = None
    carrier: str = ""
    """The report that is left to the team when the others are absorbed."""
    others: int | None = None
    """How many joined, a minute late at most; None before the first: see `counting.py`."""
    counted_at: int | None = None
    progress: dict[str, str] = field(default_factory=dict)
    """Effect to the last join it has dealt with."""


LIFECYCLE = Lifecycle("An outage", LIFE)

advance, allowed = LIFECYCLE.advance, LIFECYCLE.allowed


def touches(outage: Outage, building: str) -> bool:
    """Say whether this building has it."""
    return not outage.buildings or building in outage.buildings


def is_shown(outage: Outage, *, now: int) -> bool:
    """Say whether residents are shown it: near, running, or ended in the last day."""
    if outage.state == PLANNED:
        return outage.from_at - now <= ANNOUNCED_MS
    if outage.state == ENDED:
        return now - (outage.ended_at or outage.changed_at) <= SHOWN_AFTER_MS
    return outage.state == RUNNING


def clocks(outage: Outage) -> list[int | None]:
    """Return the instants at which the outage itself has something to do."""
    if outage.state == PLANNED:
        return [outage.from_at]
    return [_reminder(outage)] if outage.state == RUNNING else []


def _reminder(outage: Outage) -> int | None:
    if outage.reminders >= MOST_REMINDERS:
        return None
    over = outage.to_at if outage.to_at is not None else outage.from_at + DAY_MS
    return over if outage.reminded_at is None else max(over, outage.reminded_at + DAY_MS)
