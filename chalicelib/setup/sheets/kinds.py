"""The kinds of sheets, by what their rows are."""

from collections.abc import Mapping

from .contractors import CONTRACTORS
from .holidays import HOLIDAYS
from .households import HOUSEHOLDS
from .people import PEOPLE
from .places import PLACES
from .reading import Kind
from .topics import TOPICS

KINDS: Mapping[str, Kind] = {
    "places": PLACES,
    "households": HOUSEHOLDS,
    "people": PEOPLE,
    "contractors": CONTRACTORS,
    "holidays": HOLIDAYS,
    "topics": TOPICS,
}
