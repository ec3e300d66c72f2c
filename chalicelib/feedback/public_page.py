"""What a community tells everybody: what was said, and what came of it; no personal data."""

from msgspec import Struct

from chalicelib.estate import store as estate
from chalicelib.estate.model import Community
from chalicelib.improvements import store as measures
from chalicelib.improvements.model import ACCEPTED, DOING, DONE, DROPPED, VERIFIED, Measure
from chalicelib.kernel import ids
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.months import month_of

from . import store as opinions

SHOWN = frozenset({ACCEPTED, DOING, DONE, VERIFIED, DROPPED})
MOST = 60
"""Measures read for one page: the newest; what is older is history."""


class Told(Struct, frozen=True, kw_only=True):
    """A community with its published measures, what moved last first."""

    community: Community
    measures: list[Measure]
    heard: int
    """How many opinions were heard this month, by whomever."""


def load(code: str, *, now: int) -> Told:
    """Return what a community has published, or raise NotFound: two queries and one batch."""
    community = estate.community(code, now=now) if ids.is_community(code) else None
    if community is None:
        raise NotFound("there is no such community")
    listed = [each for each in measures.listed(code) if each.state in SHOWN]
    newest = sorted(listed, key=lambda each: -each.created_at)[:MOST]
    found = measures.read(each.id for each in newest)
    published = [m for m in found if m.published_at is not None and m.state in SHOWN]
    month = month_of(community.calendar.zone, now)
    return Told(
        community=community,
        measures=sorted(published, key=lambda m: -moved_at(m)),
        heard=len(opinions.heard(code, month.since, month.until)),
    )


def moved_at(measure: Measure) -> int:
    """Return when a measure last moved as people see it: published, done, dropped, reopened."""
    return max(step.at for number, step in measure.steps.items() if "." not in number)
