"""
The packaged holiday tables, by region: three years, made by `infra/holiday_tables.py`.

    {"regions": {"HK": {"2026-01-01": "The first day of January", …}},
     "worked": {"CN": ["2026-01-04", …]},     weekend days worked for a bridge day
     "until": "2028-12-31"}
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "holidays.json"


class Missing(RuntimeError):
    """The table was not made yet: run `python -m infra.holiday_tables`."""


def is_holiday(region: str, day: str) -> bool:
    """Say whether a local date (2026-03-02) is a public holiday of a region."""
    return day in _table()["regions"].get(region, {})


def is_moved_working_day(region: str, day: str) -> bool:
    """Say whether this weekend day is worked, as China does for the days before a feast."""
    return day in _worked(region)


def regions() -> list[str]:
    """Return the codes of the regions there are."""
    return sorted(_table()["regions"])


def ends_on() -> str:
    """Return the last date that the tables know."""
    return str(_table()["until"])


def days_left(now: int) -> int:
    """Return how many days the tables still cover; negative once they are over."""
    last = date.fromisoformat(ends_on())
    return (last - datetime.fromtimestamp(now / 1000, UTC).date()).days


@cache
def _worked(region: str) -> frozenset[str]:
    return frozenset(_table()["worked"].get(region, ()))


@cache
def _table() -> dict[str, Any]:
    path = files("chalicelib") / FILE
    if not path.is_file():
        raise Missing(f"{FILE} is missing: run `python -m infra.holiday_tables`")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
