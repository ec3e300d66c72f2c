"""What a joined request is the same as, as its resident may see it: never another's words."""

from msgspec import Struct, field

from chalicelib.cases.outages import store as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import plan
from chalicelib.cases.requests import store as stored
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks.model import DECLINED
from chalicelib.kernel import ids
from chalicelib.kernel.history import what_of

from . import counting


class Joined(Struct, frozen=True, kw_only=True):
    """A request or outage, for those who joined it."""

    topic: str
    place_name: dict[str, str]
    since_at: int
    until_at: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    """Of an outage, in each language."""
    status: str = ""
    """Of a request: as requests.status, whatever its owner did."""
    told: int
    """How many have told us, the reader and who reported it first included."""
    reason: str = ""
    """Why the team declined it."""


def joined(request: Request) -> Joined | None:
    """Return what a request is joined to, in one query; None when it goes its own way."""
    if not request.joined_to:
        return None
    return _outage(request) if ids.is_outage_id(request.joined_to) else _request(request)


def _outage(request: Request) -> Joined | None:
    outage = outages.get(request.joined_to)
    if outage is None:
        return None
    return Joined(
        topic=request.topic,
        place_name=outage.place_name,
        since_at=outage.from_at,
        until_at=outage.to_at,
        words=outage.words,
        told=_told(outage, request),
    )


def _told(parent: Request | Outage, reader: Request) -> int:
    if any(what_of(name) == "join" for name in reader.pending):
        # The reader's own join is an effect: on the receipt it is not counted yet.
        return 1 + (parent.others or 0)
    return max(1, counting.of(parent))


def _request(request: Request) -> Joined | None:
    found = stored.heart(request.joined_to)
    if found is None:
        return None
    parent = found.request
    return Joined(
        topic=parent.topic,
        place_name=parent.place_name,
        since_at=parent.created_at,
        status=plan.for_joiners(parent, found.tasks),
        told=_told(parent, request) + (parent.left_at is None),
        reason=next((task.reason for task in found.tasks if task.state == DECLINED), ""),
    )
