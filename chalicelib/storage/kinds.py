"""The registry of stored entities, by the first word of their sort key, or by struct."""

from typing import Any, TypeVar

from ..domain.entity import Entity
from .bundles import BUNDLES
from .cautions import CAUTION, CAUTIONS
from .clearings import CLEARINGS
from .contacts import CONTACTS
from .digests import DIGESTS
from .hearing import CLOCKS as HEARING_CLOCKS
from .hearing import HEARING
from .households import HOME, HOMES
from .items import Kind
from .kindness import THANKS, THANKS_ITEM
from .lessons import LESSON, LESSONS
from .measures import MEASURE, MEASURES
from .needs import ALL as ALL_NEEDS
from .needs import NEEDS
from .opinions import OPINION, OPINIONS
from .outages import OUTAGES
from .requests import NOTES, REQUESTS, TASKS
from .ways import WAY, WAYS

E = TypeVar("E", bound=Entity)

KINDS: dict[str, Kind[Any]] = {
    "request": REQUESTS,
    "task": TASKS,
    "note": NOTES,
    "contact": CONTACTS,
    "bundle": BUNDLES,
    HOME: HOMES,
    CAUTION: CAUTIONS,
    "clearing": CLEARINGS,
    "digest": DIGESTS,
    OPINION: OPINIONS,
    LESSON: LESSONS,
    MEASURE: MEASURES,
    NEEDS: ALL_NEEDS,
    HEARING: HEARING_CLOCKS,
    "outage": OUTAGES,
    THANKS_ITEM: THANKS,
    WAY: WAYS,
}


def name_of(sk: str) -> str:
    """Return the name of the kind that stands at this sort key."""
    return sk.split("#", 1)[0]


def get(pk: str, sk: str) -> Any | None:
    """Return the item at this key as it stands now, or None."""
    kind = KINDS.get(name_of(sk))
    return None if kind is None else kind.get(pk, sk)


def key_of(item: Entity) -> tuple[str, str]:
    """Return where an item stands."""
    return _of(item).key(item)


def save(before: E, after: E) -> E:
    """See Kind.save."""
    return _of(before).save(before, after)


def index(item: Entity) -> None:
    """See Kind.index."""
    _of(item).index(item)


def _of(item: E) -> Kind[E]:
    return next(kind for kind in KINDS.values() if isinstance(item, kind.struct))
