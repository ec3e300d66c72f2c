"""Actions of staff as they come over HTTP: one, or a batch of what a phone did while away."""

from collections.abc import Callable, Mapping
from typing import TypedDict

from msgspec import Struct

from chalicelib.cases.complaints import access as conduct
from chalicelib.cases.duplicates import by_staff as together
from chalicelib.cases.requests import staff_notes
from chalicelib.cases.requests.recategorise import lower, retopic
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import InvalidInput, ServiceError, Unavailable
from chalicelib.platform.effects import Enqueue
from chalicelib.platform.http import logs
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.problems import problem_body
from chalicelib.platform.services import enqueue

from . import act
from . import views as rows
from .actions import Action
from .model import Task
from .shapes import BatchVerdict, Verdict

MOST_ACTIONS = 25


class Body(Struct, forbid_unknown_fields=True, kw_only=True):
    """The body of one action; which fields an action needs is in cases/tasks/act.py."""

    action: str
    reason: str = ""
    until: int | None = None
    ends: int | None = None
    """Of visit: until when somebody comes, who comes from `until` on."""
    windows: list[list[int]] = []
    """Of offer_times: the times on offer, [from, to]."""
    department: str = ""
    resolution: str = ""
    clean: bool | None = None
    text: str = ""
    staff: str = ""
    topic: str = ""
    """Of retopic: what it is really about."""
    request: str = ""
    """Of merge, split, link, unlink: the reference of the other request."""
    emergency: bool | None = None
    """Of retopic: True makes it one; False, said by a lead, makes it none."""


class BatchItem(Body, forbid_unknown_fields=True, kw_only=True):
    """One action of a batch: on a version, or after another action that names itself."""

    key: str
    task: str
    version: int | None = None
    after: str = ""


class Batch(Struct, forbid_unknown_fields=True):
    """What a phone did while it was away, in order."""

    actions: list[BatchItem]


def applied(
    item: BatchItem, version: int | None, staff: Staff, call: Call, language: str
) -> Verdict:
    """Do one action and return what became of it."""
    if item.action in NOTES:
        task = _noted(item, staff, call)
        return Verdict(verdict="applied", task=rows.row(task, staff, language, now=call.now))
    if item.action in ON_REQUEST:
        given = Given(key=item.key, staff=staff, now=call.now, enqueue=enqueue(call.id))
        said = ON_REQUEST[item.action](item, version, given)
        return _told(said, item, staff, call, language)
    action = Action(
        task=item.task,
        action=item.action,
        key=item.key,
        version=version,
        reason=item.reason,
        until=item.until,
        ends=item.ends,
        windows=item.windows,
        department=item.department,
        resolution=item.resolution,
        clean=item.clean,
        staff=item.staff,
    )
    done = act.act(action, staff=staff, now=call.now, enqueue=enqueue(call.id))
    return _told(done, item, staff, call, language)


NOTES = frozenset({"note", "say"})
"""Words under a request, which move no task."""


def _noted(item: BatchItem, staff: Staff, call: Call) -> Task:
    if item.action == "note":
        return staff_notes.add(item.task, item.text, key=item.key, staff=staff, now=call.now)
    return staff_notes.say(
        item.task, item.text, key=item.key, staff=staff, now=call.now, enqueue=enqueue(call.id)
    )


class Given(TypedDict):
    """Who does it, when, under which key, and how its effects are sent."""

    key: str
    staff: Staff
    now: int
    enqueue: Enqueue


def _about(item: BatchItem, version: int | None, given: Given) -> act.Verdict:
    return conduct.name(item.task, item.staff, **given)


def _retopic(item: BatchItem, version: int | None, given: Given) -> act.Verdict:
    return retopic(item.task, item.topic, emergency=item.emergency, version=version, **given)


def _lower(item: BatchItem, version: int | None, given: Given) -> act.Verdict:
    return lower(item.task, version=version, **given)


def _together(item: BatchItem, version: int | None, given: Given) -> act.Verdict:
    return together.say(item.action, item.task, item.request, version=version, **given)


ON_REQUEST: Mapping[str, Callable[[BatchItem, int | None, Given], act.Verdict]] = {
    "about": _about,
    "retopic": _retopic,
    "lower": _lower,
    **dict.fromkeys(together.ACTIONS, _together),
}
"""Actions that change the request of a task, and say so as the task's."""


def _told(
    verdict: act.Verdict, item: BatchItem, staff: Staff, call: Call, language: str
) -> Verdict:
    logs.changed(item.task, item.action, verdict.verdict, call.id, **_waited(verdict, item, call))
    row = rows.row(verdict.task, staff, language, now=call.now)
    return Verdict(verdict=verdict.verdict, task=row)


def _waited(verdict: act.Verdict, item: BatchItem, call: Call) -> dict[str, int]:
    """Return how long a task waited for whoever takes it now."""
    if item.action != "claim" or verdict.verdict != "applied":
        return {}
    return {"SecondsToClaim": (call.now - verdict.task.start_at) // 1000}


def verdict(
    item: BatchItem, versions: dict[str, int], staff: Staff, call: Call, language: str
) -> BatchVerdict:
    """Do one action of a batch; a refusal stops those that name it, and no others."""
    try:
        if item.version is None and not item.after:
            raise InvalidInput(version="Say the version you held, or the action it came after.")
        version = _after(item, versions, staff) if item.after else item.version
        done = applied(item, version, staff, call, language)
    except Unavailable:
        # No verdict: the phone keeps what it has and sends all of it again.
        raise
    except ServiceError as error:
        return BatchVerdict(key=item.key, verdict="refused", problem=problem_body(error, language))
    versions[item.key] = done.task.version
    return BatchVerdict(key=item.key, verdict=done.verdict, task=done.task)


def _after(item: BatchItem, versions: dict[str, int], staff: Staff) -> int:
    """Return the version that the predecessor made, in this batch or an earlier one."""
    known = versions.get(item.after)
    return act.version_after(item.task, item.after, staff) if known is None else known
