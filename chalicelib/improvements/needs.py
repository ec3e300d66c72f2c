"""
Potential needs: patterns in what one building tells us, before anybody asks for more.

    alike      three or more on one topic in thirty days
    riser      the same trouble in two flats or more, one above the other
    season     three or more in this month last year: it may be coming again
    courtesy   so many kindnesses of one kind at one spot that the spot itself needs help

A pattern becomes a proposal to a person, never an order. A refusal teaches: what was
refused is not proposed again unless it grows.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_

from .model import DROPPED, VERIFIED
from .similarity import VAGUE

WINDOW_MS = 30 * DAY_MS
ALIKE = 3
RISER = 2
COURTESIES = 10
MOST_IDS = 20
"""Signs named in a proposal; all are counted."""

COUNTED_KINDS = ("repair", "complaint", "suggestion", "")
"""Kinds of request and opinion that are signs; a preventive task of ours is of kind service."""

KINDNESS = "kindness"
"""What a building notes, as if it were a topic, when somebody was helped at one of its spots."""

RISING = frozenset(
    {"leak", "burst_pipe", "flooding", "drains", "plumbing", "no_water", "no_heating", "wall",
     "no_power", "gas"}
)  # fmt: skip
"""Topics that pipes and cables carry from floor to floor."""

WHY: Mapping[str, str] = {
    "alike": N_("%(topic)s: %(count)s of the same kind in 30 days. What do they have in common?"),
    "riser": N_("%(topic)s in %(count)s flats, one above the other (%(stack)s). Check the riser."),
    "season": N_("%(topic)s: %(count)s in this month last year. Prevent it this time?"),
    "courtesy": N_("Good deeds of one kind at one spot in 30 days: %(count)s. What would help?"),
    "offer": N_("It worked in %(stack)s. Try it here?"),
}
"""What a detector says to whoever decides."""


class Sign(Struct, frozen=True):
    """One request or opinion that may be part of a pattern."""

    id: str
    topic: str
    kind: str = ""
    flat: str = ""
    """Where, as somebody wrote it: "12A", "Flat A, 12/F", "1203"."""


class Signs(Struct, frozen=True, kw_only=True):
    """What one building told us: lately, and in this month last year (once a month)."""

    recent: Sequence[Sign] = ()
    last_year: Sequence[Sign] = ()
    courtesies: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(kind, spot) to how often in thirty days."""


class Pattern(Struct, frozen=True, kw_only=True):
    """Something that a detector found."""

    detector: str
    key: str
    """What it is, the same every time it is found."""
    topic: str
    count: int
    stack: str = ""
    ids: list[str] = field(default_factory=list)


class Known(Struct, frozen=True, kw_only=True):
    """What became of a pattern when it was proposed last."""

    count: int
    measure: str
    times: int = 1


class Needs(Entity, frozen=True, kw_only=True):
    """What is known of one building: which topics it had, and which patterns were proposed."""

    community: str
    building: str
    topics: dict[str, int] = field(default_factory=dict)
    """Topic to when it was last told."""
    known: dict[str, Known] = field(default_factory=dict)
    next_at: int | None = None
    """When it is looked at again; None while nothing was told for a year."""
    season: str = ""
    """The month for which last year was looked at."""
    changed_at: int


def patterns(signs: Signs) -> list[Pattern]:
    """Return what every detector finds, one pattern a topic: the one that says most."""
    found = [pattern for detect in DETECTORS.values() for pattern in detect(signs)]
    first: dict[str, Pattern] = {}
    for pattern in found:
        first.setdefault(pattern.topic or pattern.key, pattern)
    return list(first.values())


def is_news(pattern: Pattern, known: Known | None, state: str) -> bool:
    """Say whether a pattern is to be proposed, by what became of the measure it made before.

    A refusal teaches: what was dropped comes back only when it has grown by half, and by
    three at least. What was verified may come again; anything else is under way.
    """
    if known is None or state == VERIFIED:
        return True
    grown = pattern.count >= max(known.count + ALIKE, -(-known.count * 3 // 2))
    return state == DROPPED and grown


def flat_of(text: str) -> tuple[str, str] | None:
    """Return (floor, stack) of a flat as people write it, or None.

    "12A" and "Flat A, 12/F" are floor 12 of stack A; "1203" is floor 12 of stack 03.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    for pattern, floor, stack in _FLATS:
        match = re.search(pattern, plain)
        if match:
            return match[floor].lstrip("0"), match[stack]
    return None


_FLOOR = r"(\d{1,2})\s*(?:/F|F\b|樓|楼|層|层)"
_FLATS = (
    (rf"\b(?:FLAT|UNIT|ROOM|RM)?\.?\s*([A-H])\s*[,室]?\s*{_FLOOR}", 2, 1),
    (rf"(?<!\d){_FLOOR}[,\s]*(?:FLAT|UNIT|ROOM)?\s*([A-H])(?![A-Z])", 1, 2),
    (r"(?<![\dA-Z])(\d{1,2})\s?([A-H])(?![A-Z\d])", 1, 2),
    (r"(?<!\d)(\d{1,2})(0[1-9]|1\d)\s*(?:室|房)?(?!\d)", 1, 2),
)
"""How a flat is written, and which group is the floor and which the stack."""


def _alike(signs: Signs) -> list[Pattern]:
    return [
        Pattern(
            detector="alike", key=f"alike#{topic}", topic=topic, count=len(ids), ids=ids[:MOST_IDS]
        )
        for topic, ids in _by_topic(signs.recent).items()
        if len(ids) >= ALIKE
    ]


def _riser(signs: Signs) -> list[Pattern]:
    stacks: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for sign in _counted(signs.recent):
        where = flat_of(sign.flat) if sign.topic in RISING else None
        if where is not None:
            floor, stack = where
            stacks[sign.topic, stack].setdefault(floor, sign.id)
    return [
        Pattern(
            detector="riser",
            key=f"riser#{topic}#{stack}",
            topic=topic,
            count=len(floors),
            stack=", ".join(f"{floor}{stack}" for floor in sorted(floors, key=int)),
            ids=list(floors.values())[:MOST_IDS],
        )
        for (topic, stack), floors in sorted(stacks.items())
        if len(floors) >= RISER
    ]


def _season(signs: Signs) -> list[Pattern]:
    return [
        Pattern(
            detector="season",
            key=f"season#{topic}",
            topic=topic,
            count=len(ids),
            ids=ids[:MOST_IDS],
        )
        for topic, ids in _by_topic(signs.last_year).items()
        if len(ids) >= ALIKE
    ]


def _courtesy(signs: Signs) -> list[Pattern]:
    return [
        Pattern(
            detector="courtesy", key=f"courtesy#{kind}#{spot}", topic="", count=count, stack=spot
        )
        for (kind, spot), count in sorted(signs.courtesies.items())
        if count >= COURTESIES
    ]


DETECTORS: Mapping[str, Callable[[Signs], list[Pattern]]] = {
    "riser": _riser,
    "alike": _alike,
    "season": _season,
    "courtesy": _courtesy,
}
"""Detector to what it finds; of one topic the first one counts."""


def _by_topic(signs: Iterable[Sign]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sign in _counted(signs):
        found[sign.topic].append(sign.id)
    return found


def _counted(signs: Iterable[Sign]) -> list[Sign]:
    return [s for s in signs if s.kind in COUNTED_KINDS and s.topic not in VAGUE]


def clocks(needs: Needs, now: int) -> list[int | None]:
    """Return when its next look is due."""
    return [needs.next_at]
