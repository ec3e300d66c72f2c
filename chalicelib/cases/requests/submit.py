"""Submitting a request: count, put, send. Whatever follows is an effect of the put."""

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct, structs

from chalicelib.cases.duplicates.checks import attached
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import RETIRED_FOR_MS, Community, Place
from chalicelib.kernel import ids, limits
from chalicelib.kernel.errors import (
    Erased,
    InvalidInput,
    KeyReused,
    Limited,
    NotFound,
    Retired,
    Unavailable,
)
from chalicelib.kernel.history import GRACE_MS, RESIDENT, Step, effect
from chalicelib.kernel.tuning import USUAL, Tuning
from chalicelib.platform.effects import Enqueue, publish_effects
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import begun

from . import store as requests
from .checks import Submission, checked, guesses, is_danger, is_urgent
from .model import ERASED, Request
from .routing import TRIAGE

ROUTE = effect(1, "route")


class Submitted(Struct, frozen=True):
    """What the sender is told; a replay of the same words is told the same."""

    request_id: str
    reference: str
    link_version: int
    replayed: bool
    unread: tuple[str, ...] = ()
    """Fields of a danger that could not be used as they were sent: the sender is asked again."""


def place_of(code: str, *, now: int) -> tuple[Place, Community]:
    """Return the place of a label and its community.

    Raises NotFound for a label that never was, and for one that was retired; until 90 days
    ago Retired says what replaced it.
    """
    place, community = place_once(code, now=now)
    refuse_retired(place)
    return place, community


def place_once(code: str, *, now: int) -> tuple[Place, Community]:
    """Return the same also of a label that was retired in the last 90 days: a danger is taken
    there. Raises NotFound."""
    try:
        place = estate.place(ids.normalise_place_code(code), now=now)
    except ids.BadId:
        place = None
    if place is None or (place.retired_at and now - place.retired_at > RETIRED_FOR_MS):
        raise NotFound("there is no such label")
    try:
        return place, community_of(place.community, now=now)
    except NotFound:
        raise NotFound("there is no such label") from None


def refuse_retired(place: Place) -> None:
    """Raise Retired for a label that was replaced, NotFound for one that is just gone."""
    if place.retired_at is None:
        return
    if not place.replaced_by:
        raise NotFound("there is no such label")
    raise Retired(place.replaced_by, place.name)


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
    Retired, Erased; for a danger nothing but NotFound.
    """
    place, community = place_once(submission.place, now=now)
    if place.retired_at is not None and not is_danger(submission, community):
        refuse_retired(place)
    told = checked(submission, community, tuning)
    danger = bool(told.emergency) or is_urgent(topics_of(community).get(told.topic))
    guessed = [] if danger else guesses(told, community, tuning)
    request = _request(told, place, community, guessed, secret=secret, now=now)
    request = structs.replace(request, prefix=prefix if request.contact else "")
    if submission.joined_to:
        try:
            request = attached(request, submission.joined_to, place, danger=danger, now=now)
        except InvalidInput:
            # Perhaps it could be joined when this was first sent.
            stored = requests.get(request.id)
            if stored is None:
                raise
            return _replayed(request, stored)
    request = begun(request, now=now)
    stored = None
    if not request.filed_by:
        counted = _counted(request, prefix, danger=danger, secret=secret, now=now)
        if _count(request, counted, danger=danger, now=now, most=tuning.limits):
            stored = requests.get(request.id)
    if stored is None and requests.insert(request):
        publish_effects(request, list(request.pending), enqueue)
        return _submitted(request, replayed=False)
    stored = stored or requests.get(request.id)
    if danger and stored is not None and stored.body_hash != request.body_hash:
        return _of_its_own(request, told, place, secret=secret, enqueue=enqueue)
    return _replayed(request, stored)


def _of_its_own(
    request: Request, told: Submission, place: Place, *, secret: bytes, enqueue: Enqueue
) -> Submitted:
    """Store a danger whose key was used for other words, under a key that those words make."""
    key = hashlib.sha256(f"{told.key}|{request.body_hash}".encode()).hexdigest()
    request_id = ids.request_id(request.community, place.code, key, secret=secret)
    steps = {number: structs.replace(step, key=key) for number, step in request.steps.items()}
    request = structs.replace(
        request, id=request_id, reference=ids.reference(request_id), steps=steps
    )
    if requests.insert(request):
        publish_effects(request, list(request.pending), enqueue)
        return _submitted(request, replayed=False)
    return _replayed(request, requests.get(request.id))


def _submitted(request: Request, *, replayed: bool) -> Submitted:
    return Submitted(
        request.id, request.reference, request.link_version, replayed, tuple(request.unread)
    )


def _request(
    submission: Submission,
    place: Place,
    community: Community,
    guessed: list[str],
    *,
    secret: bytes,
    now: int,
) -> Request:
    request_id = ids.request_id(community.code, place.code, submission.key, secret=secret)
    topic = submission.topic or next(iter(guessed), TRIAGE)
    return Request(
        id=request_id,
        community=community.code,
        reference=ids.reference(request_id),
        place=place.code,
        place_name=place.name,
        building=place.building,
        place_kind="private" if submission.spot else place.kind,
        spot=submission.spot,
        kind=submission.kind or _kind_of(topic, community),
        topic=topic,
        guesses=guessed,
        words=submission.words,
        lang=submission.lang,
        channel=submission.channel,
        filed_by=submission.filed_by,
        name=submission.name,
        contact=submission.contact,
        proven=submission.proven,
        silent=submission.silent,
        typed=submission.typed,
        unread=list(submission.unread),
        answers=submission.answers,
        visit=submission.visit,
        may_enter=submission.may_enter,
        about=submission.about,
        emergency=submission.emergency,
        by_words=submission.by_words,
        body_hash=_body_hash(submission),
        created_at=now,
        changed_at=now,
        start_at=now,
        pending={ROUTE: now},
        due_at=now + GRACE_MS,
        steps={"1": _first(submission, topic, now)},
    )


def _kind_of(topic: str, community: Community) -> str:
    known = topics_of(community).get(topic)
    return known.kinds[0] if known and known.kinds else "repair"


def _first(submission: Submission, topic: str, now: int) -> Step:
    by = submission.filed_by or RESIDENT
    return Step(action="submit", by=by, at=now, why=topic, key=submission.key)


def _body_hash(submission: Submission) -> str:
    """Return what tells other words from the same words: all that the sender wrote."""
    said = structs.asdict(submission)
    for name in ("key", "lang", "channel", *_FOUND, *(n for n in _RATHER_NEW if not said[n])):
        del said[name]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


_FOUND = ("emergency", "by_words", "proven", "silent")
"""What is read off the words, or said of a mail, and may be read otherwise the next time."""

_RATHER_NEW = ("joined_to", "danger", "typed", "unread")
"""Without them the hash is what an earlier release made of the same words."""


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
    return _submitted(stored, replayed=True)
