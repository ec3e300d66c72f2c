"""What an outside contractor sees of its one task, and does to it, by its link."""

from ..domain import contractors, ids
from ..domain import tasks as life
from ..domain.actions import Action
from ..domain.errors import NotFound
from ..domain.links import TaskLink
from ..domain.members import Member
from ..domain.tasks import Task
from ..storage import requests
from ..storage.requests import Aggregate
from . import act
from .act import Verdict
from .clocks import community_of
from .effects import Enqueue

ACTIONS = ("claim", "start", "pause", "resume", "done", "decline")
"""What a contractor may do; the rest is the company's own to decide."""


def opened(link: TaskLink, *, now: int) -> tuple[Aggregate, Task, Member]:
    """Return the request, its one task and the contractor whom this link is good for.

    Raises NotFound for a task that is not there, or not this contractor's any more.
    """
    department = ids.parse_task_id(link.task_id).department
    community = community_of(ids.community_of(link.task_id), now=now)
    contractor = contractors.contractor_of(community, department)
    if contractor is None or contractors.link_version(contractor) != link.link_version:
        raise NotFound("there is no such task")
    found = requests.aggregate(ids.parse_task_id(link.task_id).request)
    task = next((each for each in found.tasks if each.id == link.task_id), None) if found else None
    if found is None or task is None:
        raise NotFound("there is no such task")
    return found, task, contractor


def allowed(task: Task, contractor: Member) -> list[str]:
    """Return what the contractor may do to its task now; nothing while another holds it."""
    if task.holder not in ("", contractor.id):
        return []
    return [
        action for action in ACTIONS if (task.state, action) in life.LIFE and _may(task, action)
    ]


def do(action: Action, contractor: Member, *, now: int, enqueue: Enqueue) -> Verdict:
    """Take one action for a contractor; raises what act.act raises."""
    if action.action not in ACTIONS:
        raise NotFound("there is nothing of that name to do here")
    staff = contractors.as_staff(contractor)
    return act.act(action, staff=staff, now=now, enqueue=enqueue)


def _may(task: Task, action: str) -> bool:
    return bool(task.holder) or action in ("claim", "start")
