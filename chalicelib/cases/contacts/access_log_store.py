"""Looks at contact data, one item each under their request."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .access_log import Look

LOOKS = Kind(Look, lambda look: (look.request, f"look#{look.at:013d}#{look.by}#{look.what}"))


def insert(look: Look) -> bool:
    """Put a look; the same person in the same millisecond looked once."""
    return LOOKS.insert(look)


def of_request(request_id: str) -> list[Look]:
    """Return every look at what is private under a request, oldest first."""
    prefix = LOOKS.row.sk.startswith("look#")
    rows = table.query(lambda: LOOKS.row.query(request_id, prefix, consistent_read=True))
    return [table.domain(row, Look) for row in rows]
