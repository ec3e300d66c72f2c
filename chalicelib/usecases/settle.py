"""Settling: what the tasks of a plan say together becomes the answer to the resident."""

from msgspec import structs

from ..domain import requests as life
from ..domain.requests import CLOSED, OPEN, REFUSED, RESOLVED, Request
from ..domain.steps import STEWARD, Step, effect
from ..domain.tasks import Task
from ..domain.tuning import Tuning
from ..storage import requests
from ..storage.items import ConditionFailed
from .effects import Tools, announce, lay_down, timed

TRIES = 4


def settle(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Settle the task's request if its whole plan is finished, then lay the effect down."""
    conclude(task.request, now=now, tools=tools)
    lay_down(task, name, now=now)


def conclude(request_id: str, *, now: int, tools: Tools) -> None:
    """Settle a request if its whole plan is finished.

    A plan whose tasks are not all there yet settles nothing: whoever finishes the last
    of them settles it. Reads the tasks after the request, so that of two that finish at
    once the later one sees both.
    """
    for _ in range(TRIES):
        found = requests.aggregate(request_id)
        if found is None or found.request.state != OPEN:
            return
        verdict = life.verdict(found.request, found.tasks)
        if verdict is None:
            return
        settled = _settled(found.request, verdict, now=now, tuning=tools.tuning())
        try:
            # The save holds only for the plan that was read: a reopened round moves the version.
            requests.save(found.request, settled)
        except ConditionFailed:
            continue
        announce(
            settled, [n for n in settled.pending if n not in found.request.pending], tools.enqueue
        )
        return
    raise ConditionFailed


def _settled(request: Request, verdict: str, *, now: int, tuning: Tuning) -> Request:
    version = request.version + 1
    resolved = verdict == "settle"
    state = RESOLVED if resolved else CLOSED
    whats = ["tell", "carry"] if request.followed else ["tell"]
    after = structs.replace(
        request,
        state=state,
        outcome="" if resolved else REFUSED,
        version=version,
        changed_at=now,
        resolved_at=now,
        silence_days=tuning.silence_days,
        reopen_days=tuning.reopen_days,
        closed_at=None if resolved else now,
        pending={**request.pending, **{effect(version, what): now for what in whats}},
        steps={
            **request.steps,
            str(version): Step(action=verdict, by=STEWARD, at=now, before=OPEN, after=state),
        },
    )
    return timed(after, now=now)
