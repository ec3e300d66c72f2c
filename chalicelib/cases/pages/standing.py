"""How a request stands, as its page says it: who has it, who was told, and by when it is done."""

from chalicelib.cases.requests import passed_on, plan
from chalicelib.cases.requests.model import OPEN, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.requests.timeline import who_does
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.model import Community, hours_of
from chalicelib.estate.topics import Topic
from chalicelib.kernel import targets as clocks
from chalicelib.kernel import worktime
from chalicelib.kernel.times import MINUTE_MS

from .form import resumes_at


def is_urgent(request: Request, topic: Topic | None) -> bool:
    """Say whether it is danger, or somebody in difficulty: also before routing said so."""
    known = topic.priority if topic and not request.priority else request.priority
    return bool(request.emergency) or known == "urgent"


def told_at(found: Aggregate, status: str) -> int | None:
    """Return when the person in charge was told, by the delivery log; None until then.

    It is asked only while nobody has it: whoever has taken it on knows.
    """
    return passed_on.told_at(found.request, found.tasks) if status == "with_team" else None


def is_unanswered(found: Aggregate, community: Community, status: str, now: int) -> bool:
    """Say whether something urgent was not accepted in its time, by anybody."""
    if status != "with_team" or found.request.priority != "urgent":
        return False
    by = [deadlines(task, community).accept_by for task in found.tasks]
    return any(at is not None and at < now for at in by)


def current(found: Aggregate) -> Task | None:
    """Return the task that the page speaks of: one that somebody has, else the first."""
    known = {task.id: task for task in found.tasks}
    ends = [plan.final(task_id, known) for task_id in found.request.plan]
    held = [task for task in ends if task and task.holder]
    return held[0] if held else next((task for task in ends if task), None)


def who(task: Task | None, community: Community, lang: str) -> str:
    """Return who is on it: a role or a first name, as the community chose."""
    return who_does(task, community, lang) if task else ""


def due(found: Aggregate, community: Community, topic: Topic | None) -> int | None:
    """Return by when all of it is done; before anybody has it, what its topic promises."""
    request = found.request
    if request.state != OPEN:
        return None
    if not found.tasks and topic:
        return _promised(request, community, topic)
    ends = [deadlines(task, community).done_by for task in found.tasks]
    return max((at for at in ends if at is not None), default=None)


def _promised(request: Request, community: Community, topic: Topic) -> int:
    priority = "urgent" if request.emergency else topic.priority
    usual = clocks.TARGETS[priority].done
    minutes = usual if priority != topic.priority else topic.done or usual
    hours = [clocks.calendar_of(priority, hours_of(community, name)) for name in topic.departments]
    length = minutes * MINUTE_MS
    return max(worktime.add(calendar, request.start_at, length) for calendar in hours)


def resumes(found: Aggregate, task: Task | None, community: Community, now: int) -> int | None:
    """Return when a hold ends, or when those who have it work again; None: now, or never more."""
    if found.request.state != OPEN:
        return None
    if task is not None and task.state == tasks_life.PAUSED:
        return task.until_at
    if task is not None and task.priority == "urgent":
        return None
    return resumes_at(hours_of(community, task.department) if task else community.calendar, now)
