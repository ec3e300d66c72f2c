"""Attaching a new request to what it is the same as, before it is put: what may be joined."""

from msgspec import structs

from chalicelib.cases.outages import model as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests.model import OPEN, Request
from chalicelib.cases.requests.routing import TRIAGE
from chalicelib.estate.model import Place
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.history import effect

from .counting import Parent, parent_of
from .model import RECENT_MS

JOIN = effect(1, "join")


def attached(request: Request, joined_to: str, place: Place, *, danger: bool, now: int) -> Request:
    """Return a new request as one that joins another, or an outage, before it is put.

    A danger keeps its own way: it only takes the topic where it chose none, and notes what
    it named. Raises InvalidInput for what cannot be joined from this place, or not any more.
    """
    parent = _parent(joined_to, request.community)
    if danger:
        return _beside(request, parent)
    if parent is None or not may_join(parent, place, spot=request.spot, now=now):
        raise InvalidInput(joined_to="That fault is fixed or is in another place.")
    return structs.replace(
        request,
        topic=_topic(parent, request.topic),
        joined_to=parent.id,
        pending={JOIN: now},
        steps={"1": structs.replace(request.steps["1"], action="join", why=parent.id)},
    )


def _beside(request: Request, parent: Parent | None) -> Request:
    chosen = request.topic if request.topic != TRIAGE else _topic(parent, request.topic)
    named = parent.id if parent is not None else ""
    return structs.replace(
        request, topic=chosen, named=named, unread=[*request.unread, "joined_to"]
    )


def may_join(parent: Parent, place: Place, *, spot: str, now: int) -> bool:
    """Say whether somebody at this place may have the same as `parent`."""
    if isinstance(parent, Outage):
        return parent.state == outages.RUNNING and outages.touches(parent, place.building)
    if place.kind != "shared" or spot or parent.building != place.building:
        return False
    runs = parent.state == OPEN and not parent.joined_to and parent.joinable
    return runs and now - parent.created_at <= RECENT_MS


def _parent(joined_to: str, community: str) -> Parent | None:
    if not (ids.is_request_id(joined_to) or ids.is_outage_id(joined_to)):
        return None
    if ids.community_of(joined_to) != community:
        return None
    return parent_of(joined_to)


def _topic(parent: Parent | None, chosen: str) -> str:
    if isinstance(parent, Outage):
        return chosen if chosen in parent.topics else parent.topics[0]
    return parent.topic if parent is not None else chosen
