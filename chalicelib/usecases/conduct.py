"""Complaints about people: kept from whom they concern, from the first moment to the last."""

from msgspec import structs

from ..domain import ids
from ..domain import requests as life
from ..domain.errors import InvalidInput, NotFound, Unavailable
from ..domain.people import CONDUCT, Staff
from ..domain.permissions import may_see
from ..domain.requests import Request
from ..domain.steps import Step, done_with, effect
from ..domain.tasks import Task
from ..storage import estate, requests, tasks
from ..storage.items import ConditionFailed
from .act import Verdict
from .effects import Enqueue, announce, timed

TRIES = 4


def name(
    task_id: str,
    person: str,
    *,
    key: str,
    staff: Staff,
    now: int,
    enqueue: Enqueue,
) -> Verdict:
    """Say which member of staff a complaint is about; it leaves whoever must not have it.

    Raises InvalidInput naming the field, NotFound for what this person may not see.
    """
    if not ids.is_key(key):
        raise InvalidInput(key=ids.KEY_RULE)
    for _ in range(TRIES):
        task, request = _found(task_id, staff)
        if done_with(request.steps, key):
            return Verdict("already_applied", task)
        if all(member.id != person for member in estate.members(request.community, now=now)):
            raise InvalidInput(staff="Nobody with this id works in this community.")
        after = _named(request, person, staff, key=key, now=now)
        try:
            requests.save(request, after)
        except ConditionFailed:
            continue
        announce(after, [n for n in after.pending if n not in request.pending], enqueue)
        return Verdict("applied", task)
    raise Unavailable("others keep writing this request; please try again")


def _found(task_id: str, staff: Staff) -> tuple[Task, Request]:
    try:
        department = ids.parse_task_id(task_id).department
    except ids.BadId:
        raise NotFound("there is no such task") from None
    task = tasks.get(task_id)
    if task is None or not may_see(staff, task):
        raise NotFound("there is no such task")
    if department != CONDUCT:
        raise InvalidInput(action="Only a complaint about a person is about somebody.")
    request = requests.get(task.request)
    if request is None:
        raise NotFound("there is no such task")
    return task, request


def _named(request: Request, person: str, staff: Staff, *, key: str, now: int) -> Request:
    version = request.version + 1
    state = life.advance(request, "concern")
    align = effect(version, "align")
    # The step says that somebody was named, not who: residents read the history.
    step = Step(action="concern", by=staff.id, at=now, before=request.state, after=state, key=key)
    after = structs.replace(
        request,
        concerns=person,
        version=version,
        changed_at=now,
        pending={**request.pending, align: now},
        steps={**request.steps, str(version): step},
    )
    return timed(after, now=now)
