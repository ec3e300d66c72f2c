"""How often asking to hurry counts: once in four working hours."""

from collections.abc import Iterable

from chalicelib.kernel.times import HOUR_MS
from chalicelib.kernel.worktime import Calendar, add

EVERY_MS = 4 * HOUR_MS
"""Working time after an urge that counts in which no other one does."""


def counting(urges: Iterable[int], calendar: Calendar) -> list[int]:
    """Return the urges that count; the others are kept and change nothing."""
    counted: list[int] = []
    for at in urges:
        if not counted or at >= add(calendar, counted[-1], EVERY_MS):
            counted.append(at)
    return counted


def next_at(urges: Iterable[int], calendar: Calendar) -> int | None:
    """Return from when asking again counts; None when nobody has asked yet."""
    counted = counting(urges, calendar)
    return add(calendar, counted[-1], EVERY_MS) if counted else None
