"""
Floods of danger: many who tell of one kind of danger at one place within minutes.

Each is stored, shown and chased by itself. Only the messages to people are bundled, or a
full lift, or somebody who plays, would ring one guard's telephone a hundred times.
"""

from collections.abc import Mapping

MINUTE_MS = 60_000
WINDOW_MS = 10 * MINUTE_MS
AT_ONCE = 3
"""So many of one kind at one place are sent at once within a window; who comes later waits."""
EVERY_MS = 5 * MINUTE_MS
"""How long the messages about those that wait are collected."""


def waits(told: Mapping[str, int], name: str) -> bool:
    """Say whether the one called `name` is told of with others, not at once.

    `told` is when each of this kind and place was told first (ms), this one included: those
    of the same instant count, for whoever came later sees them all.
    """
    at = told[name]
    others = [other for each, other in told.items() if each != name]
    return sum(at - WINDOW_MS < other <= at for other in others) >= AT_ONCE
