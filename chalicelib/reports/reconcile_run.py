"""
A run of the daily reconcile: how far it came, so that another call can go on.

The table is read segment by segment. What one call counted of a segment is a chunk: its
parts are put first, then the run says that the chunk counts. A call that dies in between
leaves parts that nobody adds up.
"""

import sys
from hashlib import sha256

from msgspec import Struct, field

from chalicelib.kernel.times import DAY_MS

from .daily_stats import Sheet

NIGHT_HOUR = 17
"""The day's run begins at this hour, UTC: after midnight in East Asia."""
SEGMENTS = 4
DAYS = 3
"""So many local days are tallied at each run: missed runs are made up for."""

AGES = {"under_a_day": DAY_MS, "under_a_week": 7 * DAY_MS, "longer": sys.maxsize}
"""How long an open request may have waited to count under this name."""
LATE = "late"


class Run(Struct, frozen=True, kw_only=True):
    """One day's run over what moved, or one over the whole table."""

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
    whole: bool = True
    """Whether it reads the whole table: the first does, one that was asked for, and a round."""
    since: str = ""
    """The first day (UTC) whose changes it reads; "" by the releases that read everything."""
    known: str = ""
    """Of the last run over the whole table: its date; the next one is compared with it."""
    round: str = ""
    """The date of the run over the whole table that is on its way, a slice a day."""
    base: tuple[int, int, int] | None = None
    """Where the round stood when today's slice began: what it had read, mended, and strange."""
    sliced: int = 0
    """Rows of today's slice that were read; they are not in `read`."""
    healed: int = 0
    """What was mended in today's slice; it is not in `mended`."""
    lost: int = 0
    """Requests that a round, over today, did not find again."""
    odd: int = 0
    """What is `strange` in today's slice."""
    writes: int = 1


class Part(Struct, frozen=True, kw_only=True):
    """What one chunk holds of one community."""

    community: str
    totals: dict[str, int] = field(default_factory=dict)
    """Requests by state and, while open, by age; "before" and "fresh_before": those that
    the run before counted too, in all and as fresh; LATE: tasks beyond their deadline."""
    sheets: dict[str, Sheet] = field(default_factory=dict)


class Total(Struct, frozen=True, kw_only=True):
    """How many requests of a community there were, when a run was over."""

    community: str
    until: int
    stored: int
    """All there were, by a run over the whole table."""
    fresh: int = 0
    """Of those, what came in the last 24 hours."""


SLICE_TIMES = 3
"""The day's slice is so many times what the day's run reads: of several days, and what is open."""
SLICE_ROWS = 2_000
"""It has so many rows at least: a small table is read whole each day."""


def slice_of(run: Run) -> int:
    """Return how many rows of the whole table are read besides on this run's day."""
    return max(SLICE_ROWS, SLICE_TIMES * run.read)


def age_of(created_at: int, *, now: int) -> str:
    """Return the name in AGES of what has been open since then."""
    return next(name for name, under in AGES.items() if now - created_at < under)


def chunk_id(segment: int, after: str, end: str) -> str:
    """Name a chunk by where it begins and ends: other pages are another chunk."""
    return sha256(f"{segment}|{after}|{end}".encode()).hexdigest()[:16]
