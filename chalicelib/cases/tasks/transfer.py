"""Handing over: the successor that a handed-over task names is put, once."""

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import OPEN
from chalicelib.cases.requests.sync_tasks import sync
from chalicelib.estate.communities import community_of
from chalicelib.platform.effects import Tools, complete_effect

from .create_tasks import build, insert
from .model import Task


def hand_over(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Put the task that the other department gets, then mark the effect as done.

    The successor keeps the clock of the first: the resident has waited since then. When
    the plan changed meanwhile, nobody needs it: it is cancelled at once.
    """
    request = requests.get(task.request)
    if request is not None and request.state == OPEN:
        successor = build(
            task.successor,
            request,
            community_of(task.community, now=now),
            now=now,
            tuning=tools.tuning(),
            why=task.department,
            round=task.round,
            reason=task.reason,
            start_at=task.start_at,
            holds=task.holds,
            lift=task.lift,
        )
        insert(successor, tools)
        sync(request.id, now=now, tools=tools)
    complete_effect(task, name, now=now)
