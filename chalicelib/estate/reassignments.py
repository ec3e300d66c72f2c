"""
Clearings: open tasks that must not stay where they are.

Somebody left: what they hold goes back to its queue. A department closed: what lies in
its queue goes to the one that takes over its work. Each is looked for twice, the second
time when no process believes the old estate any more.
"""

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import GRACE_MS, effect
from chalicelib.kernel.times import MINUTE_MS

LEFT, CLOSED = "left", "closed"
LOOKS = 2
AGAIN_MS = 3 * MINUTE_MS
"""Longer than a record of the estate is believed, and an index lags."""


class Clearing(Entity, frozen=True, kw_only=True):
    """What has to be cleared away: the tasks of a person, or of a department."""

    id: str
    community: str
    what: str
    """"left" or "closed"."""
    subject: str
    """The staff id of who left, or the department that closed."""
    to: str = ""
    """The department that takes over."""


def clearing(community: str, what: str, subject: str, *, to: str = "", now: int) -> Clearing:
    """Return a clearing that the next sweep takes up."""
    return Clearing(
        id=f"{community}-clearing#{what}.{subject}",
        community=community,
        what=what,
        subject=subject,
        to=to,
        pending={effect(1, "clear"): now - GRACE_MS},
        due_at=now,
    )
