"""
What staff do to a task: one write an action.

The fast way writes without reading and is refused by its own condition when anything
moved; the exact way reads, says why, and writes on condition of what was read.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from ..domain import ids
from ..domain import tasks as life
from ..domain.errors import (
    Forbidden,
    InvalidInput,
    NotAllowed,
    NotFound,
    Stale,
    Unavailable,
)
from ..domain.people import CONDUCT, Staff
from ..domain.permissions import in_scope, may
from ..domain.steps import MOST_STEPS, Step, done_with, effect
from ..domain.tasks import Task
from ..domain.text import clean
from ..storage import tasks
from ..storage.items import ConditionFailed
from . import finish, team
from .clocks import community_of, rested
from .effects import Enqueue, announce, timed

ANSWER_MS = 7 * 24 * 3_600_000
"""A question that the resident leaves unanswered this long wakes the task again."""

LONGEST_REASON = 500

EFFECTS: Mapping[str, list[str]] = {
    "assign": ["nudge_holder"],
    "claim": ["tell"],
    "accept": ["tell"],
    "start": ["tell"],
    "release": ["clock"],
    "pause": ["tell"],
    "ask": ["tell"],
    "resume": ["clock"],
    "hand_over": ["hand_over"],
    "decline": ["settle"],
    "done": ["settle"],
}
"""What follows each action; `clock` only computes the next due time."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "pause": ("reason", "until"),
    "ask": ("reason",),
    "hand_over": ("department",),
    "decline": ("reason",),
    "assign": ("staff",),
}
"""Fields that an action cannot do without."""


class Action(Struct, frozen=True, kw_only=True):
    """One action of one member of staff on one task."""

    task: str
    action: str
    key: str
    version: int | None = None
    """The version that the phone holds; None: whatever it is now (its predecessor's)."""
    reason: str = ""
    until: int | None = None
    department: str = ""
    resolution: str = ""
    clean: bool | None = None
    staff: str = ""
    staff_name: str = ""


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
    _check(action, now=now)
    if action.action == "assign" and not action.staff_name:
        code = ids.community_of(action.task)
        chosen = team.worker(code, department, action.staff, now=now)
        action = structs.replace(action, staff_name=chosen.name)
    if action.version is None or _needs_reading(action, now=now) or department == CONDUCT:
        return _exact(action, staff, now=now, enqueue=enqueue)
    try:
        task = _fast(action, staff, now=now)
    except ConditionFailed:
        return _exact(action, staff, now=now, enqueue=enqueue)
    announce(task, _effect_names(task.version, action.action), enqueue)
    return Verdict("applied", task)


_NEEDS_READING = frozenset({"hand_over", "resume", "release", "assign"})
"""Where what is written depends on what stands there, beyond its state."""


def _needs_reading(action: Action, *, now: int) -> bool:
    if action.action == "done":
        return community_of(ids.community_of(action.task), now=now).photo_when_done
    return action.action in _NEEDS_READING


def department_of(task_id: str, staff: Staff) -> str:
    """Return the department of a task that this person may see, or raise NotFound."""
    try:
        parts = ids.parse_task_id(task_id)
    except ids.BadId:
        raise NotFound("there is no such task") from None
    if not in_scope(staff, ids.community_of(task_id), parts.department):
        raise NotFound("there is no such task")
    return parts.department


def version_after(task_id: str, key: str, staff: Staff) -> int:
    """Return the version that the action with this key made of a task.

    Raises NotAllowed when there was no such action: what builds on it cannot stand.
    """
    department_of(task_id, staff)
    task = tasks.get(task_id)
    if task is None:
        raise NotFound("there is no such task")
    number = done_with(task.steps, key)
    if number is None:
        raise NotAllowed(
            "The action that this one comes after was not done.",
            state=task.state,
            allowed=life.allowed(task.state),
            holder=life.holder_of(task),
            version=task.version,
        )
    return int(number)


def _check(action: Action, *, now: int) -> None:
    wrong: dict[str, str] = {}
    if action.action not in EFFECTS:
        wrong["action"] = f"There is no such action; there are {', '.join(sorted(EFFECTS))}."
    if not ids.is_key(action.key):
        wrong["key"] = "The Idempotency-Key must be 22 to 64 letters, digits, - or _."
    for name in NEEDS.get(action.action, ()):
        if not getattr(action, name):
            wrong[name] = f"To {action.action.replace('_', ' ')}, say the {name}."
    for name in ("reason", "resolution"):
        if len(getattr(action, name)) > LONGEST_REASON:
            wrong[name] = f"Please keep it to {LONGEST_REASON} characters."
    if action.action == "pause" and action.until is not None:
        wrong |= _wrong_return(action.until, now)
    if wrong:
        raise InvalidInput(**wrong)


def _wrong_return(until: int, now: int) -> dict[str, str]:
    if until <= now:
        return {"until": "The return must lie in the future."}
    if until > now + 365 * 24 * 3_600_000:
        return {"until": "The return must be within a year."}
    return {}


def _fast(action: Action, staff: Staff, *, now: int) -> Task:
    version = action.version or 0
    return tasks.move(
        action.task,
        action.action,
        version=version,
        step=_step(action, staff, now=now),
        effects=_effect_names(version + 1, action.action),
        changes=_changes(action, staff, now=now),
        # A free task is claimed or started, one's own is worked on; for anything else a
        # lead may do, the exact way is quick enough.
        holder="" if action.action == "claim" else staff.id,
        other_topics=_topics_to_ask_about(action, now=now),
    )


