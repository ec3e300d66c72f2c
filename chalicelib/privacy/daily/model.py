"""
What changed in a community on one day, as a file: written the night after, by its date.

    writing ──piece by piece──▶ joining ──▶ ready ──fourteen days──▶ gone

Its lines and its pieces are those of a copy (privacy/copies).
"""

from datetime import date, timedelta

from chalicelib.kernel.times import DAY_MS, HOUR_MS
from chalicelib.kernel.worktime import local_day
from chalicelib.privacy.copies.model import Written
from chalicelib.reports.reconcile_run import NIGHT_HOUR

KEPT_MS = 14 * DAY_MS
"""The file is deleted after this where the bucket is the stack's own."""
MOST_DAYS = 14
"""So many nights that were missed are made up for."""


class Daily(Written, frozen=True, kw_only=True):
    """What changed on one day, and how far its file is."""

    date: str
    """The local date."""
    since: int
    until: int
    """The instants at which that date began and ended."""


def id_of(community: str, day: str) -> str:
    return f"{community}-{day}"


def file_key(file: Daily) -> str:
    """Return where the file stands in the bucket."""
    return f"changes/{file.community}/{file.date}/changes.jsonl.gz"


def owed(zone: str, last: str, *, now: int) -> list[str]:
    """Return the local dates that are over since `last`, the date of the last file ("": none)."""
    over = date.fromisoformat(local_day(zone, now)) - timedelta(days=1)
    days = min(MOST_DAYS, (over - date.fromisoformat(last)).days) if last else 1
    return [(over - timedelta(days=n)).isoformat() for n in reversed(range(days))]


def next_night(now: int) -> int:
    """Return when files are written next, or up to an hour later."""
    hour = NIGHT_HOUR * HOUR_MS
    return now - (now - hour) % DAY_MS + DAY_MS


def clocks(file: Daily, now: int) -> list[int | None]:
    """Return when a file is deleted."""
    return [file.made_at + KEPT_MS]
