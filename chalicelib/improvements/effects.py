"""What follows the steps of a measure: its opinions know it, its preventive task is filed."""

from msgspec import structs

from chalicelib.cases.requests.checks import Submission
from chalicelib.cases.requests.submit import submit
from chalicelib.feedback import store as opinions
from chalicelib.platform.effects import Tools, complete_effect

from .model import Measure


def gather(measure: Measure, name: str, *, now: int, tools: Tools) -> None:
    """Mark each opinion with the measure that answers it; the first measure keeps it."""
    for opinion in opinions.read(measure.opinions):
        if opinion.measure:
            continue
        version = opinion.version + 1
        marked = structs.replace(opinion, measure=measure.id, version=version, changed_at=now)
        opinions.save(opinion, marked)
    complete_effect(measure, name, now=now)


def prevent(measure: Measure, name: str, *, now: int, tools: Tools) -> None:
    """File the preventive task that somebody made of a proposal, once."""
    filed = Submission(
        place=measure.place,
        key=key_of(measure),
        words=measure.title,
        topic=measure.topic,
        kind="service",
        channel="measure",
        filed_by=measure.owner,
    )
    submit(filed, prefix="", secret=tools.secret(), now=now, enqueue=tools.enqueue)
    complete_effect(measure, name, now=now)


def key_of(measure: Measure) -> str:
    """Return the key under which the preventive task of a measure is filed."""
    return f"prevent-{measure.id}"
