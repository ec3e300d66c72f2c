"""What an outside contractor sees of its one task, and does to it, by its link."""

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.receive import is_waiting
from chalicelib.cases.requests import staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import act
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from chalicelib.cases.tasks.actions import Action
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.members import Member
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may, may_see
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import MOST_STEPS, Step, asked
from chalicelib.kernel.links import TaskLink
from chalicelib.kernel.words import Sentence
from chalicelib.platform.transition import Enqueue, apply, with_event

from . import model as contractors

ACTIONS = (
    "claim", "start", "pause", "visit", "offer_times", "call_off", "coming", "resume", "done",
    "decline",
)  # fmt: skip
"""What a contractor may do; the rest is the company's own to decide."""
LINKS = ("send_link", "withdraw_link")
"""What a lead may do about the link to a task."""


def opened(link: TaskLink, *, now: int) -> tuple[Aggregate, Task, Member]:
    """Return the request, its one task and the contractor whom this link is good for.

    Raises NotFound for a task that is not there, or not this contractor's any more.
    """
    department = ids.parse_task_id(link.task_id).department
    community = community_of(ids.community_of(link.task_id), now=now)
    contractor = contractors.contractor_of(community, department)
    found = requests.aggregate(ids.parse_task_id(link.task_id).request) if contractor else None
    task = next((each for each in found.tasks if each.id == link.task_id), None) if found else None
    if contractor is None or found is None or task is None or task.link_off:
        raise NotFound("there is no such task")
    if contractors.link_version(contractor, task.links) != link.link_version:
        raise NotFound("there is no such task")
    return found, task, contractor


def allowed(task: Task, contractor: Member) -> list[str]:
    """Return what the contractor may do to its task now; nothing while another holds it."""
    if task.holder not in ("", contractor.id):
        return []
    agreed = life.awaits_visit(task)
    never = () if agreed else ("call_off",) if task.visit_at else ("call_off", "coming")
    return [
        action
        for action in ACTIONS
        if (task.state, action) in life.LIFE and _may(task, action) and action not in never
    ]


def do(action: Action, contractor: Member, *, now: int, enqueue: Enqueue) -> Verdict:
    """Take one action for a contractor; raises what act.act raises."""
    if action.action not in ACTIONS:
        raise NotFound("there is nothing of that name to do here")
    staff = contractors.as_staff(contractor)
    return act.act(action, staff=staff, now=now, enqueue=enqueue)


def say(
    task_id: str, text: str, contractor: Member, *, key: str, now: int, enqueue: Enqueue
) -> None:
    """Write to the resident; raises what staff_notes.say raises."""
    staff = contractors.as_staff(contractor)
    staff_notes.say(task_id, text, key=key, staff=staff, now=now, enqueue=enqueue)


def next_photo(found: Aggregate, task: Task, contractor: Member, *, waiting: str) -> str | None:
    """Return the slot of the contractor's next photo of the place after the work, if any.

    `waiting` is the nonce of an upload that may not have been looked at yet.
    """
    if "done" not in allowed(task, contractor):
        return None
    slots = photos.of_task(task.id, photos.AFTER)
    return photos.free(slots, found.photos, besides=int(is_waiting(found, waiting)))


def relink(
    task_id: str, action: str, *, key: str, staff: Staff, now: int, enqueue: Enqueue
) -> Task:
    """Withdraw every link to a task that its contractor has, or send it a new one; once a key.

    Raises InvalidInput naming the field, NotFound, Forbidden, NotAllowed for a task that is
    over or is no contractor's.
    """
    wrong: dict[str, str] = {}
    if action not in LINKS:
        wrong["action"] = Sentence("Choose one of %(known)s.", known=", ".join(LINKS))
    if not ids.is_key(key):
        wrong["key"] = ids.KEY_RULE
    if wrong:
        raise InvalidInput(**wrong)

    def read() -> Task:
        task = tasks.get(task_id)
        if task is None or not may_see(staff, task):
            raise NotFound("there is no such task")
        return task

    def changed(task: Task) -> Task:
        _may_relink(task, staff, now=now)
        return _relinked(task, action, key, staff, now=now)

    return apply(read, changed, asked=asked(key, staff.id, action), enqueue=enqueue).item


def _may_relink(task: Task, staff: Staff, *, now: int) -> None:
    if not may(staff, *life.queue_of(task), "assign", task.holder):
        raise Forbidden("a contractor's link is for leads and managers")
    community = community_of(task.community, now=now)
    outside = contractors.contractor_of(community, task.department)
    if life.is_finished(task) or outside is None or len(task.steps) >= MOST_STEPS:
        raise NotAllowed(
            "No contractor has this job now.",
            state=task.state,
            allowed=life.allowed(task.state),
            version=task.version,
        )


def _relinked(task: Task, action: str, key: str, staff: Staff, *, now: int) -> Task:
    """Return the task with its link withdrawn or a new one on its way: a rung, no new version."""
    sends = action == "send_link"
    return with_event(
        task,
        Step(action=action, by=staff.id, at=now, key=key),
        effects=["offer"] if sends else [],
        now=now,
        links=task.links if sends else task.links + 1,
        link_off=not sends,
    )


def _may(task: Task, action: str) -> bool:
    return bool(task.holder) or action in ("claim", "start")
