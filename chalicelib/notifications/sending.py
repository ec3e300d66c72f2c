"""
Sending one notice through the ledger: lease, send, mark.

A kill between send and mark may repeat that one notice; losing one is never allowed, so an
effect is marked as done only when each of its notices was sent, can never be, or was tried twice
without an answer. The last stands on the list of what is stuck.
"""

import logging
from collections.abc import Callable

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.errors import Unanswered, Unavailable, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import ledger
from chalicelib.platform.storage.ledger import BUSY, MINE, NEVER, SENT, UNKNOWN
from chalicelib.reports import stuck_list as stuck

log = logging.getLogger(__name__)


def deliver_once(notice: Notice, about: Entity, *, now: int, tools: Tools) -> bool:
    """Send a notice unless it was sent; say whether its channel took it, now or before.

    What is not known to have arrived is noted for staff, `about` the item that it tells of.
    Raises what `once` raises.
    """
    outcome = once(notice.event, lambda: tools.deliver(notice), now=now)
    if outcome == UNKNOWN:
        stuck.doubt(about, notice.event, now=now)
    return outcome == SENT


def once(event: str, send: Callable[[], None], *, now: int) -> str:
    """Send under a lease and mark it; return SENT, UNKNOWN or NEVER, as it was before or is now.

    Raises Undelivered when the channel did not take it, and Unavailable while another
    worker holds the lease: the message then comes again. What can never be delivered is
    marked too, so that it is not tried for ever. The first try without an answer keeps its
    lease (Unanswered), so that the second does not overtake it; there is no third.
    """
    outcome = ledger.lease(event, now=now)
    if outcome == BUSY:
        raise Unavailable(f"somebody is sending {event}")
    if outcome != MINE:
        return outcome
    outcome = _tried(event, send, now=now)
    ledger.mark(event, now=now, state=outcome)
    return outcome


def _tried(event: str, send: Callable[[], None], *, now: int) -> str:
    try:
        send()
    except Unanswered:
        if not ledger.lost_before(event):
            raise
        log.warning("a notice is not known to have arrived", extra={"event_id": event})
        return UNKNOWN
    except Undelivered as error:
        if not error.permanent:
            ledger.give_back(event, now=now)
            raise
        log.warning("a notice can never be delivered", extra={"event_id": event})
        return NEVER
    return SENT
