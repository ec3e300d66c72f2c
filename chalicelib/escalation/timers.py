"""Reminding of a task when its own clock is over."""

from msgspec import structs

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform import entities
from chalicelib.platform.effects import Tools

from .escalate import chase

PAUSED_MS = 5 * MINUTE_MS
"""While chasing is paused a task that is due is looked at this often."""


def tick(task: Task, *, now: int, tools: Tools) -> bool:
    """Remind whoever is next, unless reminders are paused or the task rests."""
    if life.is_finished(task) or task.state in life.HOLDS:
        return False
    tuning = tools.tuning()
    if not tuning.chasing or task.topic in tuning.frozen:
        return wait_paused(task, now=now)
    return chase(task, now=now, tools=tools)


def wait_paused(item: Entity, *, now: int) -> bool:
    """Give an item a due time of its own: left due, it would be looked at every minute."""
    entities.save(item, structs.replace(item, due_at=now + PAUSED_MS, tries=0))
    return True
