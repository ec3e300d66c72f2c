"""
Visits: the times on offer, the one that is agreed, and what becomes of both.

A visit is agreed exactly while its task is on hold until then (`awaits_visit`). Whatever ends
that hold either is the visit, or calls it off; both is said to whoever has it in a calendar.
A time on offer can be taken while somebody has the task and the time has not begun.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.cases.tasks.deadlines import promised
from chalicelib.cases.tasks.model import LIFE, Task, awaits_visit, is_finished
from chalicelib.estate.model import Community
from chalicelib.kernel.ids import base32
from chalicelib.kernel.notices import Entry
from chalicelib.kernel.times import HOUR_MS, MINUTE_MS

MOST_WINDOWS = 8
SHORTEST_MS, LONGEST_MS = 15 * MINUTE_MS, 12 * HOUR_MS
LATEST_MS = 60 * 24 * HOUR_MS
"""Times on offer begin within so long from now: nobody knows their calendar further ahead."""

EVENING = 18
"""The hour of the day before at which a reminder goes, in the community's time."""
REST_MS = 2 * HOUR_MS
"""No reminder goes so soon after the visit was agreed."""
EVE_MS = HOUR_MS
"""Whoever begins so long before the time that was agreed is early, and calls nothing off."""

_KEEPS_OFFER = frozenset({"ask", "pick", "wake", "resume", "claim", "accept", "start"})
_IS_THE_VISIT = frozenset({"coming", "wake"})
_BEGINS_IT = frozenset({"resume", "done"})


def offered(windows: Sequence[Sequence[int]], *, now: int, longest: int) -> dict[str, Any]:
    """Return what an offer writes: the task waits for an answer while one of them can be."""
    kept = sorted([begin, end] for begin, end in windows)
    until = min(kept[-1][0], now + longest) if kept else now + longest
    return {"windows": kept, "until_at": until, "visit_wanted": False}


def open_windows(task: Task, *, now: int) -> list[list[int]]:
    """Return the times that can be taken now."""
    if (task.state, "pick") not in LIFE:
        return []
    taken = task.visit_at if awaits_visit(task) else None
    return [window for window in task.windows if window[0] > now and window[0] != taken]


def agreed(
    task: Task, begin: int, end: int | None, community: Community, *, now: int
) -> dict[str, Any]:
    """Return what agreeing on a visit, or moving it, writes."""
    due = promised(task, community, now=now)
    return {
        "visit_at": begin,
        "visit_end": end,
        "until_at": begin,
        "hold_since": now,
        "visit_changes": task.visit_changes + 1,
        "visit_off": False,
        "visit_with": task.holder,
        "visit_late": due if due is not None and begin > due else None,
        "visit_wanted": False,
        "reminded": 0,
    }


def after(task: Task, action: str, *, now: int) -> tuple[dict[str, Any], list[str]]:
    """Return what an action writes of visit and offer, and which effects that owes."""
    written: dict[str, Any] = {}
    if task.windows and action not in _KEEPS_OFFER:
        written["windows"] = []
    if not _calls_off(task, action, now=now):
        return written, []
    written |= {"visit_off": True, "visit_changes": task.visit_changes + 1}
    return written, ["called_off", "diary"]


def _calls_off(task: Task, action: str, *, now: int) -> bool:
    if not awaits_visit(task) or action in ("visit", "pick") or action in _IS_THE_VISIT:
        return False
    early = action in _BEGINS_IT and task.visit_at is not None and now >= task.visit_at - EVE_MS
    return not early


def entry(task: Task) -> Entry:
    """Return the visit of a task as calendars hold it."""
    digest = base32(sha256(f"visit#{task.id}".encode()).digest(), 26)
    return Entry(
        # Not the task's id: others may read in a calendar.
        uid=f"{digest}@visits.steward",
        sequence=max(task.visit_changes - 1, 0),
        stamp=task.changed_at,
        at=task.visit_at,
        end=task.visit_end,
        off=is_off(task),
    )


def is_off(task: Task) -> bool:
    """Say whether the visit that stands in calendars does not take place."""
    return task.visit_off or task.visit_at is None


def has_entry(task: Task) -> bool:
    """Say whether a visit was ever agreed, so that there is something for a calendar."""
    return task.visit_changes > 0 or (task.visit_at is not None and not is_finished(task))


def reminders(task: Task, zone: str) -> list[int]:
    """Return when the agreed visit is reminded of: the evening before, and an hour before."""
    if not awaits_visit(task) or task.visit_at is None or task.hold_since is None:
        return []
    day = datetime.fromtimestamp(task.visit_at / 1000, ZoneInfo(zone)).date() - timedelta(days=1)
    evening = datetime(day.year, day.month, day.day, EVENING, tzinfo=ZoneInfo(zone))
    instants = (round(evening.timestamp() * 1000), task.visit_at - HOUR_MS)
    return [at for at in instants if at >= task.hold_since + REST_MS]


def next_reminder(task: Task, zone: str) -> int | None:
    """Return when the next reminder is due; None when all of them went."""
    return next(iter(reminders(task, zone)[task.reminded :]), None)
