"""Where it is: a public label, the public place next to a point, or words about the spot."""

from math import cos, hypot, radians

from chalicelib.cases.requests.submit import place_once
from chalicelib.estate import store as estate
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.points import Point, point_of

SHARED = "shared"


def where(place: Place | None, community: Community) -> Point | None:
    """Return where a place is: its own point, else its community's."""
    return (point_of(place.point) if place else None) or point_of(community.point)


def found(
    community: Community, *, address_id: str, lat: str, long: str, spot: str, now: int
) -> Place:
    """Return the place that a report names.

    A code may be any label's, also a flat's: whoever has it may write there. A point and words
    lead to public places alone. Raises InvalidInput for a place that is none.
    """
    if address_id and not address_id.startswith("#"):
        return _by_code(address_id, community, now=now)
    point = point_of(f"{lat},{long}") if lat or long else None
    if (lat or long) and point is None:
        raise InvalidInput(lat="lat and long are degrees, as 22.281 and 114.158")
    if point is None and not spot:
        raise InvalidInput(address_id="one of address_id, lat with long, address_string is needed")
    public = [
        place
        for place in estate.places(community.code, now=now)
        if place.kind == SHARED and place.retired_at is None
    ]
    if not public:
        raise InvalidInput(address_id="this jurisdiction has no public place yet")
    if point is None:
        return min(public, key=lambda place: place.code)
    return min(public, key=lambda place: (_distance(point, place, community), place.code))


def _by_code(code: str, community: Community, *, now: int) -> Place:
    try:
        place, _ = place_once(code, now=now)
    except NotFound:
        raise InvalidInput(address_id="there is no such place") from None
    if place.community != community.code:
        raise InvalidInput(address_id="there is no such place in this jurisdiction")
    return place


def _distance(point: Point, place: Place, community: Community) -> float:
    """Return how far it is, in degrees of latitude: good enough within one estate."""
    there = where(place, community)
    if there is None:
        return 360.0
    return hypot(there.lat - point.lat, (there.long - point.long) * cos(radians(point.lat)))
