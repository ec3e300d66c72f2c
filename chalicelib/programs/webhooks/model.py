"""
Webhooks: what happened, told to the address of another program, as Standard Webhooks wants it.

    waiting ──2xx──▶ delivered
    waiting ──nine retries in three days──▶ dead ──a manager sends it again──▶ waiting

A delivery holds ids, states and times. Words and addresses are read when it is sent, where the
webhook may have them, so that what was erased meanwhile is not sent and nothing of it is kept.
"""

import base64
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from msgspec import field

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import Step
from chalicelib.kernel.ids import base32, framed
from chalicelib.kernel.times import DAY_MS, HOUR_MS, MINUTE_MS
from chalicelib.kernel.words import N_

TYPES = {
    "request.received": N_("A request came in"),
    "request.routed": N_("It was assigned to a department"),
    "request.in_progress": N_("In progress"),
    "request.waiting": N_("It is waiting for the resident"),
    "request.resolved": N_("It is done"),
    "request.reopened": N_("It was reopened"),
    "request.closed": N_("It was closed"),
    "feedback.given": N_("The resident answered"),
    "measure.published": N_("An improvement was published"),
    "task.late": N_("A job is overdue"),
}
"""What a webhook can be told of, and what managers read of it."""
TEST = "webhook.test"

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
FAILING, GONE, STOPPED = "failing", "gone", "stopped"
"""Why a webhook is off: five days of failure, its address said 410, a manager."""
BY_ITSELF = frozenset({FAILING, GONE})
"""Nobody switched it off: managers are told."""

WAITS_MS = (
    MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS,
    14 * HOUR_MS, 20 * HOUR_MS, 20 * HOUR_MS,
)  # fmt: skip
"""Waits after the first failure and each further one: 71 hours and 36 minutes in all."""
FAILS_MS = 5 * DAY_MS
"""A webhook that failed for this long without a success is switched off."""
LEASE_MS = MINUTE_MS
"""Longer than one try takes; what died in it is tried again after this."""
BOTH_SIGN_MS = DAY_MS
"""After a rotation both secrets sign for this long."""
DELIVERED_KEPT_MS, DEAD_KEPT_MS = 7 * DAY_MS, 30 * DAY_MS
MOST_HOOKS = 20

_BEGUN = frozenset({"claimed", "working"})
_LATE = frozenset({"breach", "overdue"})
"""Why somebody is reminded of a task whose time is over; each level is an event."""


class Hook(Entity, frozen=True, kw_only=True):
    """An address that is told of some types of events in one community."""

    id: str
    community: str
    url: str
    types: list[str] = field(default_factory=list)
    words: bool = False
    """It is told words, names and addresses of residents, too."""
    generation: int = 1
    """Which secret signs; the one before as well until `old_until`."""
    old_until: int | None = None
    made_at: int
    made_by: str
    failing_since: int | None = None
    off: str = ""
    off_at: int | None = None


class Posting(Entity, frozen=True, kw_only=True):
    """One event on its way to one webhook."""

    id: str
    """The webhook-id: the same on every try."""
    hook: str
    community: str
    type: str
    about: str
    """The id of the request, or of the measure."""
    at: int
    data: dict[str, Any] = field(default_factory=dict)
    state: str = WAITING
    attempts: int = 0
    leased_until: int | None = None
    next_at: int | None = None
    status: int = 0
    why: str = ""
    took_ms: int = 0
    ended_at: int | None = None


def receiver(hook: Hook) -> str:
    """Return what people read as the receiver: the rest of an address may open something."""
    return urlsplit(hook.url).hostname or hook.id


def types_of(entity: str, step: Step) -> list[str]:
    """Return which events a step of an item is."""
    return [name for name, happened in _events(entity, step) if happened]


def _events(entity: str, step: Step) -> Iterable[tuple[str, bool]]:
    if entity == "request":
        yield "request.received", step.action in ("submit", "join") and not step.before
        yield "request.routed", step.action == "route"
        yield "request.resolved", step.after == "resolved" != step.before
        yield "request.reopened", step.action in ("reopen", "rejoin")
        yield "request.closed", step.after == "closed" != step.before
        yield "feedback.given", step.action in ("confirm", "reopen") and step.by == "resident"
    elif entity == "task":
        yield "request.in_progress", step.after in _BEGUN and step.before != step.after
        yield "request.waiting", step.after == "waiting" != step.before
        yield "task.late", step.action == "nudge" and step.why in _LATE
    elif entity == "measure":
        yield "measure.published", step.action == "publish"


def delivery_id(hook: str, event: str, type: str) -> str:
    """Return the webhook-id of one event for one webhook, the same whenever it is made."""
    return "msg_" + base32(sha256(framed("webhook", hook, event, type)).digest(), 26)


def secret_of(hook_id: str, generation: int, *, secret: bytes) -> bytes:
    """Return the key that signs: it follows from the id secret, and is stored nowhere."""
    return hmac.digest(secret, framed("webhook", hook_id, str(generation)), "sha256")


def shown(key: bytes) -> str:
    """Return a secret as receivers want it."""
    return "whsec_" + base64.b64encode(key).decode()


def signed(id: str, body: bytes, keys: Iterable[bytes], *, now: int) -> dict[str, str]:
    """Return the three headers of a try: id, whole seconds, a signature by each key."""
    seconds = str(now // 1000)
    said = f"{id}.{seconds}.".encode() + body
    made = [base64.b64encode(hmac.digest(key, said, "sha256")).decode() for key in keys]
    return {
        "webhook-id": id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{each}" for each in made),
    }


def keys_of(hook: Hook, *, secret: bytes, now: int) -> list[bytes]:
    """Return the keys that sign now, the newest first."""
    generations = [hook.generation]
    if hook.old_until is not None and now < hook.old_until:
        generations.append(hook.generation - 1)
    return [secret_of(hook.id, each, secret=secret) for each in generations]


def iso(at: int) -> str:
    """Return an instant as ISO 8601, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def next_try(attempts: int, wait_s: int, *, now: int) -> int | None:
    """Return when a delivery that failed so often is tried again; None: never."""
    if attempts > len(WAITS_MS):
        return None
    return now + max(WAITS_MS[attempts - 1], min(wait_s * 1000, DAY_MS))


def clocks(delivery: Posting, now: int) -> list[int | None]:
    """Return when a delivery is tried again, or forgotten."""
    if delivery.state == WAITING:
        return [delivery.next_at]
    kept = DELIVERED_KEPT_MS if delivery.state == DELIVERED else DEAD_KEPT_MS
    return [(delivery.ended_at or delivery.at) + kept]
