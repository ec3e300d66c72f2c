"""Points on the map, as people copy them from one."""

from typing import NamedTuple


class Point(NamedTuple):
    """Degrees north and east, WGS 84."""

    lat: float
    long: float


def point_of(text: str) -> Point | None:
    """Return the point of "22.2810,114.1580", or None where it is none."""
    lat, _, long = text.partition(",")
    try:
        found = Point(float(lat), float(long))
    except ValueError:
        return None
    return found if abs(found.lat) <= 90 and abs(found.long) <= 180 else None
