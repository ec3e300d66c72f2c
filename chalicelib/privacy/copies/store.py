"""Copies of a community, the newest first."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .model import Copy

COPY = "copy"
MOST = 50

COPIES = Kind(Copy, lambda copy: (_list(copy.community), f"{COPY}#{copy.id}"))


def get(id: str) -> Copy | None:
    return COPIES.get(_list(id.partition("-")[0]), f"{COPY}#{id}")


def of_community(community: str) -> list[Copy]:
    """Return the copies of a community, the newest first."""
    within = COPIES.row.sk.startswith(f"{COPY}#")
    rows = table.query(
        lambda: COPIES.row.query(_list(community), within, consistent_read=True, limit=MOST)
    )
    return sorted((table.domain(row, Copy) for row in rows), key=lambda copy: -copy.made_at)


def _list(community: str) -> str:
    return f"{community}-copies"
