"""
Routing: which departments get a task, and giving it to them.

Writing the plan is one conditional update of the request. Putting the tasks is its
effect: each under an id that the plan already names, so that a kill after the first of
two puts leaves a plan that the second try completes.
"""

from msgspec import structs

from ..domain import clocks, contacts, ids, routing
from ..domain.estate import Community
from ..domain.requests import Request
from ..domain.steps import STEWARD, Step, effect, step_of
from ..domain.tasks import OPEN, Task
from ..domain.text import shortened
from ..domain.topics import Topic
from ..storage import contacts as stored_contacts
from ..storage import requests, tasks
from .clocks import community_of, topics_of
from .effects import Enqueue, Tools, announce, lay_down, timed

SUMMARY = 80


def route(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Write the plan of this round if nobody did, put its tasks, and lay the effect down."""
    if request.state != OPEN:
        lay_down(request, name, now=now)
        return
    community = community_of(request.community, now=now)
    if request.planned != step_of(name):
        request = _planned(request, step_of(name), community, now=now)
    for task in planned_tasks(request, community, now=now):
        if tasks.insert(task):
            announce(task, list(task.pending), tools.enqueue)
    request = _contact_moved(request, now=now, tools=tools)
    lay_down(request, name, now=now)


def planned_tasks(request: Request, community: Community, *, now: int) -> list[Task]:
    """Return the tasks that the request's plan names, as they are first put."""
    topic = topics_of(community).get(request.topic) or topics_of(community)["other"]
    return [_task(task_id, request, topic, now=now) for task_id in request.plan]


def targets(topic: Topic, priority: str) -> tuple[int, int]:
    """Return the two targets of a task in minutes: the topic's own, else its priority's."""
    usual = clocks.TARGETS[priority]
    if priority != topic.priority:
        return usual.accept, usual.done
    return topic.accept or usual.accept, topic.done or usual.done


def first_effects(topic: Topic, priority: str, *, now: int) -> dict[str, int]:
    """Return the effects of putting a task: an alert when urgent, a choice of who gets it."""
    whats = ["alert"] * (priority == "urgent") + ["assign"] * (topic.mode == "assign")
    return {effect(1, what): now for what in whats}


def _planned(request: Request, step: str, community: Community, *, now: int) -> Request:
    found = routing.route(
        topic=request.topic,
        kind=request.kind,
        words=request.words,
        place_kind=request.place_kind,
        topics=topics_of(community),
        open_departments=community.departments,
        redirects=community.redirects,
    )
    version = request.version + 1
    plan = [ids.task_id(request.id, step, department) for department in found.departments]
    routed = structs.replace(
        request,
        topic=found.topic,
        priority=found.priority,
        emergency=found.emergency or "",
        plan=plan,
        planned=step,
        version=version,
        changed_at=now,
        steps={
            **request.steps,
            str(version): Step(
                action="route", by=STEWARD, at=now, before=OPEN, after=OPEN, why=found.topic
            ),
        },
    )
    return requests.save(request, timed(routed, now=now))


def _task(task_id: str, request: Request, topic: Topic, *, now: int) -> Task:
    parts = ids.parse_task_id(task_id)
    priority = request.priority
    accept, done = targets(topic, priority)
    task = Task(
        id=task_id,
        request=request.id,
        community=request.community,
        department=parts.department,
        cause=parts.cause,
        round=request.round,
        topic=request.topic,
        kind=request.kind,
        mode=topic.mode,
        priority=priority,
        reference=request.reference,
        summary=shortened(request.comment or request.words, SUMMARY),
        place=request.place,
        place_name=request.place_name,
        building=request.building,
        about=request.about,
        created_at=now,
        changed_at=now,
        start_at=request.start_at,
        accept=accept,
        done=done,
        lift=request.lift,
        pending=first_effects(topic, priority, now=now),
        steps={"1": Step(action="put", by=STEWARD, at=now, after=OPEN, why=parts.cause)},
    )
    return timed(task, now=now)


def _contact_moved(request: Request, *, now: int, tools: Tools) -> Request:
    """Put an address given with the first words into an item of its own, that can be erased."""
    if not request.contact:
        return request
    parsed = contacts.parse(request.contact)
    if parsed is not None:
        add_contact(request, *parsed, secret=tools.secret(), now=now, enqueue=tools.enqueue)
    return requests.save(request, structs.replace(request, contact=""))


def add_contact(
    request: Request, channel: str, address: str, *, secret: bytes, now: int, enqueue: Enqueue
) -> contacts.Contact:
    """Put an unverified address under a request and ask it for confirmation, once."""
    contact = contacts.Contact(
        request=request.id,
        community=request.community,
        hash=contacts.hashed(request.community, address, secret=secret),
        channel=channel,
        address=address,
        lang=request.lang,
        created_at=now,
        changed_at=now,
        pending={effect(1, "confirm"): now},
    )
    contact = timed(contact, now=now)
    if stored_contacts.insert(contact):
        announce(contact, list(contact.pending), enqueue)
    return contact
