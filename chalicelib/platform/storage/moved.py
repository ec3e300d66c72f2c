"""
The moved index: what is not over yet, and of the rest what last moved on a day (UTC).

An item's key changes once a day at most, and that of a request twice in its life: what is
finished stays where it stood on its last day, and nobody reads that day again.
"""

import heapq
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from chalicelib.kernel.worktime import local_day

from . import table

OPEN = "open"


def key_of(pk: str, changed_at: int, *, over: bool = True) -> str:
    """Return where an item stands in the index: among what is open, or at its last day."""
    return f"{day_of(changed_at) if over else OPEN}#{table.spread(pk)}"


def day_of(at: int) -> str:
    return local_day("UTC", at)


def is_of_old(key: str, since: str) -> bool:
    """Say whether a key is of a day before `since`, which nobody asks for any more."""
    return not key.startswith(f"{OPEN}#") and key < since


def page(
    shard: int, days: Iterable[str], after: str, *, limit: int, within: str = ""
) -> tuple[list[str], str]:
    """Return the next keys (pk) of a shard that are open or moved on these days, in order.

    Only those that begin with `within`. The second value is the last of them; "" when there
    are no more.
    """
    found, ends = [], []
    for name in (OPEN, *days):
        keys = _part(f"{name}#{shard}", after, limit, within)
        found.append(keys)
        if len(keys) == limit:
            ends.append(keys[-1])
    end = min(ends, default="")
    merged = [pk for pk, _ in groupby(heapq.merge(*found)) if not end or pk <= end]
    return merged, end


def _part(key: str, after: str, limit: int, within: str) -> list[str]:
    model = table.RequestsRow
    bound: Any = model.pk > after if after else None
    if within:
        # No key of ours has what comes before a letter or digit, or behind all of them.
        bound = model.pk.between(f"{after}!" if after else within, f"{within}~")
    rows = table.query(lambda: model.by_moved.query(key, bound, limit=limit, page_size=limit))
    return [row.pk for row in rows]
