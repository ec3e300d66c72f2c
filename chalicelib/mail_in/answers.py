"""One answer to a sender in an hour, so that two machines that write to each other end."""

from chalicelib.kernel.times import HOUR_MS
from chalicelib.platform.storage import ledger

KEPT_MS = 2 * HOUR_MS


def may_answer(community: str, hash: str, request_id: str, *, now: int) -> bool:
    """Say whether this sender is answered about this request; the same question again, the same
    answer."""
    hour = now - now % HOUR_MS
    item, own = f"answered#{community}#{hash}#{hour}", f"r{request_id[-8:]}"
    names, ceilings = ("a", own), {"a": 1}
    if ledger.count(item, names, ceilings=ceilings, expires_at=hour + KEPT_MS) is not None:
        return True
    return ledger.counts(item, names)[own] > 0
