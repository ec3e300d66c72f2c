"""Measures: one item each, listed by topic and building in the place index."""

from collections.abc import Iterable

from msgspec import Struct

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind
from chalicelib.platform.storage.table import RequestsRow

from .model import Measure

MEASURE = "measure"


class Listed(Struct, frozen=True):
    """One measure as the index lists it."""

    id: str
    topic: str
    state: str
    created_at: int


def _index(measure: Measure) -> Keys:
    return {
        "place_pk": _list(measure.community),
        "place_sk": f"{_spot(measure.topic, measure.building)}{measure.id}",
    }


MEASURES = Kind(Measure, lambda measure: (measure.id, MEASURE), _index)


def insert(measure: Measure) -> bool:
    """Put a new measure unless there is one of this id; say whether it was put."""
    return MEASURES.insert(measure)


def get(measure_id: str) -> Measure | None:
    return MEASURES.get(measure_id, MEASURE)


def save(before: Measure, after: Measure) -> Measure:
    """See Kind.save."""
    return MEASURES.save(before, after)


def listed(community: str) -> list[Listed]:
    """Return every measure of a community as the index has it; they are dozens, not thousands."""
    rows = table.query(lambda: MEASURES.row.by_place.query(_list(community)))
    return [Listed(row.pk, row.topic or "", row.state or "", int(row.created_at)) for row in rows]


def at(community: str, topic: str, building: str) -> list[Measure]:
    """Return the measures on this topic in this building, as they stand now."""
    begins = RequestsRow.place_sk.startswith(_spot(topic, building))
    rows = table.query(lambda: MEASURES.row.by_place.query(_list(community), begins))
    found = read(row.pk for row in rows)
    return [m for m in found if (m.topic, m.building) == (topic, building)]


def read(measure_ids: Iterable[str]) -> list[Measure]:
    """Return these measures as they stand now, in this order; those that are gone left out."""
    wanted = list(dict.fromkeys(measure_ids))
    rows = table.batch(MEASURES.row, [(id_, MEASURE) for id_ in wanted])
    known = {row.pk: table.domain(row, Measure) for row in rows}
    return [known[id_] for id_ in wanted if id_ in known]


def _list(community: str) -> str:
    return f"{community}#measures"


def _spot(topic: str, building: str) -> str:
    return f"{topic}#{building}#"
