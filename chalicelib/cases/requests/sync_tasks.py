"""
Realigning: tasks follow the plan of their request, whatever happened to it meanwhile.

A topic may be corrected, a danger told or a request withdrawn while a worker is just
putting its tasks. Whoever puts tasks looks once more afterwards: what the plan does not
need is cancelled, what it keeps gets the topic and the targets that are right now.
"""

from chalicelib.cases.complaints.barred import guard
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.create_tasks import targets, topic_of
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.system_transition import change
from chalicelib.estate.communities import community_of
from chalicelib.kernel.history import STEWARD
from chalicelib.kernel.tuning import Tuning
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.transition import apply_to, next_version

from . import model as life
from . import plan
from . import store as requests
from .model import OPEN, Request


def sync(request_id: str, *, now: int, tools: Tools) -> None:
    """Cancel what the plan does not need, and bring what it keeps in line with it.

    Between a changed topic and its routing there is no plan: then nothing is decided.
    """
    found = requests.aggregate(request_id)
    if found is None or (found.request.state == OPEN and not found.request.plan):
        return
    needed = plan.needed(found.request, found.tasks)
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
    """Bring the tasks of a request in line with it, then mark the effect as done."""
    sync(request.id, now=now, tools=tools)
    complete_effect(request, name, now=now)


def retarget(task: Task, request: Request, *, now: int, tools: Tools) -> None:
    """Give a task that is kept the topic, priority and targets of its request, if they differ."""

    def changed(found: Task) -> Task | None:
        if tasks_life.is_finished(found):
            return None
        return _retargeted(found, request, now=now, tuning=tools.tuning())

    apply_to(task, changed, enqueue=tools.enqueue)


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
    raised = request.priority == "urgent" and task.priority != "urgent"
    lowered = life.lowered(request) if task.priority == "urgent" and not raised else None
    return next_version(
        task,
        "raise" if raised else "lower" if lowered else "retopic",
        task.state,
        by=lowered.by if lowered else STEWARD,
        why=request.topic,
        effects=["alert" if raised else "nudge_holder"],
        now=now,
        climbed=0,
        **right,
    )
