"""
The sweep: everything that is due, oldest first; the guarantee behind every effect.

It takes no meaning from its trigger: a missed run is repaired by the next, and a double
run is harmless. Before an item is looked after it is put off (1, 5, 30 minutes, then
daily), so that one which fails, or kills us, never blocks the rest; looking after it
writes its true due time again.
"""

import logging
from collections.abc import Callable
from typing import Any

from msgspec import Struct, structs

from ..domain import requests as requests_life
from ..domain import tasks as life
from ..domain.errors import ServiceError
from ..domain.requests import CLOSED, RESOLVED, UNCONFIRMED, Request
from ..domain.steps import BACKOFF_MS, CLOCK, GRACE_MS, STUCK_AFTER, Step
from ..domain.tasks import Task
from ..storage import due as due_index
from ..storage import kinds, requests, tasks
from ..storage.due import Due
from ..storage.items import ConditionFailed
from . import stewardship
from .chase import chase
from .clocks import accept_until, clocks_of, community_of
from .effects import Tools, announce, timed

log = logging.getLogger(__name__)

BATCH = 100

PAUSED_MS = 5 * 60_000
"""While chasing is paused a task that is due is looked at this often."""

POISON = (
    ServiceError,
    ConditionFailed,
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
)
"""What one bad item can raise; the sweep goes on with the next."""


class Swept(Struct, frozen=True, kw_only=True):
    """What one run over one shard did."""

    seen: int = 0
    looked_after: int = 0
    failed: int = 0
    stuck: int = 0
    oldest_overdue_ms: int = 0
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
            swept = _counted(swept, found, look_after(found, now=now, tools=tools), now)
        if len(page) < BATCH:
            return swept
        after = page[-1].key


def look_after(found: Due, *, now: int, tools: Tools) -> str:
    """Do what is due with one item; return "done", "moved", "failed" or "stuck"."""
    item = kinds.get(found.pk, found.sk)
    if item is None or item.due_at is None or item.due_at > now:
        return "moved"
    try:
        item = kinds.save(item, _put_off(item, now=now))
    except ConditionFailed:
        return "moved"
    try:
        _attend(item, now=now, tools=tools)
    except POISON as error:
        # Constant text and ids: an error's own words may quote what a resident wrote.
        log.warning("sweep failed for %s %s: %s", found.pk, found.sk, type(error).__name__)
        return "stuck" if item.tries > STUCK_AFTER else "failed"
    return "stuck" if item.tries > STUCK_AFTER else "done"


def _counted(swept: Swept, found: Due, outcome: str, now: int) -> Swept:
    return structs.replace(
        swept,
        seen=swept.seen + 1,
        looked_after=swept.looked_after + (outcome in ("done", "stuck")),
        failed=swept.failed + (outcome == "failed"),
        stuck=swept.stuck + (outcome == "stuck"),
        oldest_overdue_ms=max(
            swept.oldest_overdue_ms, 0 if outcome == "moved" else now - found.due_at
        ),
    )


def _put_off(item: Any, *, now: int) -> Any:
    wait = BACKOFF_MS[min(item.tries, len(BACKOFF_MS) - 1)]
    return structs.replace(item, tries=item.tries + 1, due_at=now + wait)


def _attend(item: Any, *, now: int, tools: Tools) -> None:
    lost = [name for name, since in item.pending.items() if since + GRACE_MS <= now]
    announce(item, lost, tools.enqueue)
    if _tick(item, now=now, tools=tools) or lost:
        return
    # Due, and nothing to do: the calendar moved, or it was silent. Due when it is due.
    kinds.save(item, timed(structs.replace(item, tries=0), now=now))


def _tick(item: Any, *, now: int, tools: Tools) -> bool:
    """Do what an item's own clock asks for; say whether that wrote the item."""
    if isinstance(item, Task):
        return _tick_task(item, now=now, tools=tools)
    if isinstance(item, Request):
        return _close_in_silence(item, now=now)
    return False


def _tick_task(task: Task, *, now: int, tools: Tools) -> bool:
    if life.is_finished(task):
        return _leave_queue(task, now=now)
    if task.state in life.HOLDS:
        if task.until_at is None or task.until_at > now:
            return False
        stewardship.change(task, "wake", why="until", now=now, tools=tools)
        return True
    until = accept_until(task, community_of(task.community, now=now))
    if until is not None and until <= now:
        stewardship.change(task, "return", why="not_accepted", now=now, tools=tools)
        return True
    return chase(task, now=now, tools=tools) if tools.chasing() else _wait_paused(task, now=now)


def _wait_paused(task: Task, *, now: int) -> bool:
    # A due time of its own: left due, what is paused would be looked at every minute.
    waiting = structs.replace(task, due_at=now + PAUSED_MS, tries=0)
    tasks.save(task, waiting)
    return True


def _leave_queue(task: Task, *, now: int) -> bool:
    due = [at for at in clocks_of(task, now=now) if at is not None]
    if not due or min(due) > now:
        return False
    tasks.save(task, timed(structs.replace(task, in_queue=False, tries=0), now=now))
    return True


def _close_in_silence(request: Request, *, now: int) -> bool:
    due = [at for at in requests_life.clocks(request) if at is not None]
    if request.state != RESOLVED or not due or min(due) > now:
        return False
    version = request.version + 1
    closed = structs.replace(
        request,
        state=requests_life.advance(request, "silence"),
        outcome=UNCONFIRMED,
        version=version,
        changed_at=now,
        closed_at=now,
        tries=0,
        steps={
            **request.steps,
            str(version): Step(action="silence", by=CLOCK, at=now, before=RESOLVED, after=CLOSED),
        },
    )
    requests.save(request, timed(closed, now=now))
    return True
