"""The labels of a community: which there are, and replacing one by a new one."""

from msgspec import structs

from chalicelib.kernel.errors import NotFound

from . import store as estate
from .authorization import must_manage
from .communities import community_of
from .labels import successor
from .model import Community, Place
from .people import Staff
from .permissions import role_at

FOR_MANAGERS = "labels are for managers"


def labels(staff: Staff, code: str, *, now: int) -> tuple[Community, list[Place]]:
    """Return a community and its labels, the retired ones last; for its managers."""
    must_manage(staff, code, FOR_MANAGERS)
    found = sorted(estate.places(code, now=now), key=_by_place)
    return community_of(code, now=now), found


def live(places: list[Place]) -> list[Place]:
    """Return the labels that are to be printed."""
    return [place for place in places if place.retired_at is None]


def label(staff: Staff, code: str, *, now: int) -> Place:
    """Return one label of a community that this person manages."""
    place = estate.place(code, now=now)
    if place is None or role_at(staff, place.community) == "nobody":
        raise NotFound("there is no such label")
    must_manage(staff, place.community, FOR_MANAGERS)
    return place


def rotate(staff: Staff, code: str, *, secret: bytes, now: int) -> Place:
    """Replace a label by a new one for the same spot, and return that.

    The new one is put before the old one is retired, so that a kill in between leaves a
    label nobody has printed yet. Rotating again finds the same successor: once is enough.
    """
    old = label(staff, code, now=now)
    if old.replaced_by:
        return label(staff, old.replaced_by, now=now)
    return replace(old, secret=secret, now=now)


def replace(old: Place, *, secret: bytes, now: int) -> Place:
    """Put a new label for the spot of an old one, and retire that; return the new one."""
    new = successor(old, secret=secret)
    estate.put_place(new)
    estate.retire_place(structs.replace(old, replaced_by=new.code, retired_at=now))
    return new


def _by_place(place: Place) -> tuple[bool, str, str, str]:
    return place.retired_at is not None, place.building, place.floor, place.code
