"""What an action of staff writes: the new state, what it changes besides, what follows."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cases.visits import model as visits
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.kernel.history import Asked, Step, asked, effect
from chalicelib.kernel.text import clean
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import Sentence
from chalicelib.platform.transition import next_version

from . import model as life
from .actions import Action
from .deadlines import rested
from .model import Task
from .system_transition import successor_id

ANSWER_MS = 7 * DAY_MS
"""A question that the resident leaves unanswered this long wakes the task again."""

EFFECTS: Mapping[str, list[str]] = {
    "assign": ["nudge_holder"],
    "claim": ["tell"],
    "accept": ["tell"],
    "start": ["tell"],
    "release": ["clock"],
    "pause": ["tell"],
    "ask": ["tell"],
    "visit": ["tell", "diary"],
    "offer_times": ["tell"],
    "call_off": ["clock"],
    "coming": ["tell"],
    "resume": ["clock"],
    "hand_over": ["hand_over"],
    "decline": ["settle"],
    "done": ["settle"],
}
"""What follows each action; `clock` only computes the next due time."""


def after_action(action: Action, task: Task, staff: Staff, *, now: int) -> Task:
    written = changes(action, staff, now=now)
    if action.action == "hand_over":
        written["successor"] = _successor(action, task, now=now)
    if written.get("reason"):
        written["said"] = _said(task, written["reason"])
    if action.action == "visit" and action.until is not None:
        community = community_of(task.community, now=now)
        written |= visits.agreed(task, action.until, action.ends, community, now=now)
    beside, owed = visits.after(task, action.action, now=now)
    return next_version(
        rested(task, now=now) if task.state in life.HOLDS else task,
        action.action,
        life.advance(task, action.action),
        by=staff.id,
        why=_why(action),
        key=action.key,
        effects=[*EFFECTS[action.action], *owed],
        now=now,
        **{**beside, **written},
    )


def changes(action: Action, staff: Staff, *, now: int) -> dict[str, Any]:
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
        case "offer_times":
            offered = visits.offered(action.windows, now=now, longest=ANSWER_MS)
            # Without words it asks nothing else: an older question is none any more.
            return {"reason": "", **reason, "hold_since": now, **offered}
        case "visit" | "call_off":
            return reason
        case "coming":
            return {"climbed": 0}
        case "ask":
            return {**reason, "hold_since": now, "until_at": now + ANSWER_MS}
        case "done":
            done = {"finished_at": now, "resolution": clean(action.resolution, lines=True)}
            return done if action.clean is None else {**done, "clean": action.clean}
        case "decline" | "hand_over":
            return {**reason, "finished_at": now}
    return {}


def _said(task: Task, words: str) -> dict[str, str]:
    """Return the words of a task's steps with those of its next one, the oldest left out."""
    said = {**task.said, str(task.version + 1): words}
    return dict(list(said.items())[-life.MOST_SAID :])


def _successor(action: Action, task: Task, *, now: int) -> str:
    """Return the id of the task that the other department will get."""
    community = community_of(task.community, now=now)
    department = community.redirects.get(action.department, action.department)
    if department not in community.departments:
        raise InvalidInput(
            department=Sentence("There is no department %(given)s here.", given=action.department)
        )
    if department == CONDUCT:
        raise InvalidInput(department="If it is about a person, please change the topic.")
    if department == task.department:
        raise InvalidInput(department="The job is with this department already.")
    try:
        return successor_id(task, department)
    except ids.BadId:
        raise NotAllowed(
            "This was transferred too often. Please finish or decline it.",
            state=task.state,
            allowed=["done", "decline"],
        ) from None


def asked_by(action: Action, staff: Staff) -> Asked:
    """Return what this person asks for; whose turn it was, or at which version, is no part."""
    said = [getattr(action, name) for name in _BODY]
    # What came later counts only where it is said: an action sent before is still the same.
    said += [each for each in (action.ends, action.windows) if each]
    return asked(action.key, staff.id, action.action, *said)


_BODY = ("reason", "until", "department", "resolution", "clean", "staff")


def step(action: Action, staff: Staff, *, now: int) -> Step:
    return Step(
        action=action.action,
        by=staff.id,
        at=now,
        after=life.target(action.action),
        why=_why(action),
        key=action.key,
        mark=asked_by(action, staff).mark,
    )


def _why(action: Action) -> str:
    until = str(action.until) if action.action in ("pause", "visit") else ""
    return action.department or action.staff or until


def effect_names(version: int, action: str) -> list[str]:
    return [effect(version, what) for what in EFFECTS[action]]
