"""The due index: what has a clock that is over, of whatever kind, oldest first."""

from msgspec import Struct

from .. import settings
from . import table


class Due(Struct, frozen=True):
    """An item that was due when the index was last told."""

    pk: str
    sk: str
    due_at: int


def shards() -> range:
    return range(settings.due_shards())


def now_due(shard: int, now: int, *, limit: int) -> list[Due]:
    """Return at most `limit` items of a shard that are due, the longest due first."""
    model = table.RequestsRow
    bound = model.due_sk < f"{now + 1:013d}"
    rows = table.query(
        lambda: model.by_due.query(f"due#{shard}", bound, limit=limit, page_size=limit)
    )
    return [Due(row.pk, row.sk, int(row.due_sk[:13])) for row in rows]
