"""
What an admin may tune without a deployment, as values that use cases take.

Where they come from is `platform/aws/parameters.py`; each default here is the value without it.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from .history import GRACE_MS
from .limits import LIMITS, Limit
from .outgoing import TEXTS_A_DAY
from .targets import TARGETS, Target
from .times import DAY_MS

MOST_EACH, MOST_BYTES = 3, 20 * 1024 * 1024
"""Photos of one request by its resident, and how large each may be."""

SILENCE_MS = 7 * DAY_MS
"""Silence after "done" closes a request as unconfirmed."""

REOPEN_MS = 30 * DAY_MS
"""After closing, "no, it is not fixed" reopens this long; later it makes a new request."""

POLL_AFTER_S: Mapping[str, int] = {
    "busy": 10,
    "idle": 60,
    "off_duty": 300,
}
"""How long a client waits until it polls again, by its situation (cases/tasks/polling.py)."""


class Tuning(Struct, frozen=True, kw_only=True):
    """The values in force."""

    chasing: bool = True
    """Whether people are nudged; lost effects are sent again whatever it says."""
    frozen: frozenset[str] = frozenset()
    """Topics that take no requests and whose tasks nobody is nudged about."""
    limits: Mapping[str, Limit] = field(default_factory=lambda: LIMITS)
    texts_a_day: int = TEXTS_A_DAY
    """Texts to residents of all communities."""
    targets: Mapping[str, Target] = field(default_factory=lambda: TARGETS)
    window_ms: int = GRACE_MS
    """How long a person's nudges are collected before they go out as one message."""
    silence_days: int = SILENCE_MS // DAY_MS
    reopen_days: int = REOPEN_MS // DAY_MS
    photos_each: int = MOST_EACH
    photo_bytes: int = MOST_BYTES
    poll_after_s: Mapping[str, int] = field(default_factory=lambda: POLL_AFTER_S)


USUAL = Tuning()
