"""What is asked of a measure before it is written: each wrong field in a sentence."""

from msgspec import Struct

from chalicelib.cases.photos import store as stored_photos
from chalicelib.cases.photos.model import READY
from chalicelib.cases.requests.submit import place_of
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT
from chalicelib.feedback import store as stored_opinions
from chalicelib.feedback.public_words import wrong as wrong_words
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_, Sentence, too_long

from . import model as life
from .model import DONE, DROPPED, VERIFIED, Evidence, Measure

LONGEST_NAME = 60
LATEST_MS = 366 * DAY_MS


class NewMeasure(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A measure to propose; texts are by language, as in {"en": "…", "zh-Hant": "…"}."""

    community: str
    title: str
    """One line for staff."""
    topic: str
    building: str = ""
    department: str = ""
    """Whose work it is; the topic's department when empty."""
    opinions: list[str] = []
    """The ids of what it answers."""
    said: dict[str, str] = {}
    """"You said", for everybody to read."""
    did: dict[str, str] = {}
    """"We do", for everybody to read."""


class Proposal(NewMeasure, frozen=True, kw_only=True):
    """A new measure, proposed once for each key."""

    key: str


class MeasureAction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One action: accept (owner, due_on), prevent (owner, due_on, place), gather (opinions),
    revise, start, done (did), publish, drop (reason) or reopen."""

    action: str
    owner: str | None = None
    """The id of the member of staff who answers for it."""
    due_on: int | None = None
    title: str | None = None
    said: dict[str, str] | None = None
    did: dict[str, str] | None = None
    reason: dict[str, str] | None = None
    photos: list[Evidence] | None = None
    opinions: list[str] | None = None
    place: str | None = None


class Change(MeasureAction, frozen=True, kw_only=True):
    """One action on one measure as somebody saw it; None leaves a field as it is."""

    measure: str
    key: str
    version: int


def proposal(asked: Proposal, community: Community) -> None:
    """Refuse a new measure that says too little, or names what is not there."""
    wrong = _wrong_title(asked.title) | _wrong_texts(said=asked.said, did=asked.did)
    if not ids.is_key(asked.key):
        wrong["key"] = ids.KEY_RULE
    if asked.topic not in topics_of(community) or asked.topic == CONDUCT:
        wrong["topic"] = N_("There is no such topic.")
    if asked.department and asked.department not in community.departments:
        wrong["department"] = Sentence(
            "There is no department %(given)s here.", given=asked.department[:32]
        )
    if len(asked.building) > LONGEST_NAME:
        wrong["building"] = too_long(LONGEST_NAME)
    _refuse(wrong)


def change(asked: Change, *, now: int) -> None:
    """Refuse an action that there is not, or whose fields cannot be."""
    wrong: dict[str, str] = {}
    people = sorted({action for _, action in life.LIFE} - life.BY_STEWARD)
    if asked.action not in people:
        wrong["action"] = Sentence(
            "There is no such action; there are %(known)s.", known=", ".join(people)
        )
    if not ids.is_key(asked.key):
        wrong["key"] = ids.KEY_RULE
    if asked.title is not None:
        wrong |= _wrong_title(asked.title)
    if asked.due_on is not None and not now < asked.due_on <= now + LATEST_MS:
        wrong["due_on"] = N_("It must be due within a year from now.")
    if len(asked.photos or []) > life.MOST_EVIDENCE:
        wrong["photos"] = Sentence(
            "Please choose at most %(most)s photos.", most=life.MOST_EVIDENCE
        )
    wrong |= _wrong_texts(said=asked.said, did=asked.did, reason=asked.reason)
    _refuse(wrong)


def complete(action: str, after: Measure) -> None:
    """Refuse an action that leaves out what it cannot do without."""
    needed = life.NEEDS.get(action, ())
    if action == "publish":
        ended = {DROPPED: ("said", "reason"), DONE: ("said", "did"), VERIFIED: ("said", "did")}
        needed = ended.get(after.state, ("said", "did"))
    _refuse({name: _MISSING[name] for name in needed if not getattr(after, name)})
    if len(after.opinions) > life.MOST_OPINIONS:
        raise InvalidInput(
            opinions=Sentence(
                "An improvement can answer at most %(most)s pieces of feedback.",
                most=life.MOST_OPINIONS,
            )
        )


def opinions(opinion_ids: list[str], community: str, *, measure_id: str | None) -> None:
    """Refuse opinions that are not of this community, or that another measure answers."""
    if len(opinion_ids) > life.MOST_OPINIONS:
        raise InvalidInput(
            opinions=Sentence(
                "An improvement can answer at most %(most)s pieces of feedback.",
                most=life.MOST_OPINIONS,
            )
        )
    found = {each.id: each for each in stored_opinions.read(opinion_ids)}
    for id_ in opinion_ids:
        opinion = found.get(id_)
        if opinion is None or opinion.community != community:
            raise InvalidInput(
                opinions=Sentence("There is no feedback %(given)s here.", given=repr(id_[:60]))
            )
        if opinion.measure not in ("", measure_id):
            raise InvalidInput(opinions="Some of this feedback belongs to another improvement.")


def photos(chosen: list[Evidence], community: str) -> None:
    """Refuse evidence that is no photo of a request of this community."""
    for each in chosen:
        if not ids.is_request_id(each.request) or ids.community_of(each.request) != community:
            raise InvalidInput(photos="Please choose a photo from a request of this community.")
        known = stored_photos.of_request(each.request)
        if not any(p.slot == each.slot and p.state == READY for p in known):
            raise InvalidInput(photos="There is no such photo.")


def place(code: str, community: str, *, now: int) -> None:
    """Refuse a label that is not one of this community's."""
    try:
        found, _ = place_of(code, now=now)
    except NotFound:
        raise InvalidInput(place="There is no such label.") from None
    if found.community != community:
        raise InvalidInput(place="There is no such label.")


_MISSING = {
    "owner": N_("Please say who is responsible."),
    "due_on": N_("Please say until when."),
    "opinions": N_("Please choose the feedback that it answers."),
    "said": N_("Please write what people said, for everyone to read."),
    "did": N_("Please write what we do about it, for everyone to read."),
    "reason": N_("Please write the reason, for those who asked."),
    "place": N_("Please choose a place."),
}
"""What is said where a field is left out that an action needs."""


def _wrong_title(title: str) -> dict[str, str]:
    if not title.strip():
        return {"title": N_("Please say in a line what is to be done.")}
    if len(title) > life.LONGEST_TITLE:
        return {"title": too_long(life.LONGEST_TITLE)}
    return {}


def _wrong_texts(**texts: dict[str, str] | None) -> dict[str, str]:
    found = {name: wrong_words(said or {}, life.LONGEST_TEXT) for name, said in texts.items()}
    return {name: sentence for name, sentence in found.items() if sentence}


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise InvalidInput(**wrong)
