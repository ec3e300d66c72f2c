"""
What the reconcile reads: chunk by chunk the whole table, or what moved lately, and a slice.

    what moved   all that is open, and what last moved since the day `since` (UTC): tallies,
                 what waits, and mending at once
    the slice    the next rows of the whole table, from where yesterday's ended. When all of
                 it was read, which is a round, nothing that the round before counted may be
                 missing; what is broken anywhere is mended within one round
"""

from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.worktime import local_day
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import due
from chalicelib.search import rows as search

from . import reconcile_count as counting
from . import reconcile_store as stored
from . import repair
from .reconcile_count import Counted
from .reconcile_run import SEGMENTS, Run, chunk_id, slice_of

EVERYTHING = 1 << 62


class Means(Struct, frozen=True):
    """What a call works with."""

    now: int
    tools: Tools
    has_time: Callable[[], bool]


def is_read(run: Run) -> bool:
    """Say whether all was read that a day's run has to."""
    return run.segment >= (SEGMENTS if run.whole else len(due.shards()) + 1)


def read_on(run: Run, previous: Run | None, means: Means) -> Run:
    """Read the next chunk of a day's run; return the run as it stands then.

    Raises ConditionFailed when another call is at it.
    """
    if not run.whole and run.segment == len(due.shards()):
        return _slice(run, means)
    return _chunk(run, Counted(run, previous=previous, known=_known(run)), EVERYTHING, means)


def _known(run: Run) -> Run | None:
    return stored.run(run.known) if run.known else None


def _chunk(run: Run, counted: Counted, most: int, means: Means) -> Run:
    """Count as much of a segment as there is time for, `most` rows or a few more; put it, then
    say that it counts."""
    after, read, mended = run.after, 0, 0
    while True:
        found, seen, after = _page(run, after)
        read += seen
        for each in found:
            counted.count(each.item, now=means.now)
            if each.item is not None:
                mended += repair.mend(
                    each.item, each.indexed, beside=each.beside, now=means.now, tools=means.tools
                )
                search.catch_up(each.item, now=means.now, tools=means.tools)
        if not after or read >= most or not means.has_time():
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


def _page(run: Run, after: str) -> tuple[list[stored.Found], int, str]:
    if run.whole:
        return stored.page(run.segment, SEGMENTS, after, since=run.since)
    return stored.moved_page(run.segment, _days(run), after)


def _days(run: Run) -> list[str]:
    """Return the days (UTC) from the run's first to the one on which it began."""
    days = [local_day("UTC", run.began_at)]
    at = run.began_at
    while days[-1] > run.since:
        at -= DAY_MS
        days.append(local_day("UTC", at))
    return days[::-1]


def _slice(run: Run, means: Means) -> Run:
    """Go on with the round, as far as today's slice goes."""
    past = stored.run(run.round) if run.round else None
    if past is None or run.base is None:
        past = past or _round(run)
        base = (past.read, past.mended, past.strange)
        run = stored.save(run, structs.replace(run, round=past.date, base=base))
    told = _told(run, past)
    left = slice_of(run) - told.sliced
    if past.segment < SEGMENTS and left > 0:
        counted = Counted(past, previous=None, known=_known(past))
        further = _chunk(past, counted, left, means)
        return stored.save(run, _told(run, further))
    if past.segment < SEGMENTS:
        return stored.save(run, structs.replace(told, segment=run.segment + 1))
    return _round_is_over(run, told, past)


def _round(run: Run) -> Run:
    date = f"round+{run.date}"
    fresh = Run(date=date, began_at=run.began_at, until=run.until, since=run.since, known=run.known)
    stored.begin(fresh)
    return stored.run(date) or fresh


def _told(run: Run, past: Run) -> Run:
    """Return the day's run with what the round read since today's slice began.

    The round is written first: what a call that died in between did not tell, the next does.
    """
    read, mended, strange = run.base or (0, 0, 0)
    return structs.replace(
        run, sliced=past.read - read, healed=past.mended - mended, odd=past.strange - strange
    )


def _round_is_over(run: Run, told: Run, past: Run) -> Run:
    """Say what the round did not find again; the next is compared with it, from tomorrow on."""
    whole = counting.added_up(past)
    missing = counting.lost(whole, past.known) if past.known else 0
    counting.put_totals(past, whole)
    over = structs.replace(
        told, known=past.date, round="", lost=run.lost + missing, segment=run.segment + 1
    )
    saved = stored.save(run, over)
    stored.forget(past.date, "part")
    return saved
