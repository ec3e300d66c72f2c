"""What programs call with their key: submit a request, read one, list what was reported."""

from hashlib import sha256

from msgspec import structs

from chalicelib.cases.requests.api import Submitted, told_in
from chalicelib.cases.requests.checks import NewRequest, Submission, is_danger
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.plan import status
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.requests.submit import place_once, submit
from chalicelib.estate.permissions import PROGRAM
from chalicelib.i18n.negotiation import negotiate
from chalicelib.kernel import errors, ids
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED_ONCE, Reply
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import enqueue, id_secret, status_link

from . import reading
from .called_by import Program, ProgramRoutes
from .model import PER_MINUTE, READ_ALL, READ_OWN, SUBMIT, WORDS, Key, filer

routes = ProgramRoutes(__name__)


class WhoAmI(Shape, frozen=True):
    """What a key may do, and how often in a minute."""

    id: str
    name: str
    rights: list[str]
    communities: list[str]
    per_minute: int


class Told(Shape, frozen=True):
    """What a resident said, for a key that may read words."""

    words: str
    spot: str
    name: str
    contacts: list[str]


class RequestShown(Shape, frozen=True):
    """A request as programs see it; a higher `version` is a later state of it."""

    id: str
    reference: str
    community: str
    place: str
    building: str
    topic: str
    state: str
    """open, resolved or closed."""
    outcome: str
    channel: str
    danger: bool
    version: int
    created_at: int
    changed_at: int
    resolved_at: int | None
    closed_at: int | None
    own: bool
    """This key submitted it."""
    told: Told | None = None


class TaskShown(Shape, frozen=True):
    """One task of a request: whose it is, and how it stands."""

    id: str
    department: str
    state: str
    version: int
    changed_at: int


class OneRequest(Shape, frozen=True):
    """A request with its tasks; `status` is what the resident reads."""

    request: RequestShown
    status: str
    tasks: list[TaskShown]


class RequestList(Shape, frozen=True):
    """A page of requests; `after` begins the next one, "" where there is none."""

    requests: list[RequestShown]
    after: str


@routes.get("/api/v1/programs/me", may=PROGRAM)
def show_program(call: Call, program: Program) -> WhoAmI:
    """What this key may do: the call to begin with."""
    program.refuse_too_many()
    key = program.key
    return WhoAmI(
        id=key.id,
        name=key.name,
        rights=key.rights,
        communities=key.communities,
        per_minute=PER_MINUTE,
    )


@routes.post(
    "/api/v1/programs/requests",
    may=PROGRAM,
    body=NewRequest,
    idempotent=True,
    status=CREATED_ONCE,
    errors=(errors.Retired, errors.Erased),
)
def submit_as_program(call: Call, program: Program) -> Reply[Submitted]:
    """Submit a request for a resident; a danger is taken however full the minute is."""
    program.must(SUBMIT)
    told, unread = told_in(call, NewRequest)
    place, community = place_once(told.place, now=call.now)
    if place.community not in program.key.communities:
        raise errors.NotFound("there is no such label")
    if not is_danger(told, community):
        program.refuse_too_many()
    lang = negotiate(call.header("accept-language"), told.lang)
    submission = Submission(
        **structs.asdict(told) | {"lang": lang},
        key=_own(program.key, call.key()),
        channel="api",
        filed_by=filer(program.key),
        unread=unread,
    )
    made = submit(
        submission,
        prefix="",
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
        tuning=parameters.tuning(now=call.now),
    )
    token = status_link(made.request_id, made.link_version)
    call.note(item=made.request_id, action="submit", Submitted=int(not made.replayed))
    said_back = Submitted(
        id=made.request_id,
        reference=ids.shown(made.reference),
        status_token=token,
        status_url=f"{call.base}/r/{token}",
        replayed=made.replayed,
        unread=list(made.unread),
    )
    return Reply(said_back, 200 if made.replayed else 201)


@routes.get("/api/v1/programs/requests/{id}", may=PROGRAM, errors=(errors.Erased,))
def show_to_program(call: Call, program: Program, id: str) -> OneRequest:
    """How a request stands, with its tasks."""
    program.must(READ_OWN, READ_ALL)
    program.refuse_too_many()
    found = reading.one(program.key, id)
    return OneRequest(
        request=_request(found.request, program.key, told=_told(found, program.key, call.now)),
        status=status(found.request, found.tasks),
        tasks=[
            TaskShown(
                id=task.id,
                department=task.department,
                state=task.state,
                version=task.version,
                changed_at=task.changed_at,
            )
            for task in found.tasks
        ],
    )


@routes.get("/api/v1/programs/requests", may=PROGRAM, query=("community", "since", "after"))
def list_for_program(call: Call, program: Program) -> RequestList:
    """What was reported in a community since an instant, up to 100 at a time."""
    program.must(READ_OWN, READ_ALL)
    program.refuse_too_many()
    community = call.query("community") or program.key.community
    if community not in program.key.communities:
        raise errors.NotFound("there is no such community")
    since = call.query("since") or "0"
    if not (since.isascii() and since.isdigit() and len(since) <= 13):
        raise errors.InvalidInput(since="An instant is epoch milliseconds, UTC.")
    found, after = reading.reported(
        program.key, community, since=int(since), after=call.query("after"), now=call.now
    )
    return RequestList(requests=[_request(each, program.key) for each in found], after=after)


def _own(key: Key, given: str) -> str:
    """Return the Idempotency-Key of one program: another's same one is another request."""
    if not ids.is_key(given):
        return given
    return sha256(ids.framed("program", key.id, given)).hexdigest()


def _request(request: Request, key: Key, told: Told | None = None) -> RequestShown:
    return RequestShown(
        id=request.id,
        reference=ids.shown(request.reference),
        community=request.community,
        place=request.place,
        building=request.building,
        topic=request.topic,
        state=request.state,
        outcome=request.outcome,
        channel=request.channel,
        danger=bool(request.emergency),
        version=request.version,
        created_at=request.created_at,
        changed_at=request.changed_at,
        resolved_at=request.resolved_at,
        closed_at=request.closed_at,
        own=request.filed_by == filer(key),
        told=told,
    )


def _told(found: Aggregate, key: Key, now: int) -> Told | None:
    """Return what the resident said and how to reach them, to who may read it."""
    if WORDS not in key.rights:
        return None
    return Told(
        words=found.request.words,
        spot=found.request.spot,
        name=found.request.name,
        contacts=reading.addresses_of(filer(key), key.name, found, now=now),
    )
