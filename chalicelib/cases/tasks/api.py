"""The staff API: queues as deltas, one task, actions one by one and in batches."""

import secrets as random

import msgspec
from msgspec import Struct

from chalicelib.cases.duplicates import contributions, counting
from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.receive import next_of_task
from chalicelib.cases.requests import queries
from chalicelib.cases.requests.plan import status
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import department_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS, queues_of
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n.negotiation import negotiate
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, InvalidInput, NotAllowed
from chalicelib.kernel.words import Sentence
from chalicelib.platform.aws import parameters, photo_bucket
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import UNCHANGED, Reply, tagged
from chalicelib.platform.http.shapes import NamedDepartment

from . import model as life
from . import views as rows
from .actions_api import MOST_ACTIONS, Batch, BatchItem, Body, applied, verdict
from .poll import Polled, poll
from .shapes import (
    FoundOne,
    FoundRequests,
    Me,
    OnDuty,
    PhotoForm,
    Queue,
    TaskDetail,
    TaskPage,
    Verdict,
    Verdicts,
    Workplace,
)

routes = StaffRoutes(__name__)

LIFE = life.by_state()
"""What people may do in each state and where it leads: a phone without a signal goes on by it."""

MOST_QUEUES = 20


class Duty(Struct, forbid_unknown_fields=True):
    """Whether somebody is at work."""

    on_duty: bool


class Photographed(Struct, forbid_unknown_fields=True):
    """Whether a photo shows the place before the work or after it."""

    when: str = "after"


@routes.get("/staff/v1/tasks", may=WORKERS, query=("queue", "cursor"), status=UNCHANGED)
def poll_tasks(call: Call, staff: Staff) -> Reply[TaskPage]:
    """What changed in your queues since the cursor."""
    queues = call.queries("queue")
    cursor = call.query("cursor")
    if not queues and not cursor:
        queues = queues_of(staff, departments_of(staff, call.now))
    if len(queues) > MOST_QUEUES:
        raise InvalidInput(
            queue=Sentence("Please ask for at most %(most)s queues at once.", most=MOST_QUEUES)
        )
    polled = poll(staff, queues, cursor, now=call.now, tuning=parameters.tuning(now=call.now))
    body = _polled(polled, staff, call)
    # Not the cursor, which always moves; and whoever has to begin again is told so.
    learnt = [body.tasks, body.more, body.resync, body.poll_after_s]
    return tagged(call, body, learnt, always=polled.resync)


@routes.get("/staff/v1/tasks/{id}", may=WORKERS)
def show_task(call: Call, staff: Staff, id: str) -> TaskDetail:
    """One task with the resident's words, its history and what you may do."""
    found = queries.task(id, staff)
    return rows.detail(
        found, id, staff, lang(call, staff), contributions.added(found), now=call.now
    )


@routes.post(
    "/staff/v1/tasks/{id}/actions",
    may=WORKERS,
    body=Body,
    idempotent=True,
    versioned=True,
    errors=(Erased,),
)
def act_on_task(call: Call, staff: Staff, id: str) -> Verdict:
    """Claim, start, pause, ask, hand over, decline, finish, correct the topic: one action, once."""
    item = BatchItem(
        key=call.key(),
        task=id,
        version=call.version(),
        **msgspec.structs.asdict(call.json(Body)),
    )
    return applied(item, item.version, staff, call, lang(call, staff))


@routes.post("/staff/v1/tasks/{id}/photos", may=WORKERS, body=Photographed, errors=(NotAllowed,))
def add_photo(call: Call, staff: Staff, id: str) -> PhotoForm:
    """A form for one photo of a task: send its fields, then the file, to its address.

    The same Idempotency-Key gives the same form; when its photo has arrived, `there` and no form.
    """
    key = call.header("idempotency-key")
    nonce = photos.nonce(id, key or ids.new_key(random.token_bytes))
    found = next_of_task(id, staff, when=call.json(Photographed).when, nonce=nonce)
    if found is None:
        return PhotoForm(there=True)
    request_id, slot = found
    form = photo_bucket.form(
        photos.incoming(request_id, slot, nonce),
        now=call.now,
        most_bytes=parameters.tuning(now=call.now).photo_bytes,
    )
    return PhotoForm(url=form.url, fields=form.fields)


