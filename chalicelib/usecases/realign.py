"""
Realigning: tasks follow the plan of their request, whatever happened to it meanwhile.

A topic may be corrected, a danger told or a request withdrawn while a worker is just
putting its tasks. Whoever puts tasks looks once more afterwards: what the plan does not
need is cancelled, what it keeps gets the topic and the targets that are right now.
"""

from msgspec import structs

from ..domain import requests as life
from ..domain import tasks as tasks_life
from ..domain.requests import OPEN, Request
from ..domain.steps import STEWARD, Step, effect
from ..domain.tasks import Task
from ..domain.tuning import Tuning
from ..storage import requests, tasks
from ..storage.items import ConditionFailed
from .clocks import community_of
from .effects import Tools, announce, lay_down, timed
from .guard import guard
from .put_tasks import targets, topic_of
from .stewardship import TRIES, change


def realign(request_id: str, *, now: int, tools: Tools) -> None:
    """Cancel what the plan does not need, and bring what it keeps in line with it.

    Between a changed topic and its routing there is no plan: then nothing is decided.
    """
    found = requests.aggregate(request_id)
    if found is None or (found.request.state == OPEN and not found.request.plan):
        return
    needed = life.needed(found.request, found.tasks)
    for task in found.tasks:
        if tasks_life.is_finished(task):
            continue
        if task.id in needed:
            retarget(task, found.request, now=now, tools=tools)
            if (kept := tasks.get(task.id)) and kept.holder in kept.barred:
                change(kept, "return", by=STEWARD, why="barred", now=now, tools=tools)
        else:
            why = found.request.outcome or "topic"
            change(task, "cancel", by=STEWARD, why=why, now=now, tools=tools)


def align(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Bring the tasks of a request in line with it, then lay the effect down."""
    realign(request.id, now=now, tools=tools)
    lay_down(request, name, now=now)


def retarget(task: Task, request: Request, *, now: int, tools: Tools) -> None:
    """Give a task that is kept the topic, priority and targets of its request, if they differ."""
    for _ in range(TRIES):
        after = _retargeted(task, request, now=now, tuning=tools.tuning())
        if after is None:
            return
        try:
            tasks.save(task, after)
        except ConditionFailed:
            again = tasks.get(task.id)
            if again is None or tasks_life.is_finished(again):
                return
            task = again
            continue
        announce(after, [n for n in after.pending if n not in task.pending], tools.enqueue)
        return
    raise ConditionFailed


def _retargeted(task: Task, request: Request, *, now: int, tuning: Tuning) -> Task | None:
    topic = topic_of(request, community_of(request.community, now=now))
    accept, done = targets(topic, request.priority, tuning)
    right = {
        "topic": request.topic,
        "priority": request.priority,
        "accept": accept,
        "done": done,
        **guard(request, task.department, now=now),
    }
    if all(getattr(task, name) == value for name, value in right.items()):
        return None
    version = task.version + 1
    raised = request.priority == "urgent" and task.priority != "urgent"
    action = "raise" if raised else "retopic"
    step = Step(
        action=action, by=STEWARD, at=now, before=task.state, after=task.state, why=request.topic
    )
    pending = {effect(version, "alert" if raised else "nudge_holder"): now}
    after = structs.replace(
        task,
        version=version,
        changed_at=now,
        climbed=0,
        rungs=0,
        steps={**task.steps, str(version): step},
        pending={**task.pending, **pending},
        **right,
    )
    return timed(after, now=now)
