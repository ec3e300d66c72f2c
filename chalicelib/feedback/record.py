"""Hearing: any member of staff logs what was said, and leads and managers read it."""

from msgspec import Struct

from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import LEADS, role_at
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound
from chalicelib.kernel.history import effect
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence, too_long
from chalicelib.platform.effects import Enqueue, publish_effects, with_due_at

from . import store as opinions
from .model import HOW, KINDS, LONGEST_WORDS, WEIGH, Opinion, names_somebody

LONGEST_NAME = 60
PAGE = 50


class NewOpinion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One opinion; kind and topic are the two taps. There is no field for who said it."""

    community: str
    kind: str
    """"complaint", "suggestion", "compliment" or "question"."""
    topic: str
    about: str = ""
    """The department that it is about; the topic's when empty."""
    building: str = ""
    words: str = ""
    how: str = "round"
    """"round", "counter", "phone", "message" or "meeting"."""
    department: str = ""
    """The department that heard it: one's own; the first of them when empty."""


class NewFeedback(NewOpinion, frozen=True, kw_only=True):
    """What a member of staff logs, under the key of the call."""

    key: str


def log(saying: NewFeedback, staff: Staff, *, now: int, enqueue: Enqueue) -> Opinion:
    """Put an opinion, once a key. Raises InvalidInput naming the field, NotFound."""
    community = community_for(saying.community, staff, now=now)
    opinion = _opinion(_checked(saying, community), community, staff, now=now)
    if opinions.insert(opinion):
        publish_effects(opinion, list(opinion.pending), enqueue)
        return opinion
    stored = opinions.get(opinion.id)
    if stored is None or _said(stored) != _said(opinion):
        raise InvalidInput(key="This Idempotency-Key was already used for other feedback.")
    return stored


def community_for(code: str, staff: Staff, *, now: int) -> Community:
    """Return a community in which this person works, or raise NotFound."""
    if role_at(staff, code) == "nobody":
        raise NotFound("there is no such community")
    return community_of(code, now=now)


def read(
    staff: Staff, code: str, *, after: str = "", now: int, limit: int = PAGE
) -> tuple[list[Opinion], str]:
    """Return opinions of a community, newest first, and where to go on; for leads and managers."""
    lead_of(code, staff, now=now)
    return opinions.newest(code, limit=limit, after=after)


def lead_of(code: str, staff: Staff, *, now: int) -> Community:
    """Return a community that this person answers for in part.

    Raises NotFound if the caller does not work in this community, Forbidden if they lead
    nobody there.
    """
    community = community_for(code, staff, now=now)
    if role_at(staff, code) not in LEADS:
        raise Forbidden("this is for leads and managers")
    return community


def buildings_of(code: str, *, now: int) -> list[str]:
    """Return the buildings of a community, by its labels."""
    return sorted({place.building for place in estate.places(code, now=now) if place.building})


def departments_of(staff: Staff, community: Community) -> list[str]:
    """Return the departments in which this person can have heard something, their own first."""
    mine = [m for m in staff.memberships if m.community == community.code]
    named = [name for m in mine for name in m.departments]
    if any(m.role in ("manager", "admin") for m in mine):
        named += community.departments
    return [n for n in dict.fromkeys(named) if n in community.departments and n != CONDUCT]


def _checked(saying: NewFeedback, community: Community) -> NewFeedback:
    wrong: dict[str, str] = {}
    if not ids.is_key(saying.key):
        wrong["key"] = ids.KEY_RULE
    if saying.kind not in KINDS:
        wrong["kind"] = Sentence(
            "There is no such kind; there are %(known)s.", known=", ".join(KINDS)
        )
    if saying.topic not in topics_of(community):
        wrong["topic"] = N_("There is no such topic.")
    if saying.topic == CONDUCT or saying.about == CONDUCT:
        wrong["topic"] = N_("If it is about a person, please report it as a request.")
    elif saying.about and saying.about not in community.departments:
        wrong["about"] = Sentence("There is no department %(given)s here.", given=saying.about[:32])
    if saying.how not in HOW:
        wrong["how"] = Sentence("It can be heard in these ways: %(known)s.", known=", ".join(HOW))
    if len(saying.building) > LONGEST_NAME:
        wrong["building"] = too_long(LONGEST_NAME)
    wrong |= _wrong_words(saying.words)
    if wrong:
        raise InvalidInput(**wrong)
    return saying


def _wrong_words(words: str) -> dict[str, str]:
    if len(words) > LONGEST_WORDS:
        return {"words": too_long(LONGEST_WORDS)}
    if names_somebody(words):
        return {
            "words": N_(
                "Please leave out phone numbers and addresses. "
                "Anyone who wants an answer can send a request."
            )
        }
    return {}


def _opinion(saying: NewFeedback, community: Community, staff: Staff, *, now: int) -> Opinion:
    own = departments_of(staff, community)
    if saying.department and saying.department not in own:
        raise InvalidInput(department="You do not work in that department.")
    topic = topics_of(community)[saying.topic]
    about = saying.about or topic.departments[0]
    opinion = Opinion(
        id=ids.opinion_id(community.code, staff.id, saying.key),
        community=community.code,
        kind=saying.kind,
        topic=saying.topic,
        about=community.redirects.get(about, about),
        department=saying.department or next(iter(own), ""),
        building=clean(saying.building),
        words=clean(saying.words, lines=True),
        how=saying.how,
        by=staff.id,
        by_name=staff.name,
        created_at=now,
        changed_at=now,
        pending={effect(1, WEIGH): now},
    )
    return with_due_at(opinion, now=now)


def _said(opinion: Opinion) -> tuple[str, ...]:
    return (opinion.kind, opinion.topic, opinion.about, opinion.building, opinion.words)
