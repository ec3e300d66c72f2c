"""Polling: what changed in somebody's queues since they last asked; one query a queue."""

from collections.abc import Iterable

from msgspec import Struct

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import in_scope, may_see
from chalicelib.kernel.errors import Forbidden, InvalidInput
from chalicelib.kernel.ids import BadId, parse_queue_id
from chalicelib.kernel.tuning import USUAL, Tuning
from chalicelib.kernel.words import Sentence

from . import cursors, polling
from . import model as life
from . import store as tasks
from .model import Task

PAGE = 100
"""Rows of one queue in one answer: about 60 KB, well within what API Gateway carries."""


class Polled(Struct, frozen=True, kw_only=True):
    """One answer to a poll; `cursor` is what to ask with next."""

    tasks: list[Task]
    cursor: str
    more: bool
    resync: bool
    poll_after_s: int


def poll(
    staff: Staff, queues: Iterable[str], cursor: str, *, now: int, tuning: Tuning = USUAL
) -> Polled:
    """Return what changed in these queues since the cursor; without a cursor, everything.

    In a resync finished tasks are left out: what it does not name is gone. Raises
    InvalidInput for a cursor that is none, Forbidden for a queue that is not theirs.
    """
    try:
        known = cursors.decode(cursor) if cursor else None
        plan = cursors.plan(known, now, queues)
    except cursors.BadCursor:
        raise InvalidInput(cursor="Give what the last answer gave.") from None
    for queue in plan.queues:
        _must_be_theirs(queue, staff)
    found: list[Task] = []
    more: dict[str, str] = {}
    for queue, after in plan.pages.items():
        rows, rest = tasks.changed_since(queue, plan.since, limit=PAGE, after=after)
        found += [row for row in rows if _shown(row, staff, plan)]
        more |= {queue: rest} if rest else {}
    news = sum(row.changed_at >= plan.news_from for row in found)
    situation = polling.situation_of(on_duty=staff.on_duty, rows=news)
    return Polled(
        tasks=found,
        cursor=cursors.encode(cursors.following(plan, more)),
        more=bool(more),
        resync=plan.resync,
        poll_after_s=0 if more else tuning.poll_after_s[situation],
    )


def _must_be_theirs(queue: str, staff: Staff) -> None:
    try:
        community, department = parse_queue_id(queue)
    except BadId:
        raise InvalidInput(
            queue=Sentence("There is no list %(given)s.", given=repr(queue[:60]))
        ) from None
    if not in_scope(staff, community, department):
        raise Forbidden(f"the queue {queue} is not yours")


def _shown(task: Task, staff: Staff, plan: cursors.Plan) -> bool:
    # A full round starts at 0 and its later pages keep that: what is finished is not news.
    if plan.since == 0 and life.is_finished(task):
        return False
    return may_see(staff, task)
