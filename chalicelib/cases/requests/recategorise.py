"""
Correcting a topic: what it is really about, or that it is no danger, said by whoever looked.

One write of the request: its plan goes, and routing makes a new one that keeps the tasks
of the departments still needed. The clock keeps its start, and the resident is told.
"""

from chalicelib.cases.danger.duties import UNKNOWN, kind_of, kind_of_topic
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.act import Verdict
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import LEADS, may, may_see, role_in
from chalicelib.estate.topics import Topic
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import asked
from chalicelib.platform.transition import Enqueue, next_version

from . import model as life
from .model import Request
from .of_task import on_request
from .routing import TRIAGE

DESK = "customer_service"
"""Who may correct any topic beside those whose task it is: they hear of everything."""


def retopic(
    task_id: str,
    topic: str,
    *,
    emergency: bool | None,
    version: int | None,
    key: str,
    staff: Staff,
    now: int,
    enqueue: Enqueue,
) -> Verdict:
    """Say what the request of this task is really about, once; return the task as it stands.

    An emergency stays one unless a lead says otherwise (`emergency` False); anybody may
    say that it is one. Raises InvalidInput naming the field, NotFound, Forbidden,
    NotAllowed, Stale.
    """
    department = _department(task_id)

    def may_it(task: Task) -> None:
        role = _role(task, department, staff)
        if emergency is False and role not in LEADS:
            raise Forbidden("only a lead may say that it is no emergency")

    def moved(found: Request) -> Request:
        return _moved(found, topic, emergency, staff, key=key, now=now)

    meant = asked(key, staff.id, "retopic", topic, emergency)
    return on_request(
        task_id, may_it, moved, "retopic", version=version, meant=meant, enqueue=enqueue
    )


def lower(
    task_id: str, *, version: int | None, key: str, staff: Staff, now: int, enqueue: Enqueue
) -> Verdict:
    """Say that words sounded like a danger and were none, once; return the task as it stands.

    It is about what was chosen again. Whoever has the task may, and who leads them; what
    somebody said by topic, answer or switch stays. Raises NotFound, Forbidden, NotAllowed,
    Stale.
    """
    _department(task_id)

    def may_it(task: Task) -> None:
        if not may_see(staff, task):
            raise NotFound("there is no such task")
        if not may(staff, *tasks_life.queue_of(task), "lower", task.holder):
            raise Forbidden("this is for whoever has the task, and for who leads them")

    def lowered(found: Request) -> Request:
        return _lowered(found, staff, key=key, now=now)

    meant = asked(key, staff.id, "lower")
    return on_request(
        task_id, may_it, lowered, "retopic", version=version, meant=meant, enqueue=enqueue
    )


def _department(task_id: str) -> str:
    try:
        return ids.parse_task_id(task_id).department
    except ids.BadId:
        raise NotFound("there is no such task") from None


def _role(task: Task, department: str, staff: Staff) -> str:
    """Return as what this person corrects it, or raise NotFound: their task, or the desk's."""
    if may_see(staff, task):
        return role_in(staff, *tasks_life.queue_of(task))
    role = "nobody" if department == CONDUCT else role_in(staff, task.community, DESK)
    if role == "nobody":
        raise NotFound("there is no such task")
    return role


def _moved(
    request: Request, topic: str, emergency: bool | None, staff: Staff, *, key: str, now: int
) -> Request:
    if emergency is False and topic == request.topic:
        # A false alarm is about what it was about before the alarm.
        topic = life.said_topic(request)
    known = topics_of(community_of(request.community, now=now)).get(topic)
    if known is None:
        raise InvalidInput(topic="There is no such topic.")
    danger = _danger(request, topic, emergency)
    if topic == request.topic and danger == request.emergency:
        raise InvalidInput(topic="This is its topic already.")
    by_words = request.by_words and bool(danger) and not (emergency or kind_of_topic(topic))
    return _about(request, "retopic", known, danger, staff, key=key, now=now, by_words=by_words)


def _lowered(request: Request, staff: Staff, *, key: str, now: int) -> Request:
    if not request.by_words:
        raise NotAllowed(
            "Someone reported this as an emergency. Only a supervisor can change that.",
            state=request.state,
            version=request.version,
        )
    known = topics_of(community_of(request.community, now=now))
    topic = known.get(life.said_topic(request)) or known[TRIAGE]
    return _about(request, "lower", topic, "", staff, key=key, now=now, by_words=False)


def _about(
    request: Request,
    action: str,
    topic: Topic,
    danger: str,
    staff: Staff,
    *,
    key: str,
    now: int,
    by_words: bool,
) -> Request:
    return next_version(
        request,
        action,
        life.advance(request, action),
        by=staff.id,
        why=topic.code,
        key=key,
        effects=["route", "tell"],
        now=now,
        topic=topic.code,
        chosen="",
        guesses=[],
        kind=request.kind if request.kind in topic.kinds else topic.kinds[0],
        emergency=danger,
        by_words=by_words,
        # As in a reopened round: without a plan no late message settles what is moved.
        plan=[],
    )


def _danger(request: Request, topic: str, emergency: bool | None) -> str:
    """Return the kind of danger that it is from now on, "" for none."""
    if emergency is False:
        return ""
    if not (request.emergency or emergency or request.priority == "urgent"):
        return ""
    known = kind_of(request.emergency) or kind_of_topic(request.topic)
    return kind_of_topic(topic) or known or UNKNOWN
