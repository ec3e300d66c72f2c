"""
The daily reconcile: the whole table read once, checked, mended, and counted into tallies.

    conservation   accepted = open + resolved + closed + erased. A request never leaves the
                   table, not even when it is erased: of those that the run before counted
                   none may be missing. And no fewer may stand there than the day's submit
                   metric says were acknowledged.
    mending        an index row that was lost, a due time that should exist, a plan whose
                   tasks nobody put; what was closed before it could be found
    tallies        one for each community and complete local day, the last three each time

It is safe to run at any time: each call resumes from the stored checkpoint, until the day's
run is finished. The next call makes up for a missed one.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.cases.requests import model as life
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import hours_of
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.worktime import MINUTE_MS, local_day
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.search import rows as search

from . import reconcile_store as stored
from . import repair, send_digest
from . import stuck_list as stuck
from .board import late_by
from .daily_stats import Sheet, count_request, count_task, tally
from .reconcile_run import AGES, DAYS, LATE, SEGMENTS, Part, Run, Total, age_of, chunk_id

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SETTLED_MS = 5 * 60_000
"""A scan may not yet see what was written just now: it is left to the next run."""
LATENCY_MS = 10_000
"""A submission is counted after it is stored, this much later at most."""

STATES = frozenset(life.LIFE.values())
"""Every state that a request can be in; one in another counts as missing."""

Submitted = Callable[[int, int], int | None]
"""How many submissions were acknowledged from one instant to another; None: nobody knows."""


class Outcome(Struct, frozen=True):
    """What came of a call: the run as it stands, and whether this call finished it."""

    run: Run
    finished: bool


def reconcile(
    *,
    now: int,
    hour: int,
    again: bool = False,
    tools: Tools,
    submitted: Submitted,
    has_time: Callable[[], bool],
) -> Outcome:
    """Begin the day's run at `hour` UTC, or go on with it, while there is time.

    `again` makes a run of this minute, though the day's is finished: after a restore.
    """
    day = local_day("UTC", now - hour * HOUR_MS)
    run = _current(f"{day}+{now // MINUTE_MS}" if again else day, now=now)
    if run.finished_at is not None:
        return Outcome(run, False)
    previous = stored.last_finished(run.date)
    while run.segment < SEGMENTS and has_time():
        try:
            run = _chunk(run, previous, now=now, tools=tools, has_time=has_time)
        except ConditionFailed:
            # Another call is at it: one is enough.
            return Outcome(run, False)
    if run.segment < SEGMENTS or not has_time():
        return Outcome(run, False)
    return Outcome(_finished(run, previous, submitted, now=now), True)


def _current(date: str, *, now: int) -> Run:
    run = stored.run(date)
    if run is not None:
        return run
    fresh = Run(date=date, began_at=now, until=now - SETTLED_MS)
    stored.begin(fresh)
    return stored.run(date) or fresh


def _chunk(
    run: Run, previous: Run | None, *, now: int, tools: Tools, has_time: Callable[[], bool]
) -> Run:
    """Count as much of a segment as there is time for; put it, then say that it counts."""
    counted = _Counted(run, previous)
    after, read, mended = run.after, 0, 0
    while True:
        found, seen, after = stored.page(run.segment, SEGMENTS, after)
        read += seen
        for each in found:
            counted.count(each.item, now=now)
            if each.item is not None:
                mended += repair.mend(
                    each.item, each.indexed, beside=each.beside, now=now, tools=tools
                )
                search.catch_up(each.item, now=now, tools=tools)
        if not after or not has_time():
            break
    chunk = chunk_id(run.segment, run.after, after)
    for part in counted.parts.values():
        stored.put_part(run.date, chunk, part)
    further = structs.replace(
        run,
        segment=run.segment if after else run.segment + 1,
        after=after,
        chunks=[*run.chunks, chunk],
        read=run.read + read,
        mended=run.mended + mended,
        strange=run.strange + counted.strange,
    )
    return stored.save(run, further)


class _Counted:
    """What one chunk holds, by community."""

    def __init__(self, run: Run, previous: Run | None) -> None:
        self.run = run
        self.counted_before = previous.until if previous else 0
        self.parts: dict[str, Part] = {}
        self.strange = 0

    def count(self, item: Entity | None, *, now: int) -> None:
        self.strange += item is None
        if not isinstance(item, Request | Task) or item.created_at >= self.run.until:
            return
        community = community_of(item.community, now=now)
        calendar = community.calendar
        part = self._part(item.community, calendar.zone)
        if isinstance(item, Task):
            count_task(item, hours_of(community, item.department), part.sheets)
            if not tasks_life.is_finished(item) and late_by(item, community, now=now):
                _add(part.totals, LATE)
            return
        self.strange += item.state not in STATES
        _add(part.totals, item.state)
        if item.state == tasks_life.OPEN:
            _add(part.totals, age_of(item.created_at, now=now))
        if item.created_at < self.counted_before:
            _add(part.totals, "before")
        if _acknowledged_day(self.run, item.created_at):
            _add(part.totals, "day")
        count_request(item, calendar, part.sheets)

    def _part(self, community: str, zone: str) -> Part:
        if community not in self.parts:
            dates = [local_day(zone, self.run.until - n * DAY_MS) for n in range(1, DAYS + 1)]
            sheets = {date: Sheet() for date in dates}
            self.parts[community] = Part(community=community, sheets=sheets)
        return self.parts[community]


def _add(totals: dict[str, int], name: str) -> None:
    totals[name] = totals.get(name, 0) + 1


def _finished(run: Run, previous: Run | None, submitted: Submitted, *, now: int) -> Run:
    """Add the chunks up, write tallies and totals, and say what is missing."""
    whole = _added_up(run)
    for code, part in sorted(whole.items()):
        for date, sheet in sorted(part.sheets.items()):
            stored.put_tally(tally(code, date, sheet))
        total = sum(part.totals.get(state, 0) for state in STATES)
        stored.put_total(run.date, Total(community=code, until=run.until, stored=total))
        send_digest.ensure(code, now=now)
        stuck.tend(code, now=now)
    missing = run.strange + _lost(whole, previous) + _never_stored(run, whole, submitted)
    waiting = {
        name: sum(part.totals.get(name, 0) for part in whole.values()) for name in (*AGES, LATE)
    }
    told = structs.replace(run, missing=missing, waiting=waiting, finished_at=now)
    done = stored.save(run, told)
    for date in [run.date, *([previous.date] if previous else [])]:
        stored.forget(date, "part")
    if previous is not None:
        stored.forget(previous.date, "total")
    return done


def _added_up(run: Run) -> dict[str, Part]:
    whole: dict[str, Part] = {}
    for chunk, part in stored.parts(run.date):
        if chunk not in run.chunks:
            continue
        kept = whole.setdefault(part.community, Part(community=part.community))
        for name, number in part.totals.items():
            kept.totals[name] = kept.totals.get(name, 0) + number
        for date, sheet in part.sheets.items():
            kept.sheets.setdefault(date, Sheet()).merge(sheet)
    return whole


def _lost(whole: dict[str, Part], previous: Run | None) -> int:
    """Return how many requests the run before counted that this one did not find."""
    if previous is None:
        return 0
    found = {code: part.totals.get("before", 0) for code, part in whole.items()}
    known = stored.totals(previous.date)
    return sum(max(0, total.stored - found.get(total.community, 0)) for total in known)


def _never_stored(run: Run, whole: dict[str, Part], submitted: Submitted) -> int:
    """Return how many were acknowledged on the last whole UTC day beyond those stored."""
    since, until = _day_before(run)
    acknowledged = submitted(since, until)
    if acknowledged is None:
        return 0
    return max(0, acknowledged - sum(part.totals.get("day", 0) for part in whole.values()))


def _day_before(run: Run) -> tuple[int, int]:
    today = run.until - run.until % DAY_MS
    return today - DAY_MS, today


def _acknowledged_day(run: Run, created_at: int) -> bool:
    # What was stored just before midnight may have been counted just after it.
    since, until = _day_before(run)
    return since - LATENCY_MS <= created_at < until
