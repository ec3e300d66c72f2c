"""
What is told of a request, checked before it is stored.

What is wrong is refused, every field of it by name. A danger is never refused: whatever
could not be used of it is cut or left out, and `unread` names it, for the receipt to ask again.
"""

import os
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field, structs

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.topics.guess import suggested
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT
from chalicelib.estate.topics import Topic
from chalicelib.kernel import ids, outgoing
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.text import clean
from chalicelib.kernel.tuning import Tuning
from chalicelib.kernel.words import N_, Sentence, too_long

from . import answers
from .model import KINDS
from .routing import TRIAGE

LONGEST_WORDS = 2_000
LONGEST_LINE = 120
LINES = ("spot", "name", "contact", "visit")
"""What is told on one line."""

NO_WORDS = "no_words"
"""What `unread` calls a danger that was told without a word."""


class NewRequest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is told of a request, whoever sends it; nothing else is taken."""

    place: str
    words: str
    """May be empty with `joined_to`."""
    topic: str = ""
    kind: str = ""
    lang: str = ""
    spot: str = ""
    name: str = ""
    contact: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    visit: str = ""
    may_enter: bool | None = None
    danger: bool = False
    """Somebody is in danger, or it is getting worse right now: it is urgent, whatever the
    words say, and nothing optional refuses it."""
    joined_to: str = ""
    """The request or outage of this building that it is the same as (/api/v1/known)."""


class Submission(NewRequest, frozen=True, kw_only=True):
    """What somebody tells us, before it is a request: once for each key."""

    key: str
    lang: str = "en"
    channel: str = "form"
    about: str = ""
    filed_by: str = ""
    proven: bool = False
    """The contact is proven: the words came by mail from there."""
    silent: bool = False
    """The contact is sent no answer."""
    emergency: str = ""
    """Which emergency was told of, in all the words: they may be cut."""
    by_words: bool = False
    """Nothing but the words says so: neither topic nor answer nor switch."""
    typed: str = ""
    """The contact of a danger as it was typed, where nothing could read it."""
    unread: tuple[str, ...] = ()
    """Fields of a danger that could not be used as they were sent."""


T = TypeVar("T", bound=NewRequest)


def salvaged(raw: Mapping[str, Any], kind: type[T], **usual: Any) -> tuple[T, tuple[str, ...]]:
    """Return what can be read of what a program sent, and which fields cannot.

    `usual` has what a field that must be there is, where it is not. It is for dangers alone:
    anything else is refused as it was. Raises ValidationError without a place.
    """
    kept: dict[str, Any] = {"words": "", **usual}
    unread = ["body"] if set(raw) - set(kind.__struct_fields__) else []
    for each in msgspec.structs.fields(kind):
        if each.name not in raw:
            continue
        try:
            kept[each.name] = msgspec.convert(raw[each.name], each.type)
        except msgspec.ValidationError:
            unread.append(each.name)
    if "danger" in unread:
        # "yes", 1: whoever wrote something there said no only by saying no.
        kept["danger"] = raw["danger"] not in (None, 0, "", "0", "no", "false")
        unread.remove("danger")
    if isinstance(said := raw.get("answers"), dict) and "answers" in unread:
        kept["answers"] = {
            code: answer if isinstance(answer, str) else answers.YES_NO[not answer]
            for code, answer in said.items()
            if isinstance(answer, str | bool)
        }
    return msgspec.convert(kept, kind), tuple(unread)


def is_danger(submission: NewRequest, community: Community) -> bool:
    """Say whether the switch, the words, an answer or the topic that was chosen speak of danger."""
    topics = topics_of(community)
    return is_urgent(topics.get(submission.topic)) or bool(emergency_of(submission, topics))


def is_urgent(topic: Topic | None) -> bool:
    """Say whether choosing this topic says danger by itself."""
    return topic is not None and topic.priority == "urgent"


def emergency_of(submission: NewRequest, topics: Mapping[str, Topic]) -> str:
    """Return which emergency is told of, "" for none; an urgent topic alone names none."""
    return is_emergency(submission.words) or (
        answers.DANGER if _is_said(submission, topics) else ""
    )


def _is_said(submission: NewRequest, topics: Mapping[str, Topic]) -> bool:
    """Say whether somebody said danger by the switch or by an answer, beside any words."""
    topic, said = topics.get(submission.topic), submission.answers
    # The answer to a question of a topic that nobody knows is a danger all the same.
    asking = topics.values() if topic is None else [topic]
    return submission.danger or any(answers.stops(each, said) for each in asking)


def checked(submission: Submission, community: Community, tuning: Tuning) -> Submission:
    """Return what is told as it is stored; raise InvalidInput naming every field that is wrong.

    A danger comes back made to fit, with what was wrong in `unread`.
    """
    told = structs.replace(
        submission,
        words=clean(submission.words, lines=True),
        **{name: clean(getattr(submission, name)) for name in LINES},
    )
    topics = topics_of(community)
    topic = topics.get(told.topic)
    found, chosen = emergency_of(told, topics), is_urgent(topic) or _is_said(told, topics)
    told = structs.replace(told, emergency=found, by_words=bool(found) and not chosen)
    danger = bool(found) or chosen
    wrong = _wrong(told, community, tuning, danger=danger)
    try:
        told = structs.replace(told, answers=answers.checked(topic, told.answers))
    except InvalidInput as error:
        wrong |= error.fields
    if not wrong:
        return told
    if not danger:
        raise InvalidInput(**wrong)
    return _fitted(told, wrong, topic)


def guesses(told: NewRequest, community: Community, tuning: Tuning) -> list[str]:
    """Return what the words may be about, best first, where nobody said it: the first is taken.

    None when they are not clear. What is about a person goes where only few may read it, and
    is never guessed.
    """
    if told.topic or told.kind or told.joined_to or not told.words:
        return []
    topics = topics_of(community)
    taken = {code for code in topics if not _is_frozen(code, community, tuning)}
    found = suggested(told.words, taken - {TRIAGE})
    return [] if found and CONDUCT in topics[found[0]].departments else found


def _wrong(
    told: Submission, community: Community, tuning: Tuning, *, danger: bool
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    country = outgoing.country_of(community.text_countries, community.calendar.zone)
    if not told.words and not told.joined_to:
        wrong["words"] = N_("Please describe it in a sentence.")
    elif len(told.words) > LONGEST_WORDS:
        wrong["words"] = Sentence(
            "Please keep it to %(most)s characters; these are %(found)s.",
            most=LONGEST_WORDS,
            found=len(told.words),
        )
    for name in LINES:
        if len(getattr(told, name)) > LONGEST_LINE:
            wrong[name] = too_long(LONGEST_LINE)
    if told.topic and told.topic not in topics_of(community):
        wrong["topic"] = N_("There is no such topic.")
    elif not danger and _is_frozen(told.topic, community, tuning):
        wrong["topic"] = N_("We do not accept requests on this topic for now. Please call us.")
    if told.kind and told.kind not in KINDS:
        wrong["kind"] = N_("There is no such kind of request.")
    if told.contact and contacts.parse(told.contact, country) is None:
        wrong["contact"] = N_("This is not an email address or a phone number.")
    if not ids.is_key(told.key):
        wrong["key"] = ids.KEY_RULE
    return wrong


def _is_frozen(code: str, community: Community, tuning: Tuning) -> bool:
    known = topics_of(community).get(code)
    return code in tuning.frozen or (known is not None and bool(known.frozen))


def _fitted(told: Submission, wrong: Mapping[str, str], topic: Topic | None) -> Submission:
    """Return a danger as it can be stored, and in `unread` what could not be used of it."""
    unread = [
        *told.unread,
        *(NO_WORDS if name == "words" and not told.words else name for name in wrong),
    ]
    left_out: dict[str, Any] = {name: "" for name in ("topic", "kind") if name in wrong}
    if "contact" in wrong:
        left_out |= {"contact": "", "typed": told.contact[:LONGEST_LINE]}
    if "key" in wrong:
        # What came without a key of its own cannot be told from what a neighbour sent.
        left_out["key"] = ids.new_key(os.urandom)
        unread.remove("key")
    return structs.replace(
        told,
        words=told.words[:LONGEST_WORDS].rstrip(),
        **{name: getattr(told, name)[:LONGEST_LINE].rstrip() for name in ("spot", "name", "visit")},
        **left_out,
        answers=answers.usable(topic, told.answers),
        unread=tuple(unread),
    )
