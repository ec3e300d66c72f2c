"""
The daily reconcile: what moved is read, checked, mended, and counted into tallies.

    conservation   accepted = open + resolved + closed + erased. A request never leaves the
                   table, not even when it is erased: of those that a run before counted
                   none may be missing. And no fewer may stand there than the day's submit
                   metric says were acknowledged.
    mending        an index row that was lost, a due time that should exist, a plan whose
                   tasks nobody put; what was closed before it could be found
    tallies        one for each community and complete local day, the last three each time

What it reads grows with what is open and with a day's work, not with what is finished (see
`reconcile_reading.py`). The first run reads the whole table, and so does one that was asked for.

It is safe to run at any time: each call resumes from the stored checkpoint, until the day's
run is finished. The next call makes up for a missed one.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.estate import store as estate
from chalicelib.kernel.times import DAY_MS, HOUR_MS, MINUTE_MS
from chalicelib.kernel.worktime import local_day
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.items import ConditionFailed

from . import reconcile_count as counting
from . import reconcile_store as stored
from . import send_digest
from . import stuck_list as stuck
from .daily_stats import tally
from .reconcile_reading import Means, is_read, read_on
from .reconcile_run import AGES, DAYS, LATE, Part, Run

SETTLED_MS = 5 * MINUTE_MS
"""A scan may not yet see what was written just now: it is left to the next run."""

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
    then: Callable[[str], None] = lambda community: None,
) -> Outcome:
    """Begin the day's run at `hour` UTC, or go on with it, while there is time.

    `again` makes a run of this minute, though the day's is finished: after a restore. `then` is
    called with each community before the run is finished, and perhaps once more.
    """
    day = local_day("UTC", now - hour * HOUR_MS)
    run = _current(f"{day}+{now // MINUTE_MS}" if again else day, whole=again, now=now)
    if run.finished_at is not None:
        return Outcome(run, False)
    previous = stored.last_finished(run.date)
    means = Means(now, tools, has_time)
    while not is_read(run) and has_time():
        try:
            run = read_on(run, previous, means)
        except ConditionFailed:
            # Another call is at it: one is enough.
            return Outcome(run, False)
    if not is_read(run) or not has_time():
        return Outcome(run, False)
    return Outcome(_finished(run, previous, submitted, then, now=now), True)


def _current(date: str, *, whole: bool, now: int) -> Run:
    run = stored.run(date)
    if run is not None:
        return run
    fresh = _fresh(date, stored.last_finished(date), whole=whole, now=now)
    stored.begin(fresh)
    return stored.run(date) or fresh


def _fresh(date: str, previous: Run | None, *, whole: bool, now: int) -> Run:
    """Return a run that begins now; over the whole table when nobody knows what moved."""
    until = now - SETTLED_MS
    # A local day begins up to a day before its date does in UTC.
    since = until - (DAYS + 1) * DAY_MS
    if previous is not None:
        since = min(since, previous.until - DAY_MS)
    everything = whole or previous is None or not previous.since
    return Run(
        date=date,
        began_at=now,
        until=until,
        whole=everything,
        since=local_day("UTC", since),
        known=(previous.known or previous.date) if previous else "",
        round=previous.round if previous and not everything else "",
    )


def _finished(
    run: Run,
    previous: Run | None,
    submitted: Submitted,
    then: Callable[[str], None],
    *,
    now: int,
) -> Run:
    """Add the chunks up, write tallies and totals, and say what is missing."""
    whole = _with_the_quiet(counting.added_up(run), run, previous, now=now)
    for code, part in sorted(whole.items()):
        for date, sheet in sorted(part.sheets.items()):
            stored.put_tally(tally(code, date, sheet))
        send_digest.ensure(code, now=now)
        stuck.tend(code, now=now)
        then(code)
    counting.put_totals(run, whole)
    missing = max(run.strange, run.odd) + _lost(run, previous, whole)
    missing += _never_stored(run, whole, submitted)
    waiting = {
        name: sum(part.totals.get(name, 0) for part in whole.values()) for name in (*AGES, LATE)
    }
    told = structs.replace(
        run,
        missing=missing,
        waiting=waiting,
        known=run.date if run.whole else run.known,
        finished_at=now,
    )
    done = stored.save(run, told)
    _forget(done, previous)
    return done


def _with_the_quiet(
    whole: dict[str, Part], run: Run, previous: Run | None, *, now: int
) -> dict[str, Part]:
    """Return the parts with an empty one for each community in which nothing moved."""
    dates = {run.known, previous.date if previous else ""} - {""}
    for code in {total.community for date in dates for total in stored.totals(date)} - whole.keys():
        community = estate.community(code, now=now)
        if community is not None:
            whole[code] = counting.empty(run, code, community.calendar.zone)
    return whole


def _lost(run: Run, previous: Run | None, whole: dict[str, Part]) -> int:
    """Return how many requests that were counted before are not found; each is told once."""
    fresh = counting.lost_fresh(whole, previous.date) if previous else 0
    if run.whole:
        return max(fresh, counting.lost(whole, run.known) if run.known else 0)
    return max(fresh, run.lost)


def _never_stored(run: Run, whole: dict[str, Part], submitted: Submitted) -> int:
    """Return how many were acknowledged on the last whole UTC day beyond those stored."""
    since, until = counting.day_before(run)
    acknowledged = submitted(since, until)
    if acknowledged is None:
        return 0
    return max(0, acknowledged - sum(part.totals.get("day", 0) for part in whole.values()))


def _forget(done: Run, previous: Run | None) -> None:
    """Delete what no run to come is compared with."""
    for date in [done.date, *([previous.date] if previous else [])]:
        stored.forget(date, "part")
    if previous is not None:
        for date in {previous.date, previous.known} - {"", done.known, done.date}:
            stored.forget(date, "total")
        if done.whole and previous.round:
            stored.forget(previous.round, "part")
