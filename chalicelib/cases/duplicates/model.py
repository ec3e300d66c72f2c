"""
Joins: who has the same as somebody else, and what a joined request does after its parent.

A join is an item of its own under what was joined, a request or an outage, so that how
many have it is the number of those items. A joined request has no tasks: it does what
`FOLLOWS` says when its parent moves, and nothing else moves it but its own resident.
"""

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.cases.outages.model import ENDED, Outage
from chalicelib.cases.outages.model import WITHDRAWN as TAKEN_BACK
from chalicelib.cases.requests.model import CLOSED, ERASED, REFUSED, RESOLVED, WITHDRAWN, Request
from chalicelib.cases.tasks.model import OPEN
from chalicelib.kernel.ids import is_request_id
from chalicelib.kernel.times import DAY_MS

RECENT_MS = 14 * DAY_MS
"""What was reported longer ago is not offered to be joined."""

RUNS, OVER, DECLINED, GONE = "runs", "over", "declined", "gone"
"""How the parent stands, as its joiners see it."""

FOLLOWS: Mapping[tuple[str, str], str] = {
    (OVER, OPEN): "over",
    (DECLINED, OPEN): "decline",
    (GONE, OPEN): "unjoin",
    (RUNS, RESOLVED): "rejoin",
}
"""(how the parent stands, state of the joined request) to what the joined one does.

A pair that is not here is as it should be: what a joiner has answered stays answered.
"""


class Join(Struct, frozen=True, kw_only=True):
    """One request under what it joined."""

    parent: str
    request: str
    at: int
    listed: bool = False
    """What its resident adds is listed under its parent; of an earlier release it is not."""


def standing(parent: Request | Outage | None) -> str:
    """Return how what was joined stands; what was erased, or joined another, is gone."""
    if parent is None or parent.state == ERASED:
        return GONE
    if isinstance(parent, Outage):
        return {ENDED: OVER, TAKEN_BACK: GONE}.get(parent.state, RUNS)
    if parent.state == OPEN:
        return GONE if parent.joined_to else RUNS
    if parent.state == CLOSED:
        return {REFUSED: DECLINED, WITHDRAWN: GONE}.get(parent.outcome, OVER)
    return OVER


def beside_of(request: Request) -> str:
    """Return the request under which what is added to this one is listed; "" for its own."""
    return request.joined_to if is_request_id(request.joined_to) else ""


def follows(parent: Request | Outage | None, joined: Request) -> str | None:
    """Return what a joined request has to do now, if anything."""
    return FOLLOWS.get((standing(parent), joined.state))
