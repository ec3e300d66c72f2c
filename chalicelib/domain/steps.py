"""
History and pending effects: what every item with a life has in common.

A step is one recorded change. Steps are a map inside the item, keyed by number and
never by time: "3" is the change that made version 3, "3.1" the first rung climbed
while it was at version 3. An effect is what has to follow a step; it is named
`<step>#<what>` inside its item ("3#settle") and `<item>#<step>#<what>` on a queue.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

GRACE_MS = 120_000
"""How long an effect may be pending before the sweep sends it again."""

BACKOFF_MS = (GRACE_MS, 5 * 60_000, 30 * 60_000, 24 * 3_600_000)
"""Waits after the 1st, 2nd, 3rd and every further failed attempt at one item."""

STUCK_AFTER = 3
"""An item whose effects were sent this often again is shown as stuck, and alarms."""

MOST_STEPS = 200
"""A history is bounded: past this only moves that close are taken (400 KB an item)."""

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
