"""
The one reader of the whole table, and what it keeps between its calls.

    requests   pk = "reconcile"         sk = "run#<UTC date>": how far that day's run came
                                        sk = "run#round+<UTC date>": and the round begun then
               pk = "reconcile#<date>"  sk = "part#<chunk>#<community>": counts on their way
                                        sk = "total#<community>": what the next run compares with
               pk = "<community>-tally" sk = "tally#<local date>"

Nobody else scans, and nobody who waits waits for this.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.kernel.entity import Entity
from chalicelib.platform import entities as kinds
from chalicelib.platform.storage import moved, table
from chalicelib.platform.storage.connection import asking
from chalicelib.platform.storage.items import Kind
from chalicelib.platform.storage.table import RequestsRow
from chalicelib.privacy import store as erasure

from .daily_stats import Tally
from .reconcile_run import Part, Run, Total

PAGE = 500
KEYS = 100
"""Keys of the moved index that are read in one go, each with all that stands under it."""

RUNS = Kind(Run, lambda run: ("reconcile", f"run#{run.date}"))
_PARTS: Any = table.row_of(RequestsRow, Part)
_TOTALS: Any = table.row_of(RequestsRow, Total)
_TALLIES: Any = table.row_of(RequestsRow, Tally)


class Found(Struct, frozen=True):
    """One item of the table, and whether its index rows are as they should be."""

    pk: str
    sk: str
    item: Entity | None
    """None: half an item, which none of our writes leaves behind."""
    indexed: bool
    beside: frozenset[str] = frozenset()
    """The kinds of what stands under the same key: of a request, as far as the page shows."""


def page(segment: int, of: int, after: str, *, since: str = "") -> tuple[list[Found], int, str]:
    """Return the items with a life on the next page, how many were read, and where to go on.

    `since`: see Kind.is_indexed.
    """
    connection = RequestsRow._get_connection()
    start = json.loads(after) if after else None
    answer = asking(
        lambda: connection.scan(
            segment=segment, total_segments=of, limit=PAGE, exclusive_start_key=start
        )
    )
    items = answer.get("Items", [])
    last = answer.get("LastEvaluatedKey")
    beside = _beside(items)
    found = _all_found(items, beside, since)
    return found, len(items), json.dumps(last, sort_keys=True) if last else ""


def moved_page(shard: int, days: list[str], after: str) -> tuple[list[Found], int, str]:
    """Return the same of the next keys that are open or moved on these days (UTC, in order)."""
    keys, end = moved.page(shard, days, after, limit=KEYS)
    found: list[Found] = []
    read = 0
    for pk in keys:
        items = _under(pk)
        read += len(items)
        words = frozenset(kinds.name_of(raw["sk"]["S"]) for raw in items)
        found += _all_found(items, {pk: words}, days[0])
    return found, read, end


def _under(pk: str) -> list[dict[str, Any]]:
    connection = RequestsRow._get_connection()

    def read(start: Any) -> dict[str, Any]:
        return asking(lambda: connection.query(pk, exclusive_start_key=start))

    answer = read(None)
    items: list[dict[str, Any]] = answer.get("Items", [])
    while answer.get("LastEvaluatedKey"):
        answer = read(answer["LastEvaluatedKey"])
        items += answer.get("Items", [])
    return items


def _all_found(
    items: list[dict[str, Any]], beside: dict[str, frozenset[str]], since: str
) -> list[Found]:
    found = (_found(raw, beside, since) for raw in items)
    return [each for each in found if each is not None]


def _beside(items: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the kinds of what stands under each key; at the edges of a page it is asked for."""
    words: dict[str, set[str]] = {}
    for raw in items:
        words.setdefault(raw["pk"]["S"], set()).add(kinds.name_of(raw["sk"]["S"]))
    for pk in {raw["pk"]["S"] for raw in (*items[:1], *items[-1:])}:
        if "request" in words[pk]:
            words[pk] |= {kinds.name_of(sk) for sk in erasure.keys_under(pk)}
    return {pk: frozenset(found) for pk, found in words.items()}


def _found(raw: dict[str, Any], beside: dict[str, frozenset[str]], since: str) -> Found | None:
    pk, sk = raw["pk"]["S"], raw["sk"]["S"]
    kind = kinds.kind_of(kinds.name_of(sk))
    if kind is None:
        return None
    try:
        item = table.domain(kind.row.from_raw_data(raw), kind.struct)
    except msgspec.ValidationError:
        return Found(pk, sk, None, True)
    return Found(pk, sk, item, kind.is_indexed(item, raw, since=since), beside[pk])


def run(date: str) -> Run | None:
    return RUNS.get("reconcile", f"run#{date}")


def last_finished(before: str) -> Run | None:
    """Return the last run before this day that came to its end."""
    model = RUNS.row
    bound = model.sk.between("run#", f"run#{before}!")
    rows = table.query(
        lambda: model.query(
            "reconcile", bound, scan_index_forward=False, limit=30, consistent_read=True
        )
    )
    found = [table.domain(row, Run) for row in rows]
    return next((each for each in found if each.finished_at and each.date < before), None)


def begin(run: Run) -> bool:
    """Put a new run unless there is one of this day; say whether it was put."""
    return RUNS.insert(run)


def save(before: Run, after: Run) -> Run:
    """See Kind.save."""
    return RUNS.save(before, after)


def put_part(date: str, chunk: str, part: Part) -> None:
    """Put what a chunk holds of a community; the same chunk again is the same part."""
    _put(_PARTS(f"reconcile#{date}", f"part#{chunk}#{part.community}"), part)


def parts(date: str) -> Iterable[tuple[str, Part]]:
    """Return every part of a day's run, with the chunk it belongs to."""
    rows = table.query(
        lambda: _PARTS.query(
            f"reconcile#{date}", _PARTS.sk.startswith("part#"), consistent_read=True
        )
    )
    return [(row.sk.split("#")[1], table.domain(row, Part)) for row in rows]


def put_total(date: str, total: Total) -> None:
    _put(_TOTALS(f"reconcile#{date}", f"total#{total.community}"), total)


def totals(date: str) -> list[Total]:
    """Return what a finished run counted, by community."""
    rows = table.query(
        lambda: _TOTALS.query(
            f"reconcile#{date}", _TOTALS.sk.startswith("total#"), consistent_read=True
        )
    )
    return [table.domain(row, Total) for row in rows]


def forget(date: str, what: str) -> None:
    """Delete the parts, or the totals, of a day's run."""
    pk = f"reconcile#{date}"
    rows = table.query(
        lambda: RequestsRow.query(
            pk, RequestsRow.sk.startswith(f"{what}#"), attributes_to_get=["pk", "sk"]
        )
    )
    for row in rows:
        table.delete(RequestsRow(row.pk, row.sk))


def put_tally(tally: Tally) -> None:
    """Put a day's tally, whatever stands there: it is counted anew from what happened."""
    _put(_TALLIES(f"{tally.community}-tally", f"tally#{tally.date}"), tally)


def tallies(community: str, since: str, until: str) -> list[Tally]:
    """Return the tallies of these local dates, both included, oldest first: one query."""
    between = _TALLIES.sk.between(f"tally#{since}", f"tally#{until}")
    rows = table.query(lambda: _TALLIES.query(f"{community}-tally", between))
    return [table.domain(row, Tally) for row in rows]


def _put(row: Any, item: Struct) -> None:
    for name, value in table.values_of(item).items():
        setattr(row, name, value)
    table.put(row)
