"""What a chunk of the reconcile's reading holds, counted by community; and chunks added up."""

from collections.abc import Iterator

from chalicelib.cases.requests import model as life
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import hours_of
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.worktime import local_day

from . import reconcile_store as stored
from .board import late_by
from .daily_stats import Sheet, count_request, count_task
from .reconcile_run import DAYS, LATE, Part, Run, age_of

LATENCY_MS = 10_000
"""A submission is counted after it is stored, this much later at most."""

STATES = frozenset(life.LIFE.values())
"""Every state that a request can be in; one in another counts as missing."""


class Counted:
    """What one chunk of a run holds, by community."""

    def __init__(self, run: Run, *, previous: Run | None, known: Run | None) -> None:
        """Compare with the day's run before, and with the last one over the whole table."""
        self.run = run
        self.counted_before = known.until if known else 0
        self.fresh_until = previous.until if previous else 0
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
        for name in self._names(item, now=now):
            _add(part.totals, name)
        count_request(item, calendar, part.sheets)

    def _names(self, request: Request, *, now: int) -> Iterator[str]:
        """Yield what a request counts as."""
        yield request.state
        if request.state == tasks_life.OPEN:
            yield age_of(request.created_at, now=now)
        if request.created_at < self.counted_before:
            yield "before"
        if request.created_at >= self.run.until - DAY_MS:
            yield "fresh"
        if self.fresh_until - DAY_MS <= request.created_at < self.fresh_until:
            yield "fresh_before"
        since, until = day_before(self.run)
        # What was stored just before midnight may have been counted just after it.
        if since - LATENCY_MS <= request.created_at < until:
            yield "day"

    def _part(self, community: str, zone: str) -> Part:
        if community not in self.parts:
            self.parts[community] = empty(self.run, community, zone)
        return self.parts[community]


def empty(run: Run, community: str, zone: str) -> Part:
    """Return a community's part of a run in which nothing is counted yet."""
    dates = [local_day(zone, run.until - n * DAY_MS) for n in range(1, DAYS + 1)]
    return Part(community=community, sheets={date: Sheet() for date in dates})


def day_before(run: Run) -> tuple[int, int]:
    """Return the last whole day (UTC) before a run, from one instant to another."""
    today = run.until - run.until % DAY_MS
    return today - DAY_MS, today


def added_up(run: Run) -> dict[str, Part]:
    """Return what the chunks of a run hold together, by community."""
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


def lost(whole: dict[str, Part], date: str) -> int:
    """Return how many requests a run over the whole table counted that this one did not find."""
    found = {code: part.totals.get("before", 0) for code, part in whole.items()}
    known = stored.totals(date)
    return sum(max(0, total.stored - found.get(total.community, 0)) for total in known)


def lost_fresh(whole: dict[str, Part], date: str) -> int:
    """Return how many of the requests that were new on the day's run before are not found."""
    found = {code: part.totals.get("fresh_before", 0) for code, part in whole.items()}
    known = stored.totals(date)
    return sum(max(0, total.fresh - found.get(total.community, 0)) for total in known)


def put_totals(run: Run, whole: dict[str, Part]) -> None:
    """Put what the runs to come are compared with."""
    for code, part in sorted(whole.items()):
        everything = sum(part.totals.get(state, 0) for state in STATES) if run.whole else 0
        stored.put_total(
            run.date,
            stored.Total(
                community=code,
                until=run.until,
                stored=everything,
                fresh=part.totals.get("fresh", 0),
            ),
        )


def _add(totals: dict[str, int], name: str) -> None:
    totals[name] = totals.get(name, 0) + 1
