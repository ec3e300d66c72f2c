"""What is stuck in each community: one small item a stuck item, found by one query."""

from typing import Any

from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.table import RequestsRow

from .stuck import Stuck

_ROWS: Any = table.row_of(RequestsRow, Stuck)


def put(stuck: Stuck) -> bool:
    """Note a stuck item unless it is noted; say whether it was put."""
    return table.put_new(_ROWS, *_key(stuck), table.values_of(stuck))


def listed(community: str) -> list[Stuck]:
    """Return what was noted as stuck; whoever shows it looks whether it still is."""
    rows = table.query(lambda: _ROWS.query(f"{community}-stuck", _ROWS.sk.startswith("stuck#")))
    return [table.domain(row, Stuck) for row in rows]


def forget(stuck: Stuck) -> None:
    """Delete the note; gone already is fine."""
    row = _ROWS(*_key(stuck))
    connection.asking(lambda: row.delete())


def _key(stuck: Stuck) -> tuple[str, str]:
    doubt = f"|{stuck.doubt}" if stuck.doubt else ""
    return f"{stuck.community}-stuck", f"stuck#{stuck.item}|{stuck.kind}{doubt}"
