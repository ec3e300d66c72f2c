"""Reminding of a task when its own clock is over."""

from collections.abc import Collection

from msgspec import structs

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import offboarding
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.timers import not_accepted
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform import entities
from chalicelib.platform.effects import Tools

from . import escalate

PAUSED_MS = 5 * MINUTE_MS
"""While chasing is paused a task that is due is looked at this often."""


def tick(task: Task, *, now: int, tools: Tools) -> bool:
    """Remind whoever is next, unless reminders are paused or the task rests."""
    if _rests(task):
        return False
    if _is_paused(task, tools):
        return wait_paused(task, now=now)
    return escalate.escalate(task, now=now, tools=tools)


def gather(tasks: Collection[Task], *, now: int, tools: Tools) -> Tools:
    """Tell at once what is to be said of many tasks that nothing but a reminder is due of."""
    if len(tasks) < 2:
        return tools
    due = [
        task
        for task in tasks
        if not (_rests(task) or _is_paused(task, tools))
        and not (offboarding.has_left(task, now=now) or not_accepted(task, now=now))
    ]
    return escalate.gather(due, now=now, tools=tools)


def _rests(task: Task) -> bool:
    return life.is_finished(task) or task.state in life.HOLDS


def _is_paused(task: Task, tools: Tools) -> bool:
    tuning = tools.tuning()
    return not tuning.chasing or task.topic in tuning.frozen


def wait_paused(item: Entity, *, now: int) -> bool:
    """Give an item a due time of its own: left due, it would be looked at every minute."""
    entities.save(item, structs.replace(item, due_at=now + PAUSED_MS, tries=0))
    return True
