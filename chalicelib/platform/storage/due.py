"""The due index: what has a clock that is over, of whatever kind, oldest first."""

from msgspec import Struct

from chalicelib.platform import settings

from . import table


class Due(Struct, frozen=True):
    """An item that was due when the index was last told."""

    pk: str
    sk: str
    due_at: int
    key: str
    """Its place in the index, to go on after."""


def shards() -> range:
    return range(settings.due_shards())


def now_due(shard: int, now: int, *, limit: int, after: str = "") -> list[Due]:
    """Return at most `limit` items of a shard that are due, the longest due first.

    Goes on after `after`, so that rows which the index has not forgotten yet are not
    read over and over.
    """
    model = table.RequestsRow
    until = f"{now:013d}#~"
    bound = model.due_sk.between(f"{after}!", until) if after else model.due_sk <= until
    rows = table.query(
        lambda: model.by_due.query(f"due#{shard}", bound, limit=limit, page_size=limit)
    )
    return [Due(row.pk, row.sk, int(row.due_sk[:13]), row.due_sk) for row in rows]
