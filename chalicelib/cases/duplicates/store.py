"""Joins: one small item for each request that joined another, or an outage."""

from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.items import Keys, Kind

from .model import Join


def parent_key(parent: str) -> str:
    """Return the partition of what was joined: an outage's id has a key of its own."""
    return parent.replace("-outage-", "-outage#", 1)


def beside_key(parent: str) -> str:
    """Return where the place index lists what those who joined a request added.

    With a dot, which no building of a community is called after.
    """
    return f"{parent}.beside"


def beside_keys(parent: str, at: int) -> Keys:
    """Return the index keys of something that was added, if it is listed under a parent."""
    return {
        "place_pk": beside_key(parent) if parent else None,
        "place_sk": f"{at:013d}" if parent else None,
    }


JOINS = Kind(Join, lambda join: (parent_key(join.parent), f"join#{join.request}"))


def insert(join: Join) -> bool:
    """Put a join, once; say whether it was put."""
    return JOINS.insert(join)


def remove(parent: str, request_id: str) -> None:
    """Take a request off the list of what it had joined."""
    table.delete(JOINS.row(parent_key(parent), f"join#{request_id}"))


def of(parent: str, *, limit: int, after: str = "") -> list[Join]:
    """Return at most `limit` joins after that of the request `after`, as they stand now."""
    model = JOINS.row
    bound = model.sk.between(f"join#{after}!", "join#~") if after else model.sk.startswith("join#")
    rows = table.query(
        lambda: model.query(
            parent_key(parent), bound, consistent_read=True, limit=limit, page_size=limit
        )
    )
    return [table.domain(row, Join) for row in rows]


def count(parent: str) -> int:
    """Return how many joined, as it stands now: every row is read, and none is sent."""
    model = JOINS.row
    prefix = model.sk.startswith("join#")
    return connection.asking(
        lambda: int(model.count(parent_key(parent), prefix, consistent_read=True))
    )


def any_of(parent: str) -> bool:
    """Say whether anybody has joined this."""
    return bool(of(parent, limit=1))
