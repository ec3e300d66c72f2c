"""Making tasks: the one place where a request becomes a task of a department."""

from typing import Any

from msgspec import structs

from chalicelib.cases.complaints.barred import guard
from chalicelib.cases.requests.model import Request
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.topics import Topic
from chalicelib.kernel import ids
from chalicelib.kernel.history import STEWARD, Step, effect
from chalicelib.kernel.text import shortened
from chalicelib.kernel.tuning import Tuning
from chalicelib.platform.effects import Tools, publish_effects
from chalicelib.platform.transition import begun

from . import store as tasks
from .model import OPEN, Task

SUMMARY = 80


def insert(task: Task, tools: Tools) -> None:
    """Put a task unless it is there already, and begin what follows from it."""
    if tasks.insert(task):
        publish_effects(task, list(task.pending), tools.enqueue)


def build(
    task_id: str,
    request: Request,
    community: Community,
    *,
    now: int,
    tuning: Tuning,
    why: str = "",
    **own: Any,
) -> Task:
    """Return a new task of a request as it is first put; `own` are fields that differ.

    Its clock starts where the request's did: whatever happened since, the resident has
    waited since then.
    """
    parts = ids.parse_task_id(task_id)
    topic = topic_of(request, community)
    accept, done = targets(topic, request.priority, tuning)
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
        priority=request.priority,
        reference=request.reference,
        summary=shortened(request.comment or request.words, SUMMARY),
        place=request.place,
        place_name=request.place_name,
        building=request.building,
        created_at=now,
        changed_at=now,
        start_at=request.start_at,
        accept=accept,
        done=done,
        lift=request.lift,
        pending=first_effects(
            topic, request.priority, now=now, outside=parts.department in community.contractors
        ),
        steps={"1": Step(action="put", by=STEWARD, at=now, after=OPEN, why=why or parts.cause)},
        **guard(request, parts.department, now=now),
    )
    return begun(structs.replace(task, **own), now=now)


def topic_of(request: Request, community: Community) -> Topic:
    """Return the topic of a request; one that is gone is nobody's, so customer service's."""
    topics = topics_of(community)
    return topics.get(request.topic) or topics["other"]


def targets(topic: Topic, priority: str, tuning: Tuning) -> tuple[int, int]:
    """Return the two targets of a task in minutes: the topic's own, else its priority's."""
    usual = tuning.targets[priority]
    if priority != topic.priority:
        return usual.accept, usual.done
    return topic.accept or usual.accept, topic.done or usual.done


def first_effects(
    topic: Topic, priority: str, *, now: int, outside: bool = False
) -> dict[str, int]:
    """Return the effects of putting a task: an alert when urgent, a choice of who gets it.

    A contractor, who polls nothing, is sent it; an alert brings the link as well.
    """
    whats = ["alert"] if priority == "urgent" else ["offer"] * outside
    whats += ["assign"] * (topic.mode == "assign" and not outside)
    return {effect(1, what): now for what in whats}
