"""
How many joined a request or an outage: a number that stands on what they joined.

A page of any of five thousand joiners says how many there are; it reads one number, not five
thousand rows. The number is always that of the rows: whoever puts a row, or takes one away,
counts them. Of many that is done once a minute, so that who joins last is counted a minute
late at most, and nobody's join waits for it.
"""

from typing import TypeVar

from msgspec import structs

from chalicelib.cases.outages import store as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.kernel import ids
from chalicelib.kernel.history import GRACE_MS, effect
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.effects import Tools, without
from chalicelib.platform.transition import apply_to, with_due_at

from . import store as joins

Parent = Request | Outage
P = TypeVar("P", bound=Request | Outage)

FEW = 50
"""So many rows are a few read units: they are counted at once."""
EVERY_MS = MINUTE_MS
"""More than that are counted this often."""

RECOUNT, COUNT = effect(1, "recount"), effect(1, "count")
"""To be counted when its minute is over; being counted."""


def parent_of(joined_to: str) -> Parent | None:
    """Return the request or outage of this id as it stands now."""
    return outages.get(joined_to) if ids.is_outage_id(joined_to) else requests.get(joined_to)


def note(parent_id: str, *, now: int) -> None:
    """See to it that a row which was put, or taken away, is counted; call it after that."""
    parent = parent_of(parent_id)
    if parent is not None and RECOUNT not in parent.pending:
        _noted(parent, now=now)


def _noted(parent: P, *, now: int) -> None:
    def at_once(found: P) -> P:
        return _counted(found, now=now)

    def later(found: P) -> P | None:
        if RECOUNT in found.pending:
            return None
        # The sweep sends what is owed for longer than its grace: then the minute is over.
        owed = {**found.pending, RECOUNT: (found.counted_at or 0) + EVERY_MS - GRACE_MS}
        return with_due_at(structs.replace(found, pending=owed), now=now)

    apply_to(parent, at_once if (parent.others or 0) < FEW else later)


def recount(item: P, name: str, *, now: int, tools: Tools) -> None:
    """Count what was put off: from its first write on, whoever comes asks for another count."""

    def begun(found: P) -> P | None:
        if name not in found.pending:
            return None
        kept = {key: since for key, since in found.pending.items() if key != name}
        owed = {**kept, COUNT: now}
        return with_due_at(structs.replace(found, pending=owed, counted_at=now, tries=0), now=now)

    begun_item = apply_to(item, begun).item
    if begun_item is not None:
        count(begun_item, COUNT, now=now, tools=tools)


def count(item: P, name: str, *, now: int, tools: Tools) -> None:
    """Count the rows, keep their number, and mark the effect as done in the same write."""

    def counted(found: P) -> P | None:
        if name not in found.pending:
            return None
        return without(_counted(found, now=now), name, now=now)

    apply_to(item, counted)


def of(parent: Parent) -> int:
    """Return how many joined; of what the release before wrote the rows are counted."""
    return joins.count(parent.id) if parent.others is None else parent.others


def joined(found: Aggregate) -> int:
    """Return how many joined a request that was read with what stands under it."""
    request = found.request
    return of(request) if found.joins or request.others else 0


def _counted(found: P, *, now: int) -> P:
    # Always a write, whatever came out: it lets who counted before this one count again.
    return structs.replace(found, others=joins.count(found.id), counted_at=now)