@routes.post("/staff/v1/actions", may=WORKERS, body=Batch)
def act_in_batch(call: Call, staff: Staff) -> Verdicts:
    """What a phone did while it had no signal: one verdict for each, in order."""
    batch = call.json(Batch)
    if len(batch.actions) > MOST_ACTIONS:
        raise InvalidInput(
            actions=Sentence("Please send at most %(most)s actions at once.", most=MOST_ACTIONS)
        )
    versions: dict[str, int] = {}
    language = lang(call, staff)
    return Verdicts(
        verdicts=[verdict(item, versions, staff, call, language) for item in batch.actions]
    )


@routes.get("/staff/v1/me", may=WORKERS)
def show_me(call: Call, staff: Staff) -> Me:
    """Who you are, where you work, and which queues are yours."""
    language = lang(call, staff)
    departments = departments_of(staff, call.now)
    queues = queues_of(staff, departments)
    codes = dict.fromkeys(m.community for m in staff.memberships)
    return Me(
        id=staff.id,
        name=staff.name,
        language=staff.language,
        on_duty=staff.on_duty,
        communities=[
            Workplace(
                code=code,
                name=said(community_of(code, now=call.now).name, language),
                zone=community_of(code, now=call.now).calendar.zone,
                region=community_of(code, now=call.now).calendar.region,
                languages=community_of(code, now=call.now).languages,
                role=next(m.role for m in staff.memberships if m.community == code),
                queues=[
                    _queue(queue, language, call.now)
                    for queue in queues
                    if queue.startswith(f"{code}.")
                ],
                departments=[
                    NamedDepartment(
                        department=each,
                        name=department_name(community_of(code, now=call.now), each, language),
                    )
                    for each in departments[code]
                ],
            )
            for code in codes
        ],
        life=LIFE,
    )


@routes.post("/staff/v1/me/duty", may=WORKERS, body=Duty)
def set_duty(call: Call, staff: Staff) -> OnDuty:
    """Say that you are at work, or that you are not."""
    duty = call.json(Duty)
    for member in estate.memberships(staff.login, now=call.now):
        estate.set_duty(member, duty.on_duty)
    return OnDuty(on_duty=duty.on_duty)


@routes.get("/staff/v1/find", may=WORKERS, query=("community", "reference"))
def find(call: Call, staff: Staff) -> FoundRequests:
    """The request that somebody names by its reference, on the telephone."""
    try:
        reference = ids.normalise_reference(call.query("reference"))
    except ids.BadId:
        raise InvalidInput(
            reference="Check the reference: it has 7 letters and digits, for example 7KQ-2M9X."
        ) from None
    language = lang(call, staff)
    found = queries.by_reference(call.query("community"), reference, staff)
    return FoundRequests(requests=[_found(each, staff, language, call.now) for each in found])


def lang(call: Call, staff: Staff) -> str:
    """Return the language to answer in: what the app asks for, else the person's own."""
    return negotiate(call.header("accept-language") or staff.language, None)


def _found(found: Aggregate, staff: Staff, language: str, now: int) -> FoundOne:
    request = found.request
    community = community_of(request.community, now=now)
    return FoundOne(
        id=request.id,
        reference=request.reference,
        status=status(request, found.tasks),
        topic=request.topic,
        title=rows.title(request.topic, community, language),
        place=said(request.place_name, language),
        created_at=request.created_at,
        joined_to=request.joined_to,
        joined=counting.joined(found),
        tasks=[rows.row(task, staff, language, now=now) for task in found.tasks],
    )


def _polled(polled: Polled, staff: Staff, call: Call) -> TaskPage:
    language = lang(call, staff)
    return TaskPage(
        tasks=[rows.row(task, staff, language, now=call.now) for task in polled.tasks],
        cursor=polled.cursor,
        more=polled.more,
        resync=polled.resync,
        poll_after_s=polled.poll_after_s,
        now=call.now,
    )


def _queue(queue: str, language: str, now: int) -> Queue:
    code, _, department = queue.partition(".")
    name = department_name(community_of(code, now=now), department, language)
    return Queue(id=queue, department=department, name=name)


def departments_of(staff: Staff, now: int) -> dict[str, list[str]]:
    """Return the departments of each community where this person works."""
    codes = {m.community for m in staff.memberships}
    return {code: list(community_of(code, now=now).departments) for code in codes}
