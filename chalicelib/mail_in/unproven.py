"""A few notes a request and day from senders that prove nothing: any program can write those.

Without this, one that knows a reply address fills the notes of its request in a minute.
"""

from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.storage import ledger

MOST_A_DAY = 5
KEPT_MS = 2 * DAY_MS
MARK_LENGTH = 12


def may_note(request_id: str, number: str, *, now: int) -> bool:
    """Say whether one more of them becomes a note; the same mail again, the same answer."""
    day = now - now % DAY_MS
    item, own = f"unproven#{request_id}#{day}", f"m{number[:MARK_LENGTH]}"
    names, ceilings = ("a", own), {"a": MOST_A_DAY, own: 1}
    if ledger.count(item, names, ceilings=ceilings, expires_at=day + KEPT_MS) is not None:
        return True
    return ledger.counts(item, names)[own] > 0
