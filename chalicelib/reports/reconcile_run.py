"""
A run of the daily reconcile: how far it came, so that another call can go on.

The table is read segment by segment. What one call counted of a segment is a chunk: its
parts are put first, then the run says that the chunk counts. A call that dies in between
leaves parts that nobody adds up.
"""

import sys
from hashlib import sha256

from msgspec import Struct, field

from .daily_stats import Sheet

SEGMENTS = 4
DAYS = 3
"""So many local days are tallied at each run: missed runs are made up for."""

DAY_MS = 24 * 3_600_000
AGES = {"under_a_day": DAY_MS, "under_a_week": 7 * DAY_MS, "longer": sys.maxsize}
"""How long an open request may have waited to count under this name."""
LATE = "late"


class Run(Struct, frozen=True, kw_only=True):
    """One day's run over the whole table."""

    date: str
    """The UTC day it belongs to; with "+" and a minute, when it was asked for."""
    began_at: int
    until: int
    """What came later is not counted: the next run does."""
    segment: int = 0
    after: str = ""
    """Where in the segment to go on, as the table's key."""
    chunks: list[str] = field(default_factory=list)
    read: int = 0
    mended: int = 0
    strange: int = 0
    """Half items, and requests in a state that there is not."""
    missing: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    """Open requests by the names of AGES, and as LATE the tasks beyond their deadline."""
    finished_at: int | None = None
    writes: int = 1


class Part(Struct, frozen=True, kw_only=True):
    """What one chunk holds of one community."""

    community: str
    totals: dict[str, int] = field(default_factory=dict)
    """Requests by state and, while open, by age; "before": those that the run before counted
    too; LATE: tasks beyond their deadline."""
    sheets: dict[str, Sheet] = field(default_factory=dict)


class Total(Struct, frozen=True, kw_only=True):
    """How many requests of a community there were, when a run was over."""

    community: str
    until: int
    stored: int


def age_of(created_at: int, *, now: int) -> str:
    """Return the name in AGES of what has been open since then."""
    return next(name for name, under in AGES.items() if now - created_at < under)


def chunk_id(segment: int, after: str, end: str) -> str:
    """Name a chunk by where it begins and ends: other pages are another chunk."""
    return sha256(f"{segment}|{after}|{end}".encode()).hexdigest()[:16]
