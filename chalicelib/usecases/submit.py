"""Submitting a request: count, put, send. Whatever follows is an effect of the put."""

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from ..domain import answers, contacts, ids, limits
from ..domain.emergency import is_emergency
from ..domain.errors import Erased, InvalidInput, KeyReused, Limited, NotFound, Retired, Unavailable
from ..domain.estate import RETIRED_FOR_MS, Community, Place
from ..domain.requests import ERASED, KINDS, Request
from ..domain.steps import GRACE_MS, RESIDENT, Step, effect
from ..domain.text import clean
from ..domain.tuning import USUAL, Tuning
from ..storage import estate, ledger, requests
from .attach import attached
from .clocks import community_of, topics_of
from .effects import Enqueue, announce

LONGEST_WORDS = 2_000
LONGEST_LINE = 120
ROUTE = effect(1, "route")


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
    joined_to: str = ""
    """The request or outage of this building that it is the same as (/api/v1/known)."""


class Submission(NewRequest, frozen=True, kw_only=True):
    """What somebody tells us, before it is a request: once for each key."""

    key: str
    lang: str = "en"
    channel: str = "form"
    about: str = ""
    filed_by: str = ""


class Submitted(Struct, frozen=True):
    """What the sender is told; a replay of the same words is told the same."""

    request_id: str
    reference: str
    link_version: int
    replayed: bool


def place_of(code: str, *, now: int) -> tuple[Place, Community]:
    """Return the place of a label and its community.

    Raises NotFound for a label that never was, and for one that was retired more than 90
    days ago; Retired says what replaced it until then.
    """
    try:
        place = estate.place(ids.normalise_place_code(code), now=now)
    except ids.BadId:
        place = None
    if place is None:
        raise NotFound("there is no such label")
    if place.retired_at is not None:
        if not place.replaced_by or now - place.retired_at > RETIRED_FOR_MS:
            raise NotFound("there is no such label")
        raise Retired(place.replaced_by, place.name)
    try:
        return place, community_of(place.community, now=now)
    except NotFound:
        raise NotFound("there is no such label") from None


def submit(
    submission: Submission,
    *,
    prefix: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
    tuning: Tuning = USUAL,
) -> Submitted:
    """Store what a resident says, once, and set it going.

    `prefix` is the keyed hash of the sender's address prefix. Staff, who are known by name,
    are not limited. Raises InvalidInput naming the fields, KeyReused, Limited, NotFound,
    Retired, Erased.
    """
    place, community = place_of(submission.place, now=now)
    request = _request(
        _checked(submission, community, tuning), place, community, secret=secret, now=now
    )
    if submission.joined_to:
        try:
            request = attached(request, submission.joined_to, place, now=now)
        except InvalidInput:
            # Perhaps it could be joined when this was first sent.
            stored = requests.get(request.id)
            if stored is None:
                raise
            return _replayed(request, stored)
    stored = None
    if not request.filed_by:
        danger = _is_danger(request, community)
        counted = _counted(request, prefix, danger=danger, secret=secret, now=now)
        if _count(request, counted, danger=danger, now=now, most=tuning.limits):
            stored = requests.get(request.id)
    if stored is None and requests.insert(request):
        announce(request, list(request.pending), enqueue)
        return Submitted(request.id, request.reference, request.link_version, False)
    return _replayed(request, stored or requests.get(request.id))


def _checked(submission: Submission, community: Community, tuning: Tuning) -> Submission:
    wrong: dict[str, str] = {}
    words = clean(submission.words, lines=True)
    if not words and not submission.joined_to:
        wrong["words"] = "Please write what it is about, in a sentence."
    elif len(words) > LONGEST_WORDS:
        wrong["words"] = f"Please keep it to {LONGEST_WORDS} characters; these are {len(words)}."
    for name in ("spot", "name", "contact", "visit"):
        if len(getattr(submission, name)) > LONGEST_LINE:
            wrong[name] = f"Please keep it to {LONGEST_LINE} characters."
    if submission.topic and submission.topic not in topics_of(community):
        wrong["topic"] = "There is no such topic."
    elif _is_frozen(submission.topic, community, tuning) and not is_emergency(words):
        wrong["topic"] = "This topic takes no requests for now; please call us."
    if submission.kind and submission.kind not in KINDS:
        wrong["kind"] = "There is no such kind of request."
    if submission.contact and contacts.parse(submission.contact) is None:
        wrong["contact"] = "This is neither an e-mail address nor a telephone number."
    if not ids.is_key(submission.key):
        wrong["key"] = ids.KEY_RULE
    try:
        kept = answers.checked(topics_of(community).get(submission.topic), submission.answers)
    except InvalidInput as error:
        wrong |= error.fields
    if wrong:
        raise InvalidInput(**wrong)
    return msgspec.structs.replace(
        submission,
        words=words,
        spot=clean(submission.spot),
        name=clean(submission.name),
        contact=submission.contact.strip(),
        visit=clean(submission.visit),
        answers=kept,
    )


