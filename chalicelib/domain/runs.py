"""
A run of the daily reconcile: how far it came, so that another call can go on.

The table is read segment by segment. What one call counted of a segment is a chunk: its
parts are put first, then the run says that the chunk counts. A call that dies in between
leaves parts that nobody adds up.
"""

from hashlib import sha256

from msgspec import Struct, field

from .tallies import Sheet

SEGMENTS = 4
DAYS = 3
"""So many local days are tallied at each run: missed runs are made up for."""


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
    finished_at: int | None = None
    writes: int = 1


class Part(Struct, frozen=True, kw_only=True):
    """What one chunk holds of one community."""

    community: str
    totals: dict[str, int] = field(default_factory=dict)
    """Requests by state, and "before": those that the run before counted too."""
    sheets: dict[str, Sheet] = field(default_factory=dict)


class Total(Struct, frozen=True, kw_only=True):
    """How many requests of a community there were, when a run was over."""

    community: str
    until: int
    stored: int


def chunk_id(segment: int, after: str, end: str) -> str:
    """Name a chunk by where it begins and ends: other pages are another chunk."""
    return sha256(f"{segment}|{after}|{end}".encode()).hexdigest()[:16]
