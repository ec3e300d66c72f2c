"""Keys of programs, in the partition of the community whose managers see them."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import ConditionFailed, Kind

from .model import MOST_KEYS, Key, community_in

KEY = "key"

KEYS = Kind(Key, lambda key: (_list(key.community), f"{KEY}#{key.id}"))


def insert(key: Key) -> bool:
    """Put a new key; say whether it was put."""
    return KEYS.insert(key)


def get(id: str) -> Key | None:
    """Return a key as it stands now: what was revoked opens nothing from that moment on."""
    return KEYS.get(_list(community_in(id)), f"{KEY}#{id}")


def of_community(community: str) -> list[Key]:
    """Return the keys that stand in a community, in no order."""
    within = KEYS.row.sk.startswith(f"{KEY}#")
    rows = table.query(
        lambda: KEYS.row.query(_list(community), within, consistent_read=True, limit=MOST_KEYS)
    )
    return [table.domain(row, Key) for row in rows]


def note_use(before: Key, after: Key) -> None:
    """Write down when a key was used; where others write it, they or the next use say more."""
    try:
        KEYS.save(before, after)
    except ConditionFailed:
        return


def _list(community: str) -> str:
    return f"{community}-programs"
