"""Changes, one row each, in the partition of their community; the newest are read first."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .changes import Change

CHANGE = "change"

CHANGES = Kind(Change, lambda change: (_list(change.community), f"{CHANGE}#{change.number}"))


def insert(change: Change) -> bool:
    """Put a change unless one stands under its number; say whether it was put."""
    return CHANGES.insert(change)


def get(community: str, number: str) -> Change | None:
    return CHANGES.get(_list(community), f"{CHANGE}#{number}")


def save(before: Change, after: Change) -> Change:
    """See Kind.save."""
    return CHANGES.save(before, after)


def delete(change: Change) -> None:
    CHANGES.delete(change)


def newest(community: str, *, before: str, limit: int) -> list[Change]:
    """Return the changes of a community, the newest first; with `before`, those before it."""
    bound = CHANGES.row.sk.between(f"{CHANGE}#", f"{CHANGE}#{before or '~'}")
    rows = table.query(
        lambda: CHANGES.row.query(
            _list(community),
            bound,
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
        )
    )
    found = [table.domain(row, Change) for row in rows]
    return [change for change in found if change.number != before]


def _list(community: str) -> str:
    return f"{community}-changes"
