"""
Cautions: a note on a difficult case, so that whoever goes next goes prepared.

    proposed ──approve──▶ approved, until it ends
        └──────withdraw──────┴──▶ gone

It calms; it judges nobody and never lowers service: no clock, no queue and no priority reads
it. Only a manager makes it visible, and it ends by itself.
"""

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import DAY_MS

KEPT_MS = 90 * DAY_MS
"""How long a caution stands after it was proposed, approved or not."""

LONGEST = 300

PROPOSED, APPROVED = "proposed", "approved"


class Caution(Entity, frozen=True, kw_only=True):
    """One note under a request; it goes when that does."""

    request: str
    task: str
    community: str
    text: str
    state: str = PROPOSED
    by: str
    approved_by: str = ""
    created_at: int
    ends_at: int


def is_shown(caution: Caution, now: int) -> bool:
    """Say whether whoever has the task sees it: approved, and not ended."""
    return caution.state == APPROVED and caution.ends_at > now


def clocks(caution: Caution, now: int) -> list[int | None]:
    """Return when it ends."""
    return [caution.ends_at]
