"""
What joined requests do when their parent moves: each follows it, once, in pieces.

The parent's move is one write; carrying its joiners along is an effect of that write. A
piece is 25 joins; how far it came stands on the parent. A request that joins meanwhile
looks at its parent itself, after its join was put: one of the two always sees the other.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import structs

from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import model as life
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, ERASED, OPEN, REFUSED, WITHDRAWN, Request
from chalicelib.kernel import ids
from chalicelib.kernel.history import STEWARD, Asked, event_id, step_of
from chalicelib.platform.effects import (
    Tools,
    complete_effect,
    publish_effects,
    with_due_at,
    without,
)
from chalicelib.platform.storage.retry import retry_from
from chalicelib.platform.transition import apply_to, attempt, next_version

from . import counting
from . import store as joins
from .counting import Parent
from .model import follows

BATCH_SIZE = 25

P = TypeVar("P", bound=Request | Outage)


def propagate(parent: Parent, name: str, *, now: int, tools: Tools) -> None:
    """Let the next piece of joined requests follow their parent, then go on or mark it as done."""

    def after_parent(joined: Request) -> None:
        follow_parent(joined, parent, parent.id, now=now, tools=tools)

    _in_batches(parent, name, after_parent, now=now, tools=tools)


def news(outage: Outage, name: str, *, now: int, tools: Tools) -> None:
    """Tell the next piece of joined requests that their outage was changed, each once."""
    event = event_id(outage.id, name)

    def told(joined: Request) -> None:
        if joined.joined_to == outage.id and joined.state == OPEN:
            _take_step(joined, "news", outage.id, key=event, now=now, tools=tools)

    _in_batches(outage, name, told, now=now, tools=tools)


def follow_parent(
    joined: Request, parent: Parent | None, parent_id: str, *, now: int, tools: Tools
) -> Request:
    """Let one joined request do what its parent's standing asks of it, if anything."""

    def once(found: Request | None) -> Request:
        if found is None:
            return structs.replace(joined, joined_to="")
        action = follows(parent, found) if found.joined_to == parent_id else None
        return (
            found if action is None else _take_step(found, action, parent_id, now=now, tools=tools)
        )

    return retry_from(joined, lambda: requests.get(joined.id), once)


def after_step(
    request: Request, action: str, *, by: str, why: str, key: str = "", now: int, **more: Any
) -> Request:
    """Return a request after a step that concerns what it joined, or who joined it."""
    return next_version(
        request,
        action,
        life.advance(request, action),
        by=by,
        why=why,
        key=key,
        effects=EFFECTS[action],
        now=now,
        **(_CHANGES[action](now) if action in _CHANGES else {}),
        **more,
    )


def leave(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Take a request off the list of what it had joined, then mark the effect as done."""
    step = request.steps[step_of(name)]
    parent = request.joined_to if request.state == ERASED else step.why
    if request.joined_to != parent or request.state in (CLOSED, ERASED):
        joins.remove(parent, request.id)
        counting.note(parent, now=now)
    if ids.is_request_id(parent):
        _close_if_alone(parent, now=now, tools=tools)
    complete_effect(request, name, now=now)


def alone(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Close what its owner left if nobody has it any more, then mark the effect as done."""
    _close_if_alone(request.id, now=now, tools=tools)
    complete_effect(request, name, now=now)


def effects_of(request: Request, action: str, usual: list[str]) -> list[str]:
    """Return what follows an action of the resident, as joined or followed as the request is."""
    if request.joined_to:
        return OF_A_JOINED.get(action, usual)
    return [*usual, "carry"] if request.followed and action in PROPAGATED else usual


EFFECTS: Mapping[str, list[str]] = {
    "join": ["join", "cancel", "tell"],
    "unjoin": ["leave", "route"],
    "merge": ["join", "cancel", "tell"],
    "part": ["leave", "route"],
    "over": ["tell"],
    "decline": ["tell"],
    "rejoin": ["tell"],
    "news": ["tell"],
    "withdraw": ["cancel", "carry"],
}
"""What follows each step; `withdraw` is Steward's, of what nobody has any more."""

OF_A_JOINED: Mapping[str, list[str]] = {
    "withdraw": ["leave"],
    "reopen": ["leave", "route"],
    "raise": ["leave", "route"],
}
"""What follows when who joined goes, or tells of danger: nothing was done for them alone."""

PROPAGATED = frozenset({"withdraw", "reopen"})
"""Actions of an owner that joiners follow."""

_CHANGES: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "unjoin": lambda now: {"joined_to": ""},
    "part": lambda now: {"joined_to": ""},
    "over": lambda now: {"resolved_at": now},
    "decline": lambda now: {"resolved_at": now, "closed_at": now, "outcome": REFUSED},
    "rejoin": lambda now: {"resolved_at": None},
    "withdraw": lambda now: {"closed_at": now, "outcome": WITHDRAWN},
}


def _take_step(
    joined: Request, action: str, parent: str, *, key: str = "", now: int, tools: Tools
) -> Request:
    tuning = tools.tuning()
    windows = {"silence_days": tuning.silence_days, "reopen_days": tuning.reopen_days}
    answered = windows if action in ("over", "decline") else {}

    def after_parent(found: Request) -> Request:
        return after_step(found, action, by=STEWARD, why=parent, key=key, now=now, **answered)

    return attempt(joined, after_parent, asked=Asked(key), enqueue=tools.enqueue).item


def _close_if_alone(request_id: str, *, now: int, tools: Tools) -> None:
    def closed(request: Request) -> Request | None:
        if request.left_at is None or request.state != OPEN or joins.any_of(request_id):
            return None
        # Who joins between that look and this write is carried by the write's own effect.
        return after_step(request, "withdraw", by=STEWARD, why="alone", now=now)

    if request := requests.get(request_id):
        apply_to(request, closed, enqueue=tools.enqueue)


def _in_batches(
    parent: Parent, name: str, each: Callable[[Request], None], *, now: int, tools: Tools
) -> None:
    done = parent.progress.get(name, "")
    piece = joins.of(parent.id, limit=BATCH_SIZE, after=done)
    for join in piece:
        joined = requests.get(join.request)
        if joined is not None:
            each(joined)
    last = piece[-1].request if len(piece) == BATCH_SIZE else ""
    complete_or_continue(parent, name, done, last, now=now, tools=tools)


def complete_or_continue(
    parent: P, name: str, done: str, last: str, *, now: int, tools: Tools
) -> None:
    """Keep how far an effect came and send it again, or mark it as done when it came to the end."""

    def further(found: P) -> P | None:
        if name not in found.pending or found.progress.get(name, "") != done:
            return None
        kept = {key: value for key, value in found.progress.items() if key != name}
        if not last:
            return without(structs.replace(found, progress=kept), name, now=now)
        pending = {**found.pending, name: now}
        after = structs.replace(found, progress={**kept, name: last}, pending=pending, tries=0)
        return with_due_at(after, now=now)

    done_now = apply_to(parent, further)
    if last and done_now.applied and done_now.item is not None:
        publish_effects(done_now.item, [name], tools.enqueue)
