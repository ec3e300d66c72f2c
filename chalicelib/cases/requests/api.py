"""The residents' API for programs: submit a request, and read how it stands."""

from typing import Any, TypeVar

from msgspec import structs

from chalicelib.cases.duplicates.suggestions import Known, known_at
from chalicelib.cases.duplicates.view import joined
from chalicelib.cases.photos.model import clean_key, thumb_key
from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import CHECK, Community, department_name, said
from chalicelib.estate.permissions import EVERYBODY, RESIDENT
from chalicelib.i18n import msg
from chalicelib.i18n.negotiation import negotiate
from chalicelib.i18n.words import HISTORY, SOMEBODY
from chalicelib.kernel import errors, limits, links
from chalicelib.kernel.ids import reference, shown
from chalicelib.platform.aws import parameters, photo_bucket, secrets
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED_ONCE, Reply
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import enqueue, id_secret, status_link

from . import queries
from .checks import NewRequest, Submission, is_danger, salvaged
from .model import Request
from .plan import status
from .store import Aggregate
from .submit import place_of, place_once, submit
from .timeline import Event, timeline

routes = Routes(__name__)

T = TypeVar("T", bound=NewRequest)


class Submitted(Shape, frozen=True):
    """What whoever submitted keeps: the token reads how it stands, the address shows it."""

    id: str
    reference: str
    status_token: str
    status_url: str
    replayed: bool
    unread: list[str]


class JoinedTo(Shape, frozen=True):
    """What a request says of the one that it is the same as."""

    id: str
    told: int
    status: str
    words: str
    since_at: int
    until_at: int | None


class EventPhoto(Shape, frozen=True):
    """A photo that was cleaned; its addresses are good for a while."""

    url: str
    thumb: str


class TimelineEvent(Shape, frozen=True):
    """One thing that happened: in words, by whom, and what they said or showed."""

    at: int
    what: str
    text: str
    who: str
    words: str
    until_at: int | None
    """Until when it is put off, or when somebody comes."""
    photos: list[EventPhoto]


class Status(Shape, frozen=True):
    """How a request stands."""

    id: str
    reference: str
    status: str
    topic: str
    title: str
    place: str
    words: str
    created_at: int
    changed_at: int
    done_by: int | None
    departments: list[str]
    outcome: str
    reopened: int
    """How often the resident said that it is not right."""
    timeline: list[TimelineEvent]
    follows: str
    joined: JoinedTo | None


class KnownOne(Shape, frozen=True):
    """An outage, or what others reported."""

    id: str
    topics: list[str]
    titles: list[str]
    place: str
    since_at: int
    until_at: int | None
    ended_at: int | None
    words: str
    others: int
    outage: str
    joinable: bool


class KnownHere(Shape, frozen=True):
    """What is known at a place."""

    known: list[KnownOne]


@routes.post(
    "/api/v1/requests",
    may=EVERYBODY,
    body=NewRequest,
    idempotent=True,
    status=CREATED_ONCE,
    errors=(errors.Retired, errors.Erased),
)
def submit_request(call: Call) -> Reply[Submitted]:
    """Submit a request; the same Idempotency-Key and body give the same answer."""
    body, unread = told_in(call, NewRequest)
    told = structs.asdict(body) | {"lang": negotiate(call.header("accept-language"), body.lang)}
    key = call.key()
    submission = Submission(key=key, channel="api", unread=unread, **told)
    made = submit(
        submission,
        prefix=prefix_of(call),
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
        tuning=parameters.tuning(now=call.now),
    )
    token = status_link(made.request_id, made.link_version)
    said_back = Submitted(
        id=made.request_id,
        reference=shown(made.reference),
        status_token=token,
        status_url=f"{call.base}/r/{token}",
        replayed=made.replayed,
        unread=list(made.unread),
    )
    counts = not made.replayed and not made.request_id.startswith(f"{CHECK}-")
    call.note(item=made.request_id, action="submit", Submitted=int(counts))
    return Reply(said_back, 200 if made.replayed else 201)


