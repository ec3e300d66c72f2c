"""
The sweep: everything that is due, oldest first; the guarantee behind every effect.

It takes no meaning from its trigger: a missed run is repaired by the next, and a double
run is harmless. What became due just now is looked after and written once. What was due
in an earlier run already, or failed before, is put off first (2, 5, 30 minutes, then daily),
so that an item which fails, or kills the worker, never blocks the rest. Looking after
it writes its true due time again.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct, structs

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import BACKOFF_MS, GRACE_MS, STUCK_AFTER
from chalicelib.platform import entities as kinds
from chalicelib.platform.effects import Tools, publish_effects, with_due_at
from chalicelib.platform.recoverable import RECOVERABLE
from chalicelib.platform.storage import due as due_index
from chalicelib.platform.storage.due import Due
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import E
from chalicelib.reports import stuck_list as stuck

from .timers import gathered, tick

log = logging.getLogger(__name__)

BATCH = 100
TOGETHER = 25
"""So many are read at once: what the first of them takes is how old the last has become."""

ONE_WRITE = frozenset({"task", "request"})
"""What is done with these when they are due is one write of their own, which sets the next due
time; all else of it may be done twice."""


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
        for found, stands, ready in _read(page, now=now, tools=tools):
            if not has_time():
                return structs.replace(swept, unfinished=True)
            outcome, waited_ms = look_after(found, now=now, tools=ready, stands=stands)
            swept = _counted(swept, found, outcome, waited_ms, now)
        if len(page) < BATCH:
            return swept
        after = page[-1].key


def look_after(
    found: Due, *, now: int, tools: Tools, stands: Callable[[str, str], Any] | None = None
) -> tuple[str, int]:
    """Do what is due with one item; return "done", "moved", "failed" or "stuck", and how
    long (ms) its oldest lost effect has waited. `stands` gives an item that was read before."""
    item: Entity | None = None
    said = {"item": f"{found.pk}|{found.sk}"}
    outcome, fresh = "done", False
    try:
        item = (stands or kinds.get)(found.pk, found.sk)
        if item is None or item.due_at is None or item.due_at > now:
            return "moved", 0
        fresh = _is_fresh(item, now=now)
        if not fresh:
            item = _put_off(item, now=now)
            if item is None:
                return "moved", 0
        if item.tries == STUCK_AFTER + 1:
            stuck.note(item, now=now)
        _attend(item, now=now, tools=tools)
    except RECOVERABLE as error:
        if fresh and isinstance(error, ConditionFailed):
            return "moved", 0
        # Constant text and ids: an error's own words may quote what a resident wrote.
        outcome = "failed"
        log.warning("swept", extra=said | {"outcome": outcome, "reason": type(error).__name__})
        if fresh and item is not None:
            _put_off_behind(item, now=now)
    else:
        log.info("swept", extra=said | {"outcome": outcome})
    if item is None:
        return outcome, 0
    if item.tries > STUCK_AFTER:
        outcome = "stuck"
    # What was put off until the morning has not begun to wait.
    return outcome, max([0, *(now - since for since in item.pending.values())])


def _read(
    page: list[Due], *, now: int, tools: Tools
) -> Iterator[tuple[Due, Callable[[str, str], Any] | None, Tools]]:
    """Yield what is due, each with what stands there, read together with others, and the tools
    that know what was done at once for all of them."""
    for start in range(0, len(page), TOGETHER):
        part = page[start : start + TOGETHER]
        stands, ready = None, tools
        if len(part) > 1:
            stands, ready = _together(part, now=now, tools=tools)
        for found in part:
            yield found, stands, ready


def _together(
    part: list[Due], *, now: int, tools: Tools
) -> tuple[Callable[[str, str], Any] | None, Tools]:
    """Read items at once, and do what they have in common; what fails is done one by one."""
    try:
        rows = kinds.rows([(found.pk, found.sk) for found in part])
        items = [item for row in rows.values() if (item := kinds.of_row(row)) is not None]
        due = [item for item in items if item.due_at is not None and item.due_at <= now]
        ready = gathered([item for item in due if _is_fresh(item, now=now)], now=now, tools=tools)
    except RECOVERABLE as error:
        log.warning("swept together", extra={"outcome": "failed", "reason": type(error).__name__})
        return None, tools
    return lambda pk, sk: kinds.of_row(rows.get((pk, sk))), ready


def _is_fresh(item: Entity, *, now: int) -> bool:
    """Say whether an item became due since the last run, and nothing of it ever failed.

    Due for longer, it may be what ended the last run, whatever else that may have been.
    """
    name = kinds.name_of(kinds.key_of(item)[1])
    healthy = name in ONE_WRITE and not item.tries and not _lost(item, now=now)
    return healthy and now - (item.due_at or 0) < GRACE_MS


def _lost(item: Entity, *, now: int) -> list[str]:
    return [name for name, since in item.pending.items() if since + GRACE_MS <= now]


def _put_off(item: E, *, now: int) -> E | None:
    """Put an item off before it is looked after; None when somebody else wrote it."""
    wait = BACKOFF_MS[min(item.tries, len(BACKOFF_MS) - 1)]
    try:
        return kinds.save(item, structs.replace(item, tries=item.tries + 1, due_at=now + wait))
    except ConditionFailed:
        return None


def _put_off_behind(item: Entity, *, now: int) -> None:
    """Put off what failed without having been put off; not even that is left for the next run."""
    try:
        _put_off(item, now=now)
    except RECOVERABLE as error:
        log.warning("not put off", extra={"reason": type(error).__name__})


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


def _attend(item: Entity, *, now: int, tools: Tools) -> None:
    lost = _lost(item, now=now)
    publish_effects(item, lost, tools.enqueue)
    if tick(item, now=now, tools=tools) or lost:
        return
    # Due, and nothing to do: the calendar moved, or it was silent. Due when it is due.
    kinds.save(item, with_due_at(structs.replace(item, tries=0), now=now))
