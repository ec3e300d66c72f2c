"""
The watch over a done measure: new opinions on the same topic and building reopen it,
sixty quiet days verify it.
"""

from msgspec import structs

from chalicelib.feedback.model import Opinion
from chalicelib.kernel.history import CLOCK, STEWARD
from chalicelib.platform.effects import Enqueue, Tools, complete_effect
from chalicelib.platform.transition import apply_to, write

from . import model as life
from . import recurring_problems
from . import store as measures
from .actions import again, stepped
from .model import Measure

COUNTS_AGAINST = ("complaint", "suggestion", "question")
"""Kinds of opinion that say it was not enough; praise does not."""


def weigh(opinion: Opinion, name: str, *, now: int, tools: Tools) -> None:
    """Hold a new opinion against the done measures on its topic and building."""
    recurring_problems.note(opinion.community, opinion.building, opinion.topic, now=now)
    if opinion.kind in COUNTS_AGAINST:
        for measure in measures.at(opinion.community, opinion.topic, opinion.building):
            _against(measure, opinion, now=now, enqueue=tools.enqueue)
    complete_effect(opinion, name, now=now)


def verify(measure: Measure, *, now: int, tools: Tools) -> bool:
    """Take a done measure for good once its watch is over; say whether that was now."""
    if measure.done_at is None or measure.done_at + life.WATCH_MS > now:
        return False
    after = stepped(measure, "verify", by=CLOCK, why="quiet", now=now)
    write(measure, after, tools.enqueue)
    return True


def _against(measure: Measure, opinion: Opinion, *, now: int, enqueue: Enqueue) -> None:
    def returned(measure: Measure) -> Measure | None:
        if not life.is_on_watch(measure, opinion.created_at):
            return None
        if opinion.id in (*measure.returned, *measure.opinions):
            return None
        counted = structs.replace(measure, returned=[*measure.returned, opinion.id])
        if len(counted.returned) < life.REOPENED_BY:
            return counted
        why = f"{len(counted.returned)} opinions"
        more = again(counted, now=now)
        return stepped(counted, "reopen", by=STEWARD, why=why, now=now, **more)

    apply_to(measure, returned, enqueue=enqueue)
