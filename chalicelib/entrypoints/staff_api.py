"""The staff API: queues as deltas, one task, actions one by one and in batches."""

import hashlib
import secrets as random
from typing import Any

import msgspec
from chalice import Response
from msgspec import Struct

from ..domain import ids, photos
from ..domain import tasks as life
from ..domain.departments import DEPARTMENTS
from ..domain.errors import InvalidInput, ServiceError, Unavailable
from ..domain.estate import said
from ..domain.people import Staff
from ..domain.permissions import queues_of
from ..domain.requests import status
from ..i18n import msg
from ..outside import buckets, parameters
from ..storage import estate
from ..usecases import act, look, notes
from ..usecases.act import Action
from ..usecases.clocks import community_of
from ..usecases.photos import next_of_task
from ..usecases.poll import Polled, poll
from . import logs, rows
from .http import Call, answer, problem_body
from .language import negotiate
from .staff import StaffRoutes
from .tools import enqueue

routes = StaffRoutes(__name__)

LIFE = life.by_state()
"""What people may do in each state and where it leads: a phone without a signal goes on by it."""

MOST_QUEUES = 20
MOST_ACTIONS = 25


class Body(Struct, forbid_unknown_fields=True, kw_only=True):
    """The body of one action; which fields an action needs is in usecases/act.py."""

    action: str
    reason: str = ""
    until: int | None = None
    department: str = ""
    resolution: str = ""
    clean: bool | None = None
    text: str = ""
    staff: str = ""


class BatchItem(Body, forbid_unknown_fields=True, kw_only=True):
    """One action of a batch: on a version, or after another action that names itself."""

    key: str
    task: str
    version: int | None = None
    after: str = ""


class Batch(Struct, forbid_unknown_fields=True):
    """What a phone did while it was away, in order."""

    actions: list[BatchItem]


class Duty(Struct, forbid_unknown_fields=True):
    """Whether somebody is at work."""

    on_duty: bool


class Photographed(Struct, forbid_unknown_fields=True):
    """Whether a photo shows the place before the work or after it."""

    when: str = "after"


@routes.get("/staff/v1/tasks")
def poll_tasks(call: Call, staff: Staff) -> Response:
    """What changed in your queues since the cursor."""
    queues = call.queries("queue")
    cursor = call.query("cursor")
    if not queues and not cursor:
        queues = queues_of(staff, _departments(staff, call.now))
    if len(queues) > MOST_QUEUES:
        raise InvalidInput(queue=f"Please ask for at most {MOST_QUEUES} queues at once.")
    polled = poll(staff, queues, cursor, now=call.now, tuning=parameters.tuning(now=call.now))
    body = _polled(polled, staff, call)
    tag = _etag(body)
    if not polled.resync and call.header("if-none-match") == tag:
        return Response("", {"ETag": tag, "Cache-Control": "private, no-cache"}, 304)
    return answer(body, headers={"ETag": tag, "Cache-Control": "private, no-cache"})


@routes.get("/staff/v1/tasks/{id}")
def show_task(call: Call, staff: Staff, id: str) -> Response:
    """One task with the resident's words, its history and what you may do."""
    found = look.task(id, staff)
    return answer(rows.detail(found, id, staff, lang(call, staff), now=call.now))


@routes.post("/staff/v1/tasks/{id}/actions")
def act_on_task(call: Call, staff: Staff, id: str) -> Response:
    """Claim, start, pause, ask, hand over, decline, finish: one action, once."""
    item = BatchItem(
        key=call.header("idempotency-key"),
        task=id,
        version=version_of(call),
        **msgspec.structs.asdict(call.json(Body)),
    )
    return answer(_applied(item, item.version, staff, call))


@routes.post("/staff/v1/tasks/{id}/photos")
def add_photo(call: Call, staff: Staff, id: str) -> Response:
    """A form for one photo of a task: send its fields, then the file, to its address."""
    request_id, slot = next_of_task(id, staff, when=call.json(Photographed).when)
    nonce = ids.base32(random.token_bytes(8), photos.NONCE_LENGTH)
    form = buckets.form(
        photos.incoming(request_id, slot, nonce),
        now=call.now,
        most_bytes=parameters.tuning(now=call.now).photo_bytes,
    )
    return answer({"url": form.url, "fields": form.fields})


@routes.post("/staff/v1/actions")
def act_in_batch(call: Call, staff: Staff) -> Response:
    """What a phone did while it had no signal: one verdict for each, in order."""
    batch = call.json(Batch)
    if len(batch.actions) > MOST_ACTIONS:
        raise InvalidInput(actions=f"Please send at most {MOST_ACTIONS} actions at once.")
    versions: dict[str, int] = {}
    return answer({"verdicts": [_verdict(item, versions, staff, call) for item in batch.actions]})


@routes.get("/staff/v1/me")
def show_me(call: Call, staff: Staff) -> Response:
    """Who you are, where you work, and which queues are yours."""
    language = lang(call, staff)
    departments = _departments(staff, call.now)
    queues = queues_of(staff, departments)
    communities = [
        {
            "code": code,
            "name": said(community_of(code, now=call.now).name, language),
            "zone": community_of(code, now=call.now).calendar.zone,
            "languages": community_of(code, now=call.now).languages,
            "role": next(m.role for m in staff.memberships if m.community == code),
            "queues": [_queue(queue, language) for queue in queues if queue.startswith(f"{code}.")],
            "departments": [
                {"department": department, "name": msg(language, DEPARTMENTS[department])}
                for department in departments[code]
            ],
        }
        for code in dict.fromkeys(m.community for m in staff.memberships)
    ]
    return answer(
        {
            "id": staff.id,
            "name": staff.name,
            "language": staff.language,
            "on_duty": staff.on_duty,
            "communities": communities,
            "life": LIFE,
        }
    )


