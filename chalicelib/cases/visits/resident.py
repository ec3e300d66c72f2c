"""What a resident does about a visit: asks for times, picks one, moves it, calls it off."""

from collections.abc import Callable

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import rested
from chalicelib.cases.tasks.model import Task, awaits_visit
from chalicelib.estate.communities import community_of
from chalicelib.kernel import ids
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.history import MOST_STEPS, RESIDENT, asked
from chalicelib.platform.transition import Enqueue, apply, next_version

from . import bookings
from . import model as visits

GONE, OVER, MOVED, BEGUN = "window_gone", "window_over", "visit_moved", "visit_begun"
TAKEN = "window_taken"
"""Why nothing was done: codes of i18n/words.SAVED."""


class Missed(NotAllowed):
    """It was no longer possible; `why` says in which way."""

    def __init__(self, task: Task, why: str) -> None:
        super().__init__("This was no longer possible.", state=task.state, version=task.version)
        self.why = why


def ask(request_id: str, task_id: str, *, key: str, now: int, enqueue: Enqueue) -> Task:
    """Ask whoever has a task for times; once, until some are offered. Raises NotFound, Missed."""

    def changed(task: Task) -> Task | None:
        _still(task)
        if task.visit_wanted or awaits_visit(task):
            return None
        if bookings.free(task, visits.open_windows(task, now=now), now=now):
            return None
        return next_version(
            task, "ask_times", task.state, by=RESIDENT, key=key, effects=["nudge_holder"], now=now,
            visit_wanted=True,
        )  # fmt: skip

    return _apply(request_id, task_id, changed, "ask_times", key=key, enqueue=enqueue)


def pick(
    request_id: str, task_id: str, begin: int, *, seen: int, key: str, now: int, enqueue: Enqueue
) -> Task:
    """Take one of the times on offer, or move the visit to it.

    `seen` is how often the visit had changed on the page: of two picks at once the second is
    told of the first, and moves nothing by mistake. The hours of whoever comes are taken first:
    another resident may have picked them. Raises NotFound, Missed.
    """

    def changed(task: Task) -> Task | None:
        _still(task)
        if awaits_visit(task) and task.visit_at == begin:
            return None
        window = next((each for each in task.windows if each[0] == begin), None)
        if window is None or (task.state, "pick") not in life.LIFE:
            raise Missed(task, GONE)
        if task.visit_changes != seen:
            raise Missed(task, MOVED)
        if begin <= now:
            raise Missed(task, OVER)
        community = community_of(task.community, now=now)
        if not bookings.take(task, begin, window[1], now=now):
            raise Missed(task, TAKEN)
        return next_version(
            rested(task, now=now),
            "pick",
            life.advance(task, "pick"),
            by=RESIDENT,
            why=str(begin),
            key=key,
            effects=["tell", "diary"],
            now=now,
            **visits.agreed(task, begin, window[1], community, now=now),
        )

    return _apply(request_id, task_id, changed, "pick", begin, key=key, enqueue=enqueue)


def call_off(
    request_id: str,
    task_id: str,
    *,
    seen: int | None = None,
    key: str,
    now: int,
    enqueue: Enqueue,
) -> Task:
    """Call the agreed visit off; the task is worked on again. Raises NotFound, Missed.

    `seen` is of which change of the visit that is said; None: of the one that stands.
    """

    def changed(task: Task) -> Task:
        _still(task)
        if not awaits_visit(task) or task.visit_at is None:
            raise Missed(task, BEGUN if task.visit_at and not task.visit_off else GONE)
        if seen not in (None, task.visit_changes):
            raise Missed(task, MOVED)
        if task.visit_at <= now:
            raise Missed(task, BEGUN)
        beside, owed = visits.after(task, "call_off", now=now)
        # The other times stay on offer: another may suit.
        beside.pop("windows", None)
        return next_version(
            rested(task, now=now), "call_off", life.advance(task, "call_off"), by=RESIDENT,
            why=str(task.visit_at), key=key, effects=owed, now=now, **beside,
        )  # fmt: skip

    return _apply(request_id, task_id, changed, "call_off", key=key, enqueue=enqueue)


def _still(task: Task) -> None:
    if life.is_finished(task) or len(task.steps) >= MOST_STEPS:
        raise Missed(task, GONE)


def _apply(
    request_id: str,
    task_id: str,
    change: Callable[[Task], Task | None],
    action: str,
    *said: int,
    key: str,
    enqueue: Enqueue,
) -> Task:
    def read() -> Task:
        task = tasks.get(task_id) if ids.is_task_id(task_id) else None
        if task is None or task.request != request_id:
            raise NotFound("there is no such visit")
        return task

    meant = asked(key, RESIDENT, action, task_id, *said)
    return apply(read, change, asked=meant, enqueue=enqueue).item
