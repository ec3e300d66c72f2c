"""Ways to reach a member of staff: one item a login."""

from collections.abc import Iterable

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .model import Way

WAY = "way"
WAYS = Kind(Way, lambda way: (_key(way.login), WAY))


def insert(way: Way) -> bool:
    """Put the ways of a login unless there are some; say whether they were put."""
    return WAYS.insert(way)


def get(login: str) -> Way | None:
    return WAYS.get(_key(login), WAY)


def of_logins(logins: Iterable[str]) -> dict[str, Way]:
    """Return the ways of these logins that have any, a hundred in one call."""
    keys = [(_key(login), WAY) for login in dict.fromkeys(logins)]
    found = [table.domain(row, Way) for row in table.batch(WAYS.row, keys)]
    return {way.login: way for way in found}


def _key(login: str) -> str:
    return f"way#{login}"
