"""
Items with a life in the table `requests`: put once, then changed by conditional writes.

Use cases compute the item as it should be; `save` writes the difference on condition
that nothing that matters moved since it was read. One write, no transaction, no lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.kernel.entity import Entity, Recorded
from chalicelib.kernel.history import Step

from . import attributes, connection, moved, table
from .connection import ConditionFailed
from .table import RequestsRow, domain, due_key, shard

T = TypeVar("T", bound=msgspec.Struct)
E = TypeVar("E", bound=Entity)

Keys = dict[str, str | None]
Keyed = dict[str, dict[str, Any]]
"""An item as DynamoDB gives it."""


KINDS: dict[type, Kind[Any]] = {}
"""Struct to its kind: each says it of itself when it is made."""


class Kind(Generic[T]):
    """How one kind of item is stored: its struct, its row, its key and its index keys."""

    def __init__(
        self,
        struct: type[T],
        key: Callable[[T], tuple[str, str]],
        index: Callable[[T], Keys] | None = None,
        *,
        lean: bool = False,
    ) -> None:
        """Make a kind; of a `lean` one a new item is stored without what is empty, as its struct
        has it when nothing is said: no condition of ours may ask for such a field."""
        self.struct = struct
        self.key = key
        self._empty = _empty_by_default(struct) if lean else {}
        self._index = index or (lambda _: {})
        KINDS[struct] = self
        table.STORED.add(struct)

    @cached_property
    def row(self) -> Any:
        """The struct's row; made when first wanted, for no function wants all kinds."""
        return table.row_of(RequestsRow, self.struct)

    def index_keys(self, item: T) -> Keys:
        """Return the keys of the sparse indexes; None takes the item out of that index."""
        pk, _ = self.key(item)
        due_at = getattr(item, "due_at", None)
        clock: Keys = {
            "due_pk": shard(pk),
            "due_sk": due_key(due_at, pk) if due_at is not None else None,
        }
        if isinstance(item, Recorded):
            clock["moved_pk"] = moved.key_of(pk, item.changed_at)
        return clock | self._index(item)

    def insert(self, item: T) -> bool:
        """Put a new item unless its key is taken; say whether it was put."""
        values = table.values_of(item)
        for name, empty in self._empty.items():
            if values.get(name) == empty:
                del values[name]
        return table.put_new(self.row, *self.key(item), values | self.index_keys(item))

    def get(self, pk: str, sk: str, *, consistent: bool = True) -> T | None:
        """Return the item or None."""
        row = table.get(self.row, pk, sk, consistent=consistent)
        return None if row is None else domain(row, self.struct)

    def save(self: Kind[E], before: E, after: E) -> E:
        """Write what differs, if nobody wrote the item since it was read; return it.

        Every write of an item counts up its `writes`, bookkeeping included, so that one
        number says whether anything moved. Raises ConditionFailed, and then nothing was
        written.
        """
        counted = msgspec.structs.replace(after, writes=before.writes + 1)
        row = self.row(*self.key(before))
        table.update(row, list(self._differences(before, counted)), self._unmoved(before))
        return counted

    def is_indexed(self, item: T, raw: Keyed, *, since: str = "") -> bool:
        """Say whether the stored keys of the sparse indexes are as they should be.

        What was over before the day `since` may lack its day: the releases that had no such
        index wrote none, and nobody reads it.
        """
        keys = self.index_keys(item)
        if "moved_pk" not in raw and moved.is_of_old(keys.get("moved_pk") or "", since):
            keys.pop("moved_pk", None)
        return all(raw.get(name, {}).get("S") == value for name, value in keys.items())

    def index(self: Kind[E], item: E) -> None:
        """Write the keys of the sparse indexes as they should be, if the item did not move."""
        row = self.row(*self.key(item))
        actions = [self.row.writes.set(item.writes + 1)]
        for name, value in self.index_keys(item).items():
            attribute = getattr(self.row, name)
            actions.append(attribute.remove() if value is None else attribute.set(value))
        table.update(row, actions, self._unmoved(item))

    def delete(self: Kind[E], item: E) -> None:
        """Delete the item if it is still as it was read; gone already is fine."""
        row = self.row(*self.key(item))
        connection.asking(
            lambda: row.delete(condition=self._unmoved(item) | self.row.pk.does_not_exist())
        )

    def _unmoved(self, before: Entity) -> Condition:
        return self.row.writes == before.writes

    def _differences(self, before: T, after: T) -> Iterator[Action]:
        old = table.values_of(before) | self.index_keys(before)
        new = table.values_of(after) | self.index_keys(after)
        for name in sorted(old.keys() | new.keys()):
            was, now = old.get(name), new.get(name)
            if was == now:
                continue
            attribute = getattr(self.row, name)
            if now is None:
                yield attribute.remove()
            elif name in _BY_ENTRY and was:
                yield from _entries(attribute, was, now)
            else:
                yield attribute.set(now)


def _empty_by_default(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the fields of a struct that are empty when nothing is said of them."""
    return {
        field.name: empty
        for field in msgspec.structs.fields(struct)
        for empty in [_default(field)]
        if empty is not None and not empty
    }


def _default(field: Any) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return None if field.default_factory is msgspec.NODEFAULT else field.default_factory()


_BY_ENTRY = frozenset({"steps", "events"})


def _entries(attribute: Any, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Action]:
    for key in sorted(was.keys() | now.keys()):
        if key not in now:
            yield attribute[key].remove()
        elif was.get(key) != now[key]:
            yield attribute[key].set(attributes.plain(now[key]))


def step_value(step: Step) -> dict[str, Any]:
    """Return a step as DynamoDB stores it inside the map of steps."""
    return attributes.plain(msgspec.to_builtins(step))


__all__ = ["ConditionFailed", "Kind", "step_value"]
