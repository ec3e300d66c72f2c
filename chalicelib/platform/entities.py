"""The registry of stored entities, by the first word of their sort key, or by struct."""

from typing import Any, TypeVar

from chalicelib.cases.contacts.store import CONTACTS
from chalicelib.cases.outages.store import OUTAGES
from chalicelib.cases.requests.store import NOTES, REQUESTS, TASKS
from chalicelib.escalation.batches import BUNDLES
from chalicelib.estate.reassignments_store import CLEARINGS
from chalicelib.feedback.coverage_store import CLOCKS as HEARING_CLOCKS
from chalicelib.feedback.coverage_store import HEARING
from chalicelib.feedback.store import OPINION, OPINIONS
from chalicelib.households.store import HOME, HOMES
from chalicelib.improvements.needs_store import ALL as ALL_NEEDS
from chalicelib.improvements.needs_store import NEEDS
from chalicelib.improvements.store import MEASURE, MEASURES
from chalicelib.kernel.entity import Entity
from chalicelib.lessons.cautions_store import CAUTION, CAUTIONS
from chalicelib.lessons.store import LESSON, LESSONS
from chalicelib.notifications.ways.store import WAY, WAYS
from chalicelib.recognition.store import THANKS, THANKS_ITEM
from chalicelib.reports.digest_store import DIGESTS

from .storage.items import Kind

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
