"""
Floods of danger: many who tell of one kind of danger at one place within minutes.

Each is stored, shown and chased by itself. Only the messages to people are bundled, or a
full lift, or somebody who plays, would ring one guard's telephone a hundred times.
"""

import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from chalicelib.kernel.ids import framed
from chalicelib.kernel.times import MINUTE_MS

WINDOW_MS = 10 * MINUTE_MS
AT_ONCE = 3
"""So many of one kind at one place are sent at once within a window; who comes later waits."""
KIND_LENGTH = 24
"""Hexadecimal digits: no two are ever taken for one."""
EVERY_MS = 5 * MINUTE_MS
"""How long the messages about those that wait are collected."""


def kind_of(place: str, spot: str, danger: str, what: str) -> str:
    """Return the name of what is counted together: it says nothing of where somebody lives.

    Width, case and spaces of the spot make no other place.
    """
    where = "".join(unicodedata.normalize("NFKC", spot).casefold().split())
    return sha256(framed(place, where, danger, what)).hexdigest()[:KIND_LENGTH]


def waits(told: Mapping[str, int], name: str) -> bool:
    """Say whether the one called `name` is told of with others, not at once.

    `told` is when each of this kind and place was told first (ms), this one included: those
    of the same instant count, for whoever came later sees them all.
    """
    at = told[name]
    others = [other for each, other in told.items() if each != name]
    return sum(at - WINDOW_MS < other <= at for other in others) >= AT_ONCE
