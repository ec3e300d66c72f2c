"""
What is already known for the building of a label: shown to residents before they send.

Two lists of the place index, at most a minute old: the outages of the community and what
was reported in the building. Only topics, places and times; never a word of a resident.
"""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from chalicelib.cases.outages import model as life
from chalicelib.cases.outages.model import RUNNING, Outage
from chalicelib.cases.tasks.model import OPEN
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.errors import Unavailable

from . import suggestions_store as known
from .model import RECENT_MS
from .suggestions_store import Building, Reported

MOST_OUTAGES, MOST_REPORTED = 3, 3
"""At most this many of each, so that the form stays near the top of the page."""


class Known(Struct, frozen=True, kw_only=True):
    """One thing that is known: an outage, or what others reported."""

    id: str
    topics: list[str]
    place_name: dict[str, str]
    since_at: int
    until_at: int | None = None
    ended_at: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    """Of an outage, in each language."""
    others: int = 0
    """How many have told us."""
    state: str = ""
    """Of an outage."""

    @property
    def joinable(self) -> bool:
        """Say whether "we have it too" is an answer: not to what is to come, or is over."""
        return self.state in ("", RUNNING)


def known_at(
    place: Place, community: Community, *, now: int, age_ms: int = known.CACHE_MS
) -> list[Known]:
    """Return what residents at this place may join, or should know; the widest first.

    It is at most so old.
    What others reported is offered in shared places only: nobody in a flat has the same.
    """
    here = known.lately(community.code, place.building, now - RECENT_MS, now=now, age_ms=age_ms)
    outages = [
        outage
        for outage in known.announced(
            community.code, now - life.SHOWN_AFTER_MS, now=now, age_ms=age_ms
        )
        if life.touches(outage, place.building) and life.is_shown(outage, now=now)
    ]
    outages.sort(key=lambda outage: (outage.state != RUNNING, outage.from_at))
    found = [_outage(outage, here.joined.get(outage.id, 0)) for outage in outages[:MOST_OUTAGES]]
    if place.kind == "shared":
        answered = {
            topic for outage in outages if outage.state == RUNNING for topic in outage.topics
        }
        found += _reported(here, answered, now=now)[:MOST_REPORTED]
    return found


def match(found: Iterable[Known], topic: str) -> Known | None:
    """Return what somebody who chose this topic may have meant."""
    return next((each for each in found if each.joinable and topic in each.topics), None)


def others_have(request_id: str, community: str, building: str, *, now: int) -> int:
    """Return how many joined a request of a building, as of a minute ago; 0 if unanswered."""
    try:
        here = known.building(community, building, now - RECENT_MS, now=now)
    except Unavailable:
        return 0
    return here.joined.get(request_id, 0)


def _reported(here: Building, answered: set[str], *, now: int) -> list[Known]:
    """Return the open requests that may be joined, one of each topic and place.

    Whoever reported the same there counts, joined or not: nobody was offered it in the first
    seconds.
    """
    counts = Counter(here.joined)
    chosen: dict[tuple[str, str], Reported] = {}
    told: Counter[tuple[str, str]] = Counter()
    for each in here.reported:
        if not each.joinable or each.state != OPEN or each.joined_to or each.topic in answered:
            continue
        spot = (each.topic, str(sorted(each.place_name.items())))
        told[spot] += 1 + counts[each.id]
        best = chosen.get(spot)
        # Newest first: of two that nobody joined, the one that waits longer is the one to join.
        if best is None or counts[each.id] >= counts[best.id]:
            chosen[spot] = each
    ranked = sorted(chosen.items(), key=lambda one: (-told[one[0]], -one[1].created_at))
    return [
        Known(
            id=each.id,
            topics=[each.topic],
            place_name=each.place_name,
            since_at=each.created_at,
            others=told[spot],
        )
        for spot, each in ranked
        if now - each.created_at <= RECENT_MS
    ]


def _outage(outage: Outage, here: int) -> Known:
    return Known(
        id=outage.id,
        topics=outage.topics,
        place_name=outage.place_name,
        since_at=outage.from_at,
        until_at=outage.to_at,
        ended_at=outage.ended_at,
        words=outage.words,
        # Before anybody joined, and of an earlier release, there is no number on it.
        others=here if outage.others is None else outage.others,
        state=outage.state,
    )
