"""
The watch over a done measure: new opinions on the same topic and building reopen it,
sixty quiet days verify it.
"""

from msgspec import structs

from ..domain import measures as life
from ..domain.measures import Measure
from ..domain.opinions import Opinion
from ..domain.steps import CLOCK, STEWARD
from ..storage import measures
from ..storage.items import ConditionFailed
from . import needs
from .effects import Enqueue, Tools, announce, lay_down
from .measures import again, stepped

TRIES = 4
COUNTS_AGAINST = ("complaint", "suggestion", "question")
"""Kinds of opinion that say it was not enough; praise does not."""


def weigh(opinion: Opinion, name: str, *, now: int, tools: Tools) -> None:
    """Hold a new opinion against the done measures on its topic and building."""
    needs.note(opinion.community, opinion.building, opinion.topic, now=now)
    if opinion.kind in COUNTS_AGAINST:
        for measure in measures.at(opinion.community, opinion.topic, opinion.building):
            _against(measure, opinion, now=now, enqueue=tools.enqueue)
    lay_down(opinion, name, now=now)


def verify(measure: Measure, *, now: int, tools: Tools) -> bool:
    """Take a done measure for good once its watch is over; say whether that was now."""
    if measure.done_at is None or measure.done_at + life.WATCH_MS > now:
        return False
    after = stepped(measure, "verify", by=CLOCK, why="quiet", now=now)
    measures.save(measure, after)
    _announce(measure, after, tools.enqueue)
    return True


def _against(measure: Measure, opinion: Opinion, *, now: int, enqueue: Enqueue) -> None:
    for _ in range(TRIES):
        if not life.is_on_watch(measure, opinion.created_at):
            return
        if opinion.id in (*measure.returned, *measure.opinions):
            return
        counted = structs.replace(measure, returned=[*measure.returned, opinion.id])
        if len(counted.returned) >= life.REOPENED_BY:
            why = f"{len(counted.returned)} opinions"
            counted = stepped(
                counted, "reopen", by=STEWARD, why=why, now=now, **again(counted, now=now)
            )
        try:
            measures.save(measure, counted)
        except ConditionFailed:
            found = measures.get(measure.id)
            if found is None:
                return
            measure = found
            continue
        _announce(measure, counted, enqueue)
        return
    raise ConditionFailed


def _announce(before: Measure, after: Measure, enqueue: Enqueue) -> None:
    announce(after, [name for name in after.pending if name not in before.pending], enqueue)
