"""
What staff do to a task: one write an action.

The fast way writes without reading and is refused by its own condition when anything
moved; the exact way reads, says why, and writes on condition of what was read.
"""

from msgspec import Struct, structs

from chalicelib.cases.visits import bookings
from chalicelib.estate import directory
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import may_see
from chalicelib.kernel import ids
from chalicelib.kernel.errors import KeyTaken, NotAllowed, NotFound
from chalicelib.kernel.history import done_with, effect, step_of
from chalicelib.kernel.text import clean
from chalicelib.platform.entities import owed_beside
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import Enqueue, apply, publish_effects

from . import completion_checks
from . import model as life
from . import store as tasks
from .actions import Action
from .checks import check, department_of, refuse
from .model import Task
from .transitions import after_action, asked_by, changes, effect_names, step


class Verdict(Struct, frozen=True):
    """What became of an action, and the task as it stands."""

    verdict: str
    task: Task


def act(action: Action, *, staff: Staff, now: int, enqueue: Enqueue) -> Verdict:
    """Do one action, once.

    Raises InvalidInput naming the field, NotFound (also for a task out of scope),
    Forbidden, NotAllowed with holder and allowed actions, Stale with the version.
    """
    department = department_of(action.task, staff)
    check(action, now=now)
    if action.action == "assign" and not action.staff_name:
        chosen = directory.worker(*_queue_of(action.task, staff), action.staff, now=now)
        action = structs.replace(action, staff_name=chosen.name)
    if action.version is None or _needs_reading(action, now=now) or department == CONDUCT:
        return _exact(action, staff, now=now, enqueue=enqueue)
    try:
        task = _fast(action, staff, now=now)
    except ConditionFailed:
        return _exact(action, staff, now=now, enqueue=enqueue)
    number = str(task.version)
    publish_effects(task, [name for name in task.pending if step_of(name) == number], enqueue)
    return Verdict("applied", task)


def _queue_of(task_id: str, staff: Staff) -> tuple[str, str]:
    """Return where a task waits. A complaint may wait in another queue, so only it is read."""
    parts = ids.parse_task_id(task_id)
    if parts.department != CONDUCT:
        return ids.community_of(task_id), parts.department
    task = tasks.get(task_id)
    if task is None or not may_see(staff, task):
        raise NotFound("there is no such task")
    return life.queue_of(task)


_NEEDS_READING = frozenset(
    {"hand_over", "resume", "release", "assign", "pause", "ask", "visit", "decline"}
    | {"offer_times", "call_off"}
)
"""Where what is written depends on what stands there, beyond its state."""


def _needs_reading(action: Action, *, now: int) -> bool:
    if action.action == "done":
        return community_of(ids.community_of(action.task), now=now).photo_when_done
    return action.action in _NEEDS_READING


def version_after(task_id: str, key: str, staff: Staff) -> int:
    """Return the version that the action with this key made of a task.

    Raises NotAllowed when there was no such action: what builds on it cannot stand.
    """
    department_of(task_id, staff)
    task = tasks.get(task_id)
    if task is None or not may_see(staff, task):
        raise NotFound("there is no such task")
    number = done_with(task.steps, key)
    if number is None:
        raise NotAllowed(
            "The step before this one was not done.",
            state=task.state,
            allowed=life.allowed(task.state),
            holder=life.holder_of(task),
            version=task.version,
        )
    return int(number)


def _fast(action: Action, staff: Staff, *, now: int) -> Task:
    version, told = action.version or 0, step(action, staff, now=now)
    beside = owed_beside("task", ids.community_of(action.task), told, now=now)
    return tasks.move(
        action.task,
        action.action,
        version=version,
        step=told,
        effects=[
            *effect_names(version + 1, action.action),
            *(effect(version + 1, what) for what in beside),
        ],
        changes=changes(action, staff, now=now),
        # A free task is claimed or started, one's own is worked on; for anything else a
        # lead may do, the exact way is quick enough.
        holder="" if action.action == "claim" else staff.id,
        other_topics=_topics_to_ask_about(action, now=now),
        other_kinds=_kinds_to_ask_about(action),
    )


def _topics_to_ask_about(action: Action, *, now: int) -> set[str]:
    """Return the topics of which a task cannot be done by this action, as it stands."""
    if action.action != "done" or action.clean:
        return set()
    return completion_checks.dirty_topics(community_of(ids.community_of(action.task), now=now))


def _kinds_to_ask_about(action: Action) -> frozenset[str]:
    """Return the kinds of which a task cannot be done by this action, before it is looked at."""
    silent = action.action == "done" and not clean(action.resolution)
    return completion_checks.ANSWERED if silent else frozenset()


def _exact(action: Action, staff: Staff, *, now: int, enqueue: Enqueue) -> Verdict:
    def read() -> Task:
        task = tasks.get(action.task)
        if task is None or not may_see(staff, task):
            raise NotFound("there is no such task")
        return task

    def changed(task: Task) -> Task:
        if action.key in task.noted:
            raise KeyTaken
        refuse(action, task, staff, now=now)
        if action.action == "visit" and action.until is not None:
            bookings.take(task, action.until, action.ends, now=now, at_any_rate=True)
        return after_action(action, task, staff, now=now)

    done = apply(read, changed, asked=asked_by(action, staff), enqueue=enqueue)
    return Verdict("applied" if done.applied else "already_applied", done.item)
