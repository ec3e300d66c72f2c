"""Complaints about people: kept from whom they concern, from the first moment to the last."""

from chalicelib.cases.requests import model as life
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import may_see
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.history import asked
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import Enqueue, attempt, is_done, next_version


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

    def once() -> Verdict:
        task, request = _found(task_id, staff)

        def named(request: Request) -> Request:
            if all(member.id != person for member in estate.members(request.community, now=now)):
                raise InvalidInput(staff="No one of that name works here.")
            return _named(request, person, staff, key=key, now=now)

        said = asked(key, staff.id, "concern", person)
        is_done(task, said)
        done = attempt(request, named, asked=said, enqueue=enqueue)
        return Verdict("applied" if done.applied else "already_applied", task)

    return retry(once)


def _found(task_id: str, staff: Staff) -> tuple[Task, Request]:
    try:
        department = ids.parse_task_id(task_id).department
    except ids.BadId:
        raise NotFound("there is no such task") from None
    task = tasks.get(task_id)
    if task is None or not may_see(staff, task):
        raise NotFound("there is no such task")
    if department != CONDUCT:
        raise InvalidInput(action="Only a complaint about a person can name someone.")
    request = requests.get(task.request)
    if request is None:
        raise NotFound("there is no such task")
    return task, request


def _named(request: Request, person: str, staff: Staff, *, key: str, now: int) -> Request:
    # The step says that somebody was named, not who: residents read the history.
    return next_version(
        request,
        "concern",
        life.advance(request, "concern"),
        by=staff.id,
        key=key,
        effects=["align"],
        now=now,
        concerns=person,
    )
