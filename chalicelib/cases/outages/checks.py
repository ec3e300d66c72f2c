"""What an outage needs to make sense: every field is checked, and what is wrong is named."""

from typing import Any

from msgspec import Struct, field

from chalicelib.estate import store as estate
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.text import clean
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_, Sentence

from .model import PLANNED, Outage

LONGEST_WORDS = 500
MOST_TOPICS, MOST_BUILDINGS, MOST_PLACES = 10, 50, 20

EARLIEST_MS = 7 * DAY_MS
"""Nobody opens what began longer ago."""
LATEST_MS = 365 * DAY_MS
LONGEST_MS = 90 * DAY_MS

Wrong = dict[str, str]


class NewOutage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A known fault, or planned work; which topics and places there are: /staff/v1/filing."""

    community: str
    topics: list[str]
    words: dict[str, str]
    """What residents read, in every language of the community."""
    buildings: list[str] = field(default_factory=list)
    """Without buildings and places it is the whole community."""
    places: list[str] = field(default_factory=list)
    planned: bool = False
    from_at: int | None = None
    to_at: int | None = None
    absorb: bool = False
    """What residents of these buildings reported lately, and nobody is on, joins it."""


class Opening(NewOutage, frozen=True, kw_only=True):
    """A new outage, opened once for each key."""

    key: str


class OutageAction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """change (words, to_at, and from_at while it is planned), start, end or withdraw."""

    action: str
    from_at: int | None = None
    to_at: int | None = None
    words: dict[str, str] = field(default_factory=dict)


class Change(OutageAction, frozen=True, kw_only=True):
    """One action of one person on one outage as they saw it."""

    outage: str
    key: str
    version: int


def checked_opening(opening: Opening, community: Community, *, now: int) -> list[Place]:
    """Return the places an outage names, or raise InvalidInput naming the fields."""
    hanging = {
        place.code: place
        for place in estate.places(community.code, now=now)
        if place.retired_at is None
    }
    from_at = now if opening.from_at is None else opening.from_at
    wrong = _wrong_topics(opening.topics, community)
    wrong |= _wrong_where(opening, hanging)
    wrong |= _wrong_times(from_at, opening.to_at, now=now)
    wrong |= _wrong_words(opening.words, community)
    if from_at > now and not opening.planned:
        wrong["planned"] = N_(
            "What starts later is planned work. A fault starts now or has started."
        )
    if opening.absorb and from_at > now:
        wrong["absorb"] = N_("What starts later has no reports to take over yet.")
    if opening.planned and opening.to_at is None:
        wrong["to_at"] = N_("Say until when the planned work lasts.")
    if wrong:
        raise InvalidInput(**wrong)
    return [hanging[code] for code in opening.places]


def checked_change(
    change: Change, outage: Outage, community: Community, *, now: int
) -> dict[str, Any]:
    """Return the fields that a change writes, or raise InvalidInput naming what is wrong."""
    changed: dict[str, Any] = {}
    wrong: Wrong = {}
    if change.from_at is not None:
        changed["from_at"] = change.from_at
        if outage.state != PLANNED:
            wrong["from_at"] = N_("It has begun, so the start cannot be changed.")
    if change.to_at is not None:
        changed["to_at"] = change.to_at
    if change.words:
        changed["words"] = said(change.words)
        wrong |= _wrong_words(change.words, community)
    if not changed:
        wrong["words"] = N_("Say what changes: the words, to_at, or from_at while it is planned.")
    times = {"from_at": outage.from_at, "to_at": outage.to_at} | changed
    if "to_at" in changed or "from_at" in changed:
        wrong = _wrong_times(times["from_at"], times["to_at"], now=now) | wrong
    if wrong:
        raise InvalidInput(**wrong)
    return changed


def said(words: dict[str, str]) -> dict[str, str]:
    """Return words in each language, safe to store and show."""
    return {lang: clean(text, lines=True) for lang, text in words.items()}


def _wrong_topics(topics: list[str], community: Community) -> Wrong:
    known = topics_of(community)
    if not 1 <= len(topics) <= MOST_TOPICS:
        return {
            "topics": Sentence("Choose 1 to %(most)s topics that it answers.", most=MOST_TOPICS)
        }
    for code in topics:
        topic = known.get(code)
        if topic is None:
            return {"topics": Sentence("There is no topic %(given)s.", given=repr(code[:40]))}
        if topic.priority == "urgent":
            return {
                "topics": Sentence(
                    "%(given)s is an emergency: each report of it is handled on its own.",
                    given=code,
                )
            }
        if not topic.shared:
            return {
                "topics": Sentence(
                    "%(given)s is not shared: each report of it is handled on its own.", given=code
                )
            }
    return {}


def _wrong_where(opening: Opening, hanging: dict[str, Place]) -> Wrong:
    wrong: Wrong = {}
    buildings = {place.building for place in hanging.values()}
    unknown = [name for name in opening.buildings if name not in buildings]
    if unknown or len(opening.buildings) > MOST_BUILDINGS:
        named = ", ".join(sorted(name for name in buildings if name))
        wrong["buildings"] = Sentence(
            "There is no building %(given)s; there are %(known)s.",
            given=str(unknown[:1])[1:-1][:60],
            known=named,
        )
    missing = [code for code in opening.places if code not in hanging]
    if missing or len(opening.places) > MOST_PLACES:
        wrong["places"] = Sentence(
            "There is no label %(given)s hanging here.", given=str(missing[:1])[1:-1][:60]
        )
    return wrong


def _wrong_times(from_at: int, to_at: int | None, *, now: int) -> Wrong:
    wrong: Wrong = {}
    if not now - EARLIEST_MS <= from_at <= now + LATEST_MS:
        wrong["from_at"] = N_("It must begin within a year, or have begun in the last 7 days.")
    if to_at is not None and to_at <= max(from_at, now):
        wrong["to_at"] = N_("It must end after it began, and in the future.")
    elif to_at is not None and to_at - from_at > LONGEST_MS:
        wrong["to_at"] = N_("It must end within 90 days.")
    return wrong


def _wrong_words(words: dict[str, str], community: Community) -> Wrong:
    wrong: Wrong = {}
    for lang in community.languages:
        text = clean(words.get(lang, ""), lines=True)
        if not 1 <= len(text) <= LONGEST_WORDS:
            wrong[f"words.{lang}"] = Sentence(
                "Say it in this language, in 1 to %(most)s characters.", most=LONGEST_WORDS
            )
    for lang in words.keys() - set(community.languages):
        wrong["words"] = Sentence(
            "%(given)s is no language of %(community)s.",
            given=repr(lang[:20]),
            community=community.code,
        )
    return wrong
