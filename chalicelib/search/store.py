"""The rows of the search: put on condition, deleted, and read newest first."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.table import RequestsRow

from .model import Finding

_ROWS: Any = table.row_of(RequestsRow, Finding)

Key = tuple[str, str]


class Read(Struct, frozen=True):
    """One row, where it stands, and what it takes (bytes)."""

    key: str
    row: Finding
    size: int


def put(key: Key, row: Finding) -> None:
    """Put a row unless a newer view of the same task stands there."""
    made = _ROWS(*key)
    for name, value in table.values_of(row).items():
        setattr(made, name, value)
    try:
        table.put(made, _ROWS.seen.does_not_exist() | (_ROWS.seen <= row.seen))
    except connection.ConditionFailed:
        pass  # what stands there is newer


def remove(keys: Iterable[Key]) -> int:
    """Delete these rows; return how many of them were there."""
    there = [(row.pk, row.sk) for row in table.batch(_ROWS, list(keys))]
    for key in there:
        table.delete(_ROWS(*key))
    return len(there)


def page(partition: str, before: str, limit: int) -> list[Read]:
    """Return at most `limit` rows of a partition before a position, the newest first."""
    rows = table.query(
        lambda: _ROWS.query(
            partition,
            _ROWS.sk < before,
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
        )
    )
    return [Read(row.sk, table.domain(row, Finding), size_of(row.values)) for row in rows]


def size_of(values: dict[str, Any]) -> int:
    """Return what an item of plain values takes, at least as much as DynamoDB says (bytes)."""
    return sum(len(name) + len(str(value).encode()) + 3 for name, value in values.items())
