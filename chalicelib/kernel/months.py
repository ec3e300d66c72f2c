"""Months of the local calendar: where one begins, and what it is called (2026-03)."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct


class Month(Struct, frozen=True):
    """One local month, from its first instant until before the first of the next one."""

    name: str
    since: int
    until: int


def month_of(zone: str, at: int, *, back: int = 0) -> Month:
    """Return the month in which `at` falls, or the one `back` months before it."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    number = local.year * 12 + local.month - 1 - back
    return Month(f"{number // 12:04d}-{number % 12 + 1:02d}", *_bounds(zone, number))


def month_named(zone: str, name: str) -> Month | None:
    """Return the month of this name (2026-03), or None where there is no such month."""
    if not re.fullmatch("20[0-9]{2}-(0[1-9]|1[0-2])", name):
        return None
    number = int(name[:4]) * 12 + int(name[5:]) - 1
    return Month(name, *_bounds(zone, number))


def months(zone: str, at: int, count: int) -> list[Month]:
    """Return the last `count` months, the one of `at` included, oldest first."""
    return [month_of(zone, at, back=back) for back in range(count - 1, -1, -1)]


def _bounds(zone: str, number: int) -> tuple[int, int]:
    first = [datetime(n // 12, n % 12 + 1, 1, tzinfo=ZoneInfo(zone)) for n in (number, number + 1)]
    return int(first[0].timestamp() * 1000), int(first[1].timestamp() * 1000)
