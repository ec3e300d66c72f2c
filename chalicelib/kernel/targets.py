"""
Targets and deadlines: how long a task may take, and until when that is.

A deadline is computed from where the clock started, the times it stood, and today's
calendar; it is never stored, so a holiday added at noon counts for every open task.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from .times import MINUTE_MS
from .worktime import ALWAYS, Calendar, add, between

HOUR = 60
WORKING_DAY = 8 * HOUR
"""One working day of a target, in working minutes: what a shift of eight hours works.

It does not depend on the calendar: three days are as much work in an estate that is
staffed for twelve hours a day, which then gets there sooner."""


class Target(Struct, frozen=True):
    """How long a task may wait to be accepted, and take to be done, in working minutes."""

    accept: int
    done: int


TARGETS: Mapping[str, Target] = {
    "urgent": Target(15, 2 * HOUR),
    "high": Target(1 * HOUR, 4 * HOUR),
    "normal": Target(4 * HOUR, 24 * HOUR),
    "low": Target(WORKING_DAY, 3 * WORKING_DAY),
}
"""By priority; urgent is counted in minutes of the clock, day and night."""


class Hold(Struct, frozen=True):
    """A time in which the clock stood: waiting for the resident, or until a date."""

    since: int
    until: int | None
    """None while it lasts."""


def calendar_of(priority: str, calendar: Calendar) -> Calendar:
    """Return the calendar that a task's clock runs by."""
    return ALWAYS if priority == "urgent" else calendar


def deadline(calendar: Calendar, start: int, minutes: float, holds: Iterable[Hold]) -> int | None:
    """Return when `minutes` of working time from `start` are over, the holds not counted.

    None while a hold lasts: a deadline is never compared on hold.
    """
    at = start
    left = round(minutes * MINUTE_MS)
    for since, until in merged(holds):
        if until is None:
            return None
        worked_before = between(calendar, at, since)
        if worked_before >= left:
            break
        left -= worked_before
        at = max(at, until)
    return add(calendar, at, left)


def worked(calendar: Calendar, start: int, end: int, holds: Iterable[Hold]) -> int:
    """Return the ms of working time from `start` to `end` in which the clock ran."""
    total, at = 0, start
    for since, until in merged(holds):
        total += between(calendar, at, min(since, end))
        at = max(at, end if until is None else until)
    return total + between(calendar, at, end)


def merged(holds: Iterable[Hold]) -> list[tuple[int, int | None]]:
    """Return the holds in order, those that overlap as one."""
    found: list[tuple[int, int | None]] = []
    for hold in sorted(holds, key=lambda hold: hold.since):
        if found and (found[-1][1] is None or hold.since <= found[-1][1]):
            since, until = found.pop()
            open_ended = until is None or hold.until is None
            found.append((since, None if open_ended else max(until or 0, hold.until or 0)))
        else:
            found.append((hold.since, hold.until))
    return found