def _is_frozen(code: str, community: Community, tuning: Tuning) -> bool:
    known = topics_of(community).get(code)
    return code in tuning.frozen or (known is not None and bool(known.frozen))


def _request(
    submission: Submission, place: Place, community: Community, *, secret: bytes, now: int
) -> Request:
    request_id = ids.request_id(community.code, place.code, submission.key, secret=secret)
    topic = submission.topic or "other"
    known = topics_of(community).get(topic)
    return Request(
        id=request_id,
        community=community.code,
        reference=ids.reference(request_id),
        place=place.code,
        place_name=place.name,
        building=place.building,
        place_kind="private" if submission.spot else place.kind,
        spot=submission.spot,
        kind=submission.kind or (known.kinds[0] if known and known.kinds else "repair"),
        topic=topic,
        words=submission.words,
        lang=submission.lang,
        channel=submission.channel,
        filed_by=submission.filed_by,
        name=submission.name,
        contact=submission.contact,
        answers=submission.answers,
        visit=submission.visit,
        may_enter=submission.may_enter,
        about=submission.about,
        emergency=answers.emergency_of(submission.words, known, submission.answers),
        body_hash=_body_hash(submission),
        created_at=now,
        changed_at=now,
        start_at=now,
        pending={ROUTE: now},
        due_at=now + GRACE_MS,
        steps={
            "1": Step(
                action="submit",
                by=submission.filed_by or RESIDENT,
                at=now,
                why=topic,
                key=submission.key,
            )
        },
    )


def _body_hash(submission: Submission) -> str:
    """Return what tells other words from the same words: all that the sender wrote."""
    said = msgspec.structs.asdict(submission)
    for name in ("key", "lang", "channel", *(() if said["joined_to"] else ("joined_to",))):
        del said[name]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def _is_danger(request: Request, community: Community) -> bool:
    """Say whether the words, an answer or the topic that was chosen speak of danger."""
    known = topics_of(community).get(request.topic)
    return bool(request.emergency) or (known is not None and known.priority == "urgent")


def _counted(
    request: Request, prefix: str, *, danger: bool, secret: bytes, now: int
) -> limits.Keys:
    if request.joined_to:
        return limits.join_keys(request.place, prefix, now)
    if danger:
        return limits.keys(request.place, prefix, now)
    words = limits.words_name(request.words, request.spot, secret=secret, now=now)
    return limits.keys(request.place, prefix, now, words=words, request=request.id)


def _count(
    request: Request,
    counted: limits.Keys,
    *,
    danger: bool,
    now: int,
    most: Mapping[str, limits.Limit],
) -> bool:
    """Count this submission and refuse it if there were too many; never a danger.

    Returns whether it was counted before: then it is sent again, and no limit applies.
    Availability first: when the counter does not answer, nobody is refused.
    """
    ceilings = {} if danger else limits.ceilings(counted.names, most)
    try:
        counts = ledger.count(
            counted.item, counted.names, ceilings=ceilings, expires_at=counted.expires_at
        )
        if counts is not None:
            return False
        counts = ledger.counts(counted.item, counted.names)
    except Unavailable:
        return False
    if limits.is_replay(counts, request.id):
        return True
    counts = {name: number + 1 for name, number in counts.items()}
    answer = limits.decide(counts, now=now, emergency=danger, limits=most)
    if isinstance(answer, limits.Limited):
        raise Limited(answer.retry_after_s, same_words=answer.same_words)
    return False


def _replayed(request: Request, stored: Request | None) -> Submitted:
    if stored is None:
        raise Unavailable("this request cannot be read just now")
    if stored.state == ERASED:
        raise Erased
    if stored.body_hash != request.body_hash:
        raise KeyReused(stored.id, stored.reference)
    return Submitted(stored.id, stored.reference, stored.link_version, True)
