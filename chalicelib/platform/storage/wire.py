"""
Items as they stand on the wire, for who looks at little of much: the board reads a few
attributes of each open task and shows a hundred of them whole.

An attribute is typed as DynamoDB types it, so that msgspec reads it in one go and passes over
all others: an eighth of the CPU of making the whole item.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.platform.clients import raw_items

from . import attributes, table
from .connection import asking

T = TypeVar("T", bound=Struct)

Wire = msgspec.Raw | dict[str, Any]
"""An item that nobody has looked into; where there is no wire, as DynamoDB's JSON has it."""


PAGE = 500
"""Rows of one answer: some 350 KB, which comes well within the time that a read may take."""


class S(Struct, frozen=True):
    """A text."""

    S: str = ""


class N(Struct, frozen=True):
    """A number."""

    N: int | None = None


class Texts(Struct, frozen=True):
    """A list of texts."""

    L: list[S] = []


class Numbers(Struct, frozen=True):
    """A list of numbers."""

    L: list[N] = []


class Pairs(Struct, frozen=True):
    """A list of lists of numbers."""

    L: list[Numbers] = []


def query(model: Any, key: str, index: str) -> Iterator[Wire]:
    """Yield all that stands under a key of an index."""
    last: dict[str, Any] | None = None
    while True:
        page = _page(model._get_connection(), key, index, last)
        yield from page["Items"]
        last = page.get("LastEvaluatedKey")
        if not last:
            return


def _page(connection: Any, key: str, index: str, start: dict[str, Any] | None) -> Any:
    wanted = raw_items.set(True)
    try:
        return asking(
            lambda: connection.query(key, index_name=index, exclusive_start_key=start, limit=PAGE)
        )
    finally:
        raw_items.reset(wanted)


def outlined(item: Wire, kind: type[T]) -> T:
    """Return the attributes of an item that `kind` names."""
    if isinstance(item, msgspec.Raw):
        return msgspec.json.decode(item, type=kind, strict=False)
    return msgspec.convert(item, kind, strict=False)


def whole(item: Wire, kind: type[T]) -> T:
    """Return the domain's struct of an item."""
    plain = msgspec.json.decode(item) if isinstance(item, msgspec.Raw) else item
    return table.domain(attributes.Stored(plain), kind)
