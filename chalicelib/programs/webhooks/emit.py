"""
What follows when something happens: a delivery for each webhook that wants to know.

The step owes an effect, which the sweep looks after as after any other; the effect puts the
deliveries, each under an id that the step makes, so that twice is once.
"""

from collections.abc import Collection
from typing import Any

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, Request
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.improvements.model import Measure
from chalicelib.kernel.history import GRACE_MS, Step, effect, event_id, step_of
from chalicelib.platform.effects import Tools, complete_effect, publish_effects
from chalicelib.platform.entities import key_of, name_of

from . import store
from .model import Posting, delivery_id, types_of

HOOK = "hook"
"""Complaints about people are told to no program."""


def follows(entity: str, community: str, step: Step, now: int) -> Collection[str]:
    """Return what a step owes beside: to tell webhooks, where the community has any."""
    if not types_of(entity, step):
        return ()
    found = estate.community(community, now=now)
    return (HOOK,) if found is not None and found.hooks else ()


def emit(item: Request | Task | Measure, name: str, *, now: int, tools: Tools) -> None:
    """Put a delivery for each webhook that wants to know of the step, and mark it done."""
    step = item.steps.get(step_of(name))
    told = None if step is None else _told(item, step_of(name), step)
    if step is not None and told is not None:
        entity, id_ = name_of(key_of(item)[1]), event_id("|".join(key_of(item)), name)
        for type_ in types_of(entity, step):
            for hook in store.of_community(told["community"]):
                if type_ in hook.types and not hook.off:
                    put(hook.id, type_, id_, told, step.at, now=now, tools=tools)
    complete_effect(item, name, now=now)


def put(
    hook: str, type: str, event: str, told: dict[str, Any], at: int, *, now: int, tools: Tools
) -> Posting:
    """Put a delivery, once an event, and send it on its way."""
    made = Posting(
        id=delivery_id(hook, event, type),
        hook=hook,
        community=told["community"],
        type=type,
        about=told.get("request", told.get("measure", "")),
        at=at,
        data=told,
        pending={effect(1, "post"): now},
        due_at=now + GRACE_MS,
    )
    if store.POSTINGS.insert(made):
        publish_effects(made, list(made.pending), tools.enqueue)
    return made


def _told(item: Request | Task | Measure, number: str, step: Step) -> dict[str, Any] | None:
    """Return ids, states, times and versions; None of what no program is told."""
    version = int(number.partition(".")[0])
    if isinstance(item, Measure):
        return {
            "community": item.community, "measure": item.id, "version": version,
            "state": step.after,
        }  # fmt: skip
    task = item if isinstance(item, Task) else None
    request = requests.get(item.request) if isinstance(item, Task) else item
    if request is None or request.state == ERASED:
        return None
    if is_about_somebody(request, [task] if task else ()):
        return None
    told = {
        "community": request.community, "request": request.id, "reference": request.reference,
        "topic": request.topic, "building": request.building, "created_at": request.created_at,
    }  # fmt: skip
    if task is None:
        return {**told, "version": version, "state": step.after or request.state}
    return {
        **told, "version": request.version, "state": request.state, "task": task.id,
        "department": task.department, "task_version": version,
        "task_state": task.state if step.action == "nudge" else step.after,
    }  # fmt: skip