def _topics_to_ask_about(action: Action, *, now: int) -> set[str]:
    """Return the topics of which a task cannot be done by this action, as it stands."""
    if action.action != "done" or action.clean:
        return set()
    return finish.dirty_topics(community_of(ids.community_of(action.task), now=now))


def _exact(action: Action, staff: Staff, *, now: int, enqueue: Enqueue) -> Verdict:
    for _ in range(_TRIES):
        task = tasks.get(action.task)
        if task is None:
            raise NotFound("there is no such task")
        if done_with(task.steps, action.key):
            return Verdict("already_applied", task)
        _refuse(action, task, staff, now=now)
        after = _after(action, task, staff, now=now)
        try:
            tasks.save(task, after)
        except ConditionFailed:
            continue
        announce(after, _effect_names(after.version, action.action), enqueue)
        return Verdict("applied", after)
    raise Unavailable("others keep writing this task; please try again")


_TRIES = 4
"""Bookkeeping may write between our read and our write; a person cannot lose to it for ever."""


def _refuse(action: Action, task: Task, staff: Staff, *, now: int) -> None:
    """Raise what the person can do something about: who has it, its state, its version."""
    if task.about and task.about in (staff.id, staff.login):
        raise NotFound("there is no such task")
    if action.action == "claim" and task.holder not in ("", staff.id):
        raise life.not_allowed(task, action.action)
    life.advance(task, action.action)
    if action.action == "assign" and action.staff == task.about:
        raise InvalidInput(staff="Nobody handles a complaint about themselves.")
    if action.version is not None and task.version != action.version:
        raise Stale(task.version, task.state, life.holder_of(task))
    if not may(staff, task.community, task.department, action.action, task.holder):
        if action.action in life.BY_HOLDER and task.holder:
            raise life.not_allowed(task, action.action)
        raise Forbidden(f"you may not {action.action.replace('_', ' ')} this task")
    if action.action == "done":
        community = community_of(task.community, now=now)
        finish.must_be_clean(task, community, clean=action.clean)
    if len(task.steps) >= MOST_STEPS and life.LIFE[task.state, action.action] not in life.FINISHED:
        raise NotAllowed(
            f"This task has {MOST_STEPS} steps; it can only be finished now.",
            state=task.state,
            allowed=["done", "decline"],
            holder=life.holder_of(task),
            version=task.version,
        )


def _after(action: Action, task: Task, staff: Staff, *, now: int) -> Task:
    version = task.version + 1
    changes = _changes(action, staff, now=now)
    if action.action == "hand_over":
        changes["successor"] = _successor(action, task, now=now)
    state = life.advance(task, action.action)
    step = structs.replace(_step(action, staff, now=now), before=task.state)
    names = _effect_names(version, action.action)
    after = structs.replace(
        rested(task, now=now) if task.state in life.HOLDS else task,
        state=state,
        version=version,
        changed_at=now,
        rungs=0,
        steps={**task.steps, str(version): step},
        pending={**task.pending, **dict.fromkeys(names, now)},
        **changes,
    )
    return timed(after, now=now)


def _changes(action: Action, staff: Staff, *, now: int) -> dict[str, Any]:
    """Return what an action writes besides state, version and step."""
    mine = {"holder": staff.id, "holder_name": staff.name}
    reason = {"reason": clean(action.reason, lines=True)} if action.reason else {}
    match action.action:
        case "claim" | "accept":
            return {**mine, "accepted_at": now, "climbed": 0}
        case "start":
            return {**mine, "climbed": 0}
        case "release":
            return {"holder": "", "holder_name": "", "climbed": 0, "assigned_at": None}
        case "assign":
            held = {"holder": action.staff, "holder_name": action.staff_name}
            return {**held, "assigned_at": now, "climbed": 0}
        case "pause":
            return {**reason, "hold_since": now, "until_at": action.until}
        case "ask":
            return {**reason, "hold_since": now, "until_at": now + ANSWER_MS}
        case "done":
            done = {"finished_at": now, "resolution": clean(action.resolution, lines=True)}
            return done if action.clean is None else {**done, "clean": action.clean}
        case "decline" | "hand_over":
            return {**reason, "finished_at": now}
    return {}


def _successor(action: Action, task: Task, *, now: int) -> str:
    """Return the id of the task that the other department will get.

    Two tasks of one request handed to one department at once share their successor:
    it is one piece of work for that department.
    """
    community = community_of(task.community, now=now)
    department = community.redirects.get(action.department, action.department)
    if department not in community.departments:
        raise InvalidInput(department=f"{community.code} has no department {action.department}.")
    if department == task.department:
        raise InvalidInput(department="The task is with this department already.")
    cause = f"{task.cause}-{task.version + 1}"
    try:
        return ids.task_id(task.request, cause, department)
    except ids.BadId:
        raise NotAllowed(
            "This was handed over too often; please finish or decline it.",
            state=task.state,
            allowed=["done", "decline"],
        ) from None


def _step(action: Action, staff: Staff, *, now: int) -> Step:
    return Step(
        action=action.action,
        by=staff.id,
        at=now,
        after=life.target(action.action),
        why=action.department or action.staff,
        key=action.key,
    )


def _effect_names(version: int, action: str) -> list[str]:
    return [effect(version, what) for what in EFFECTS[action]]
