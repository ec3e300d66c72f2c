"""
History and pending effects: what every item with a life has in common.

A step is one recorded change. Steps are a map inside the item, keyed by number and
never by time: "3" is the change that made version 3, "3.1" the first escalation
level that was reached at version 3. An effect is work that must follow a step, as creating
tasks or sending a message. It stays in the item's `pending`, its outbox, until it is done.
Its name is `<step>#<what>` inside its item ("3#settle"), `<item>#<step>#<what>` on a queue.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, structs

from .ids import base32
from .times import DAY_MS, MINUTE_MS

GRACE_MS = 120_000
"""How long an effect may be pending before the sweep sends it again."""

BACKOFF_MS = (GRACE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, DAY_MS)
"""Waits after the 1st, 2nd, 3rd and every further failed attempt at one item."""

STUCK_AFTER = 3
"""An item whose effects were sent this often again is shown as stuck, and alarms."""

MOST_STEPS = 200
"""A history is bounded: past this only moves that close are taken (400 KB an item)."""

MARK_LENGTH = 12
"""60 bits: among the 200 steps of an item two are taken for one by nobody's chance."""

STEWARD = "steward"
CLOCK = "clock"
RESIDENT = "resident"
"""Who made a step, when it was not a member of staff."""


class Step(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One recorded change, at most 300 bytes: codes and ids, never words."""

    action: str
    by: str
    at: int
    before: str = ""
    after: str = ""
    why: str = ""
    key: str = ""
    """The Idempotency-Key of the action, so that a replay finds itself."""
    mark: str = ""
    """Whose key that is, and for what: see `asked`. A step of an earlier release has none."""


class Asked(Struct, frozen=True):
    """What somebody asks for under a key; without a mark (a step of our own) the key decides."""

    key: str = ""
    by: str = ""
    mark: str = ""


def asked(key: str, by: str, action: str, *said: Any) -> Asked:
    """Return what a person asks for: the key belongs to them, the action and its body."""
    body = msgspec.json.encode([by, action, said], order="deterministic")
    return Asked(key, by, base32(sha256(body).digest(), MARK_LENGTH))


def of_danger(meant: Asked) -> Asked:
    """Return the same under a key of its own words: a danger is never refused for its key."""
    return structs.replace(meant, key=f"{meant.key[:48]}-{meant.mark}")


def is_replay(step: Step, again: Asked) -> bool:
    """Say whether what is asked is what made this step; without a mark the person decides."""
    if not again.mark:
        return True
    return step.mark == again.mark if step.mark else step.by == again.by


def effect(step: str | int, what: str) -> str:
    """Name an effect inside its item."""
    return f"{step}#{what}"


def event_id(item: str, name: str) -> str:
    """Name an effect for queues and ledgers: the same effect always has the same id."""
    return f"{item}#{name}"


def step_of(name: str) -> str:
    """Return the number of the step that caused the effect `name`."""
    return name.split("#", 1)[0]


def what_of(name: str) -> str:
    """Return what the effect `name` is to do."""
    return name.split("#", 1)[1]


def due(pending: Mapping[str, int], clocks: Iterable[int | None]) -> int | None:
    """Return when the sweep must look: the earliest clock, or the oldest effect plus grace."""
    instants = [since + GRACE_MS for since in pending.values()]
    instants += [at for at in clocks if at is not None]
    return min(instants, default=None)


def in_order(steps: Mapping[str, Step]) -> list[tuple[str, Step]]:
    """Return the steps as they happened: by number, rungs after the change they belong to."""
    return sorted(steps.items(), key=lambda item: [int(part) for part in item[0].split(".")])


def done_with(steps: Mapping[str, Step], key: str) -> str | None:
    """Return the number of the step that `key` already caused, if it did."""
    return next((number for number, step in steps.items() if key and step.key == key), None)