@routes.post("/staff/v1/me/duty")
def set_duty(call: Call, staff: Staff) -> Response:
    """Say that you are at work, or that you are not."""
    duty = call.json(Duty)
    for member in estate.memberships(staff.login, now=call.now):
        estate.set_duty(member, duty.on_duty)
    return answer({"on_duty": duty.on_duty})


@routes.get("/staff/v1/find")
def find(call: Call, staff: Staff) -> Response:
    """The request that somebody names by its reference, on the telephone."""
    try:
        reference = ids.normalise_reference(call.query("reference"))
    except ids.BadId:
        raise InvalidInput(reference="A reference has 7 letters and digits, as 7KQ-2M9X.") from None
    language = lang(call, staff)
    found = look.by_reference(call.query("community"), reference, staff)
    return answer({"requests": [_found(each, staff, language, call.now) for each in found]})


def lang(call: Call, staff: Staff) -> str:
    """Return the language to answer in: what the app asks for, else the person's own."""
    return negotiate(call.header("accept-language") or staff.language, None)


def _found(found: Any, staff: Staff, language: str, now: int) -> dict[str, Any]:
    request = found.request
    community = community_of(request.community, now=now)
    return {
        "id": request.id,
        "reference": request.reference,
        "status": status(request, found.tasks),
        "topic": request.topic,
        "title": rows.title(request.topic, community, language),
        "place": said(request.place_name, language),
        "created_at": request.created_at,
        "joined_to": request.joined_to,
        "joined": len(found.joins),
        "tasks": [rows.row(task, staff, language, now=now) for task in found.tasks],
    }


def _polled(polled: Polled, staff: Staff, call: Call) -> dict[str, Any]:
    language = lang(call, staff)
    return {
        "tasks": [rows.row(task, staff, language, now=call.now) for task in polled.tasks],
        "cursor": polled.cursor,
        "more": polled.more,
        "resync": polled.resync,
        "poll_after_s": polled.poll_after_s,
        "now": call.now,
    }


def _etag(body: dict[str, Any]) -> str:
    """Return a tag of what the client would learn: not of the cursor, which always moves."""
    told = {name: body[name] for name in ("tasks", "more", "resync", "poll_after_s")}
    return f'"{hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:20]}"'


def version_of(call: Call) -> int:
    """Return the version that the sender holds, from If-Match."""
    text = call.header("if-match").strip().strip('"')
    if not text:
        raise InvalidInput(**{"If-Match": 'Say which version you hold, as in If-Match: "3".'})
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(**{"If-Match": "A version is a whole number in quotes."})
    return int(text)


def _applied(item: BatchItem, version: int | None, staff: Staff, call: Call) -> dict[str, Any]:
    if item.action == "note":
        task = notes.add(item.task, item.text, key=item.key, staff=staff, now=call.now)
        return {
            "verdict": "applied",
            "task": rows.row(task, staff, lang(call, staff), now=call.now),
        }
    action = Action(
        task=item.task,
        action=item.action,
        key=item.key,
        version=version,
        reason=item.reason,
        until=item.until,
        department=item.department,
        resolution=item.resolution,
        clean=item.clean,
        staff=item.staff,
    )
    verdict = act.act(action, staff=staff, now=call.now, enqueue=enqueue(call.id))
    logs.changed(item.task, item.action, verdict.verdict, call.id, **_waited(verdict, item, call))
    row = rows.row(verdict.task, staff, lang(call, staff), now=call.now)
    return {"verdict": verdict.verdict, "task": row}


def _waited(verdict: act.Verdict, item: BatchItem, call: Call) -> dict[str, int]:
    """Return how long a task waited for whoever takes it now."""
    if item.action != "claim" or verdict.verdict != "applied":
        return {}
    return {"SecondsToClaim": (call.now - verdict.task.start_at) // 1000}


def _verdict(item: BatchItem, versions: dict[str, int], staff: Staff, call: Call) -> dict[str, Any]:
    """Do one action of a batch; a refusal stops those that name it, and no others."""
    try:
        if item.version is None and not item.after:
            raise InvalidInput(version="Say the version you held, or the action it came after.")
        version = _after(item, versions, staff) if item.after else item.version
        done = _applied(item, version, staff, call)
    except Unavailable:
        # No verdict: the phone keeps what it has and sends all of it again.
        raise
    except ServiceError as error:
        return {"key": item.key, "verdict": "refused", "problem": problem_body(error)}
    versions[item.key] = done["task"]["version"]
    return {"key": item.key, **done}


def _after(item: BatchItem, versions: dict[str, int], staff: Staff) -> int:
    """Return the version that the predecessor made, in this batch or an earlier one."""
    known = versions.get(item.after)
    return act.version_after(item.task, item.after, staff) if known is None else known


def _queue(queue: str, language: str) -> dict[str, str]:
    department = queue.split(".", 1)[1]
    return {"id": queue, "department": department, "name": msg(language, DEPARTMENTS[department])}


def _departments(staff: Staff, now: int) -> dict[str, list[str]]:
    codes = {m.community for m in staff.memberships}
    return {code: list(community_of(code, now=now).departments) for code in codes}
