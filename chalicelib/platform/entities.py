"""
Every kind of stored entity: found by the first word of its sort key, or by its struct.

Which there are, and by which clocks each is due, their features say (`feature.py`).
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import Step

from .feature import Named, features
from .storage import table
from .storage.items import KINDS, Kind

E = TypeVar("E", bound=Entity)


def name_of(sk: str) -> str:
    """Return the name of the entity that stands at this sort key."""
    return sk.split("#", 1)[0]


@cache
def names() -> Mapping[str, Named]:
    """Return the name of each entity that is looked after, and its Kind."""
    return {name: kind for feature in features() for name, kind in feature.named(feature.entities)}


@cache
def kind_of(name: str) -> Kind[Any] | None:
    """Return the Kind of this name, or None when no feature knows it."""
    kind = names().get(name)
    return None if kind is None else kind.load()


@cache
def _clocks() -> Mapping[str, Callable[[Any, int], list[int | None]]]:
    return {
        name: clocks for feature in features() for name, clocks in feature.named(feature.clocks)
    }


def clocks_of(item: Entity, *, now: int) -> list[int | None]:
    """Return every instant (epoch ms) at which the sweep has to look at this item again."""
    clocks = _clocks().get(name_of(key_of(item)[1]))
    return [] if clocks is None else clocks(item, now)


@cache
def _followers() -> Mapping[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for feature in features():
        for name, follower in feature.named(feature.follows):
            found.setdefault(name, []).append(follower)
    return found


def owed_beside(name: str, community: str, step: Step, *, now: int) -> list[str]:
    """Return what a step of an item of this name owes to other features."""
    followers = _followers().get(name, ())
    return [what for follower in followers for what in follower(name, community, step, now)]


def get(pk: str, sk: str) -> Any | None:
    """Return the item at this key as it stands now, or None."""
    kind = kind_of(name_of(sk))
    return None if kind is None else kind.get(pk, sk)


def rows(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Return what stands at these keys now, a hundred in one call, for `of_row` to read."""
    found = table.batch(table.RequestsRow, list(keys))
    return {(row.pk, row.sk): row for row in found}


def of_row(row: Any | None) -> Any | None:
    """Return the item of a row, or None."""
    if row is None:
        return None
    kind = kind_of(name_of(row.sk))
    return None if kind is None else table.domain(row, kind.struct)


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
    return KINDS[type(item)]
