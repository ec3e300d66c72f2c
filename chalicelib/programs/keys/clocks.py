"""When a key goes by itself: a while after it was revoked, so that managers still see it was."""

from typing import Any

from chalicelib.kernel.times import DAY_MS

from . import store as keys
from .model import Key

SHOWN_MS = 90 * DAY_MS
"""A revoked key is shown for this long."""


def clocks(key: Key, now: int) -> list[int | None]:
    """Return when a revoked key goes; never, while it counts."""
    return [None if key.revoked_at is None else key.revoked_at + SHOWN_MS]


def tick(key: Key, *, now: int, tools: Any) -> bool:
    """Delete a key that was revoked long ago; say whether it went."""
    if key.revoked_at is None or now < key.revoked_at + SHOWN_MS:
        return False
    keys.KEYS.delete(key)
    return True
