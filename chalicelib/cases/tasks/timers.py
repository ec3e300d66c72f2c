"""What is done with a task when its own clock is over; reminders: `escalation/timers.py`."""

from msgspec import structs

from chalicelib.estate.communities import community_of
from chalicelib.platform.effects import Tools, complete_effect, with_due_at
from chalicelib.platform.entities import clocks_of

from . import model as life
from . import offboarding, system_transition
from . import store as tasks
from .deadlines import accept_until
from .model import Task


def tick(task: Task, *, now: int, tools: Tools) -> bool:
    """Take a task out of its queue, away from who left, out of its rest, back to everybody."""
    if life.is_finished(task):
        return _leave_queue(task, now=now)
    if offboarding.has_left(task, now=now):
        offboarding.take_back(task, now=now, tools=tools)
        return True
    if task.state in life.HOLDS:
        if task.until_at is None or task.until_at > now:
            return False
        system_transition.change(task, "wake", why="until", now=now, tools=tools)
        return True
    if not_accepted(task, now=now):
        system_transition.change(task, "return", why="not_accepted", now=now, tools=tools)
        return True
    return False


def not_accepted(task: Task, *, now: int) -> bool:
    """Say whether whoever a task was assigned to had their time to accept it."""
    until = accept_until(task, community_of(task.community, now=now))
    return until is not None and until <= now


def only_clock(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Finish an effect that asks for nothing but a new due time."""
    complete_effect(task, name, now=now)


def _leave_queue(task: Task, *, now: int) -> bool:
    due = [at for at in clocks_of(task, now=now) if at is not None]
    if not due or min(due) > now:
        return False
    tasks.save(task, with_due_at(structs.replace(task, in_queue=False, tries=0), now=now))
    return True