def told_in(call: Call, kind: type[T], **usual: Any) -> tuple[T, tuple[str, ...]]:
    """Return what is told; of a danger what can be read of it, and which fields cannot.

    `usual` has what a field that must be there is of a danger that does not have it.
    """
    try:
        return call.json(kind), ()
    except errors.InvalidInput as wrong:
        raw = call.json(dict)
        if not isinstance(raw.get("place"), str):
            raise
        found, unread = salvaged(raw, kind, **usual)
        if not is_danger(found, place_once(found.place, now=call.now)[1]):
            raise wrong from None
        return found, unread


@routes.get("/api/v1/requests/{id}", may=RESIDENT, errors=(errors.NotAuthenticated, errors.Erased))
def show_request(call: Call, id: str) -> Status:
    """How a request stands, for whoever holds its status token."""
    link = _link(call)
    if link.request_id != id:
        raise errors.NotFound("there is no such request")
    found = queries.status(link.request_id, link.link_version)
    return _status(found, negotiate(call.header("accept-language"), None), call.now)


@routes.get("/api/v1/known", may=EVERYBODY, query=("place",), errors=(errors.Retired,))
def show_known(call: Call) -> KnownHere:
    """What is known at a place before anybody sends: its id is what `joined_to` takes."""
    lang = negotiate(call.header("accept-language"), None)
    place, community = place_of(call.query("place"), now=call.now)
    found = known_at(place, community, now=call.now)
    return KnownHere(known=[_known(one, community, lang) for one in found])


def prefix_of(call: Call) -> str:
    """Return the short, daily changing name of the caller's address prefix."""
    return limits.address_prefix(call.address, secret=id_secret(), now=call.now)


def _link(call: Call) -> links.Link:
    scheme, _, token = call.header("authorization").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.NotAuthenticated("no_token")
    try:
        return links.verify(token.strip(), secrets=secrets.read("link").by_version)
    except links.InvalidLink:
        raise errors.NotAuthenticated("bad_token") from None


def _status(found: Aggregate, lang: str, now: int) -> Status:
    request = found.request
    community = community_of(request.community, now=now)
    ends = [deadlines(task, community).done_by for task in found.tasks]
    return Status(
        id=request.id,
        reference=shown(request.reference),
        status=status(request, found.tasks),
        topic=request.topic,
        title=rows.title(request.topic, community, lang),
        place=said(request.place_name, lang),
        words=request.words,
        created_at=request.created_at,
        changed_at=max([request.changed_at, *(task.changed_at for task in found.tasks)]),
        done_by=max((at for at in ends if at is not None), default=None),
        departments=[department_name(community, task.department, lang) for task in found.tasks],
        outcome=request.outcome,
        reopened=request.reopened,
        timeline=[
            _event(event, lang, now)
            for event in timeline(found, community, lang)
            if event.what in HISTORY
        ],
        follows=shown(reference(request.follows)) if request.follows else "",
        joined=_joined(request, lang),
    )


def _event(event: Event, lang: str, now: int) -> TimelineEvent:
    nobody = msg(lang, SOMEBODY)
    text = msg(lang, HISTORY[event.what], who=event.who or nobody, to=event.to or nobody)
    return TimelineEvent(
        at=event.at,
        what=event.what,
        text=text,
        who=event.who,
        words=event.words,
        until_at=event.until_at,
        photos=[
            EventPhoto(
                url=photo_bucket.address(clean_key(photo), now=now),
                thumb=photo_bucket.address(thumb_key(photo), now=now),
            )
            for photo in event.photos
        ],
    )


def _known(one: Known, community: Community, lang: str) -> KnownOne:
    return KnownOne(
        id=one.id,
        topics=one.topics,
        titles=[rows.title(topic, community, lang) for topic in one.topics],
        place=said(one.place_name, lang),
        since_at=one.since_at,
        until_at=one.until_at,
        ended_at=one.ended_at,
        words=said(one.words, lang),
        others=one.others,
        outage=one.state,
        joinable=one.joinable,
    )


def _joined(request: Request, lang: str) -> JoinedTo | None:
    found = joined(request)
    if found is None:
        return None
    return JoinedTo(
        id=request.joined_to,
        told=found.told,
        status=found.status,
        words=said(found.words, lang),
        since_at=found.since_at,
        until_at=found.until_at,
    )
