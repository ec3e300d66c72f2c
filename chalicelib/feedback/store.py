"""
Opinions: one item each, listed by time in the place index.

The index row says when, in which building and who heard; the rest is read from the items
themselves, a hundred in one call: a row of an index is never believed.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind
from chalicelib.platform.storage.table import RequestsRow

from .model import Opinion

OPINION = "opinion"


class Heard(Struct, frozen=True):
    """One opinion as the index lists it."""

    id: str
    at: int
    topic: str
    kind: str
    department: str
    """The one that heard it."""
    building: str


def _index(opinion: Opinion) -> Keys:
    # The building comes last: its code is the community's own, and may hold anything.
    said = f"{opinion.created_at:013d}#{opinion.id}#{opinion.department}#{opinion.building}"
    return {"place_pk": _list(opinion.community), "place_sk": said}


OPINIONS = Kind(Opinion, lambda opinion: (opinion.id, OPINION), _index)


def insert(opinion: Opinion) -> bool:
    """Put a new opinion unless there is one of this id; say whether it was put."""
    return OPINIONS.insert(opinion)


def get(opinion_id: str) -> Opinion | None:
    return OPINIONS.get(opinion_id, OPINION)


def save(before: Opinion, after: Opinion) -> Opinion:
    """See Kind.save."""
    return OPINIONS.save(before, after)


def delete(opinion: Opinion) -> None:
    """See Kind.delete."""
    OPINIONS.delete(opinion)


def heard(community: str, since: int, until: int) -> list[Heard]:
    """Return what a community heard from `since` until before `until`, oldest first."""
    between = RequestsRow.place_sk.between(f"{since:013d}", f"{until - 1:013d}#~")
    rows = table.query(lambda: OPINIONS.row.by_place.query(_list(community), between))
    return [_heard(row) for row in rows]


def newest(community: str, *, limit: int, after: str = "") -> tuple[list[Opinion], str]:
    """Return at most `limit` opinions, newest first, and the key to go on after."""
    bound = RequestsRow.place_sk < after if after else None
    rows = table.query(
        lambda: OPINIONS.row.by_place.query(
            _list(community), bound, limit=limit + 1, scan_index_forward=False
        )
    )
    found = read(row.pk for row in rows[:limit])
    return found, rows[limit - 1].place_sk if len(rows) > limit else ""


def read(opinion_ids: Iterable[str]) -> list[Opinion]:
    """Return these opinions as they stand now, in this order; those that are gone left out."""
    wanted = list(dict.fromkeys(opinion_ids))
    rows = table.batch(OPINIONS.row, [(id_, OPINION) for id_ in wanted])
    known = {row.pk: table.domain(row, Opinion) for row in rows}
    return [known[id_] for id_ in wanted if id_ in known]


def _list(community: str) -> str:
    return f"{community}#opinions"


def _heard(row: object) -> Heard:
    at, id_, department, building = _parts(str(getattr(row, "place_sk", "")))
    topic, kind = getattr(row, "topic", None), getattr(row, "kind", None)
    return Heard(id_, int(at), topic or "", kind or "", department, building)


def _parts(sort_key: str) -> Iterator[str]:
    return iter(sort_key.split("#", 3))
