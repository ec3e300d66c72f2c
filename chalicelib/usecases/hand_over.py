"""Handing over: the successor that a handed-over task names is put, once."""

from ..domain import ids
from ..domain.steps import STEWARD, Step
from ..domain.tasks import OPEN, Task
from ..storage import requests, tasks
from .clocks import community_of, topics_of
from .dispatch import first_effects, targets
from .effects import Tools, announce, lay_down, timed


def hand_over(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Put the task that the other department gets, then lay the effect down.

    The successor keeps the start of the clock: the resident has waited since then.
    """
    request = requests.get(task.request)
    if request is not None and request.state == OPEN:
        successor = _successor(task, now=now)
        if tasks.insert(successor):
            announce(successor, list(successor.pending), tools.enqueue)
    lay_down(task, name, now=now)


def _successor(task: Task, *, now: int) -> Task:
    parts = ids.parse_task_id(task.successor)
    community = community_of(task.community, now=now)
    topic = topics_of(community).get(task.topic) or topics_of(community)["other"]
    accept, done = targets(topic, task.priority)
    fresh = Task(
        id=task.successor,
        request=task.request,
        community=task.community,
        department=parts.department,
        cause=parts.cause,
        round=task.round,
        topic=task.topic,
        kind=task.kind,
        mode=task.mode,
        priority=task.priority,
        reference=task.reference,
        summary=task.summary,
        place=task.place,
        place_name=task.place_name,
        building=task.building,
        about=task.about,
        reason=task.reason,
        created_at=now,
        changed_at=now,
        start_at=task.start_at,
        accept=accept,
        done=done,
        holds=task.holds,
        lift=task.lift,
        pending=first_effects(topic, task.priority, now=now),
        steps={"1": Step(action="put", by=STEWARD, at=now, after=OPEN, why=task.department)},
    )
    return timed(fresh, now=now)
