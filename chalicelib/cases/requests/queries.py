"""Looking: at one request, for its resident and for staff; at one task; by reference."""

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.tasks.checks import department_of
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import CONDUCT, PERSONAL, Staff
from chalicelib.estate.permissions import may_see, role_at
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, NotFound

from . import store as requests
from .model import ERASED
from .store import Aggregate


def status(request_id: str, link_version: int) -> Aggregate:
    """Return a request with all that its resident may see: one query.

    Raises NotFound when there is none or this version of its link was revoked, Erased.
    """
    found = requests.aggregate(request_id)
    if found is None or found.request.link_version != link_version:
        raise NotFound("there is no such request")
    if found.request.state == ERASED:
        raise Erased
    return found


def task(task_id: str, staff: Staff) -> Aggregate:
    """Return the request of a task that this person may see, or raise NotFound."""
    department_of(task_id, staff)
    request_id = ids.parse_task_id(task_id).request
    found = requests.aggregate(request_id, first=requests.FIRST_OF_STAFF)
    if found is None:
        raise NotFound("there is no such task")
    seen = [task for task in found.tasks if task.id == task_id]
    if not seen or not may_see(staff, seen[0]) or _is_taken(seen[0], found, staff):
        raise NotFound("there is no such task")
    return found


def _is_taken(task: Task, found: Aggregate, staff: Staff) -> bool:
    """Say whether a task went to who looks into complaints about people, of whom this is none:
    whoever had it may be the one whom the resident writes about."""
    if task.department in PERSONAL or not is_about_somebody(found.request):
        return False
    theirs = [each for each in found.tasks if each.department in PERSONAL]
    return not any(may_see(staff, each) for each in theirs)


def by_reference(community: str, reference: str, staff: Staff) -> list[Aggregate]:
    """Return the requests of a community that a caller names by reference.

    Any member of its staff may look one up: whoever answers the telephone must be able
    to say how it stands. Complaints about people are for managers.
    """
    role = role_at(staff, community)
    if role == "nobody":
        raise NotFound("there is no such community")
    found = [requests.aggregate(id_) for id_ in requests.id_by_reference(community, reference)]
    return [each for each in found if each and _may_hear(each, staff)]


def _may_hear(found: Aggregate, staff: Staff) -> bool:
    """Say whether this person may learn of a request: of a complaint only who may handle it."""
    complaints = [task for task in found.tasks if task.department == CONDUCT]
    if not complaints:
        return found.request.topic != CONDUCT
    return all(may_see(staff, task) for task in complaints)
