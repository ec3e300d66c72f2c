"""
The sweep: everything that is due, oldest first; the guarantee behind every effect.

It takes no meaning from its trigger: a missed run is repaired by the next, and a double
run is harmless. Each item is put off (2, 5, 30 minutes, then daily) before it is looked
after, so that one which fails, or kills the worker, never blocks the rest. Looking after
it writes its true due time again.
"""

import logging
from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import BACKOFF_MS, GRACE_MS, STUCK_AFTER
from chalicelib.platform import entities as kinds
from chalicelib.platform.effects import Tools, announce, timed
from chalicelib.platform.recoverable import POISON
from chalicelib.platform.storage import due as due_index
from chalicelib.platform.storage.due import Due
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import E
from chalicelib.reports import stuck_list as stuck

from .timers import tick

log = logging.getLogger(__name__)

BATCH = 100


class Swept(Struct, frozen=True, kw_only=True):
    """What one run over one shard did."""

    seen: int = 0
    looked_after: int = 0
    failed: int = 0
    stuck: int = 0
    oldest_overdue_ms: int = 0
    oldest_pending_ms: int = 0
    """How long the oldest effect that had to be sent again has waited."""
    unfinished: bool = False
    """True: time ran out before the shard was swept; it goes on through the sweep queue."""


def sweep(shard: int, *, now: int, tools: Tools, has_time: Callable[[], bool]) -> Swept:
    """Look after what is due in one shard, page by page, until done or out of time."""
    swept, after = Swept(), ""
    while True:
        page = due_index.now_due(shard, now, limit=BATCH, after=after)
        for found in page:
            if not has_time():
                return structs.replace(swept, unfinished=True)
            outcome, waited_ms = look_after(found, now=now, tools=tools)
            swept = _counted(swept, found, outcome, waited_ms, now)
        if len(page) < BATCH:
            return swept
        after = page[-1].key


def look_after(found: Due, *, now: int, tools: Tools) -> tuple[str, int]:
    """Do what is due with one item; return "done", "moved", "failed" or "stuck", and how
    long (ms) its oldest lost effect has waited."""
    stands: list[Entity] = []
    said = {"item": f"{found.pk}|{found.sk}"}
    outcome = "done"
    try:
        item = _taken(found, now=now)
        if item is None:
            return "moved", 0
        stands.append(item)
        if item.tries == STUCK_AFTER + 1:
            stuck.note(item, now=now)
        _attend(item, now=now, tools=tools)
    except POISON as error:
        # Constant text and ids: an error's own words may quote what a resident wrote.
        outcome = "failed"
        log.warning("swept", extra=said | {"outcome": outcome, "reason": type(error).__name__})
    else:
        log.info("swept", extra=said | {"outcome": outcome})
    if any(item.tries > STUCK_AFTER for item in stands):
        outcome = "stuck"
    waits = [now - since for item in stands for since in item.pending.values()]
    # What was put off until the morning has not begun to wait.
    return outcome, max([0, *waits])


def _taken(found: Due, *, now: int) -> Entity | None:
    """Return an item that is due, put off before it is looked after; None when it moved."""
    item = kinds.get(found.pk, found.sk)
    if item is None or item.due_at is None or item.due_at > now:
        return None
    try:
        return kinds.save(item, _put_off(item, now=now))
    except ConditionFailed:
        return None


def _counted(swept: Swept, found: Due, outcome: str, waited_ms: int, now: int) -> Swept:
    return structs.replace(
        swept,
        seen=swept.seen + 1,
        looked_after=swept.looked_after + (outcome in ("done", "stuck")),
        failed=swept.failed + (outcome == "failed"),
        stuck=swept.stuck + (outcome == "stuck"),
        oldest_pending_ms=max(swept.oldest_pending_ms, waited_ms),
        oldest_overdue_ms=max(
            swept.oldest_overdue_ms, 0 if outcome == "moved" else now - found.due_at
        ),
    )


def _put_off(item: E, *, now: int) -> E:
    wait = BACKOFF_MS[min(item.tries, len(BACKOFF_MS) - 1)]
    return structs.replace(item, tries=item.tries + 1, due_at=now + wait)


def _attend(item: Entity, *, now: int, tools: Tools) -> None:
    lost = [name for name, since in item.pending.items() if since + GRACE_MS <= now]
    announce(item, lost, tools.enqueue)
    if tick(item, now=now, tools=tools) or lost:
        return
    # Due, and nothing to do: the calendar moved, or it was silent. Due when it is due.
    kinds.save(item, timed(structs.replace(item, tries=0), now=now))
