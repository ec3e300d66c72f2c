"""Settling: what the tasks of a plan say together becomes the answer to the resident."""

from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.history import STEWARD
from chalicelib.kernel.tuning import Tuning
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import next_version, write

from . import plan
from . import store as requests
from .model import CLOSED, OPEN, REFUSED, RESOLVED, Request


def settle(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Settle the task's request if its whole plan is finished, then mark the effect as done."""
    resolve_request(task.request, now=now, tools=tools)
    complete_effect(task, name, now=now)


def resolve_request(request_id: str, *, now: int, tools: Tools) -> None:
    """Settle a request if its whole plan is finished.

    A plan whose tasks are not all there yet settles nothing: whoever finishes the last
    of them settles it. Reads the tasks after the request, so that of two that finish at
    once the later one sees both.
    """

    def once() -> None:
        found = requests.aggregate(request_id)
        if found is None or found.request.state != OPEN:
            return
        verdict = plan.verdict(found.request, found.tasks)
        if verdict is not None:
            settled = _settled(found.request, verdict, now=now, tuning=tools.tuning())
            # The save holds only for the plan that was read: a reopened round moves the version.
            write(found.request, settled, tools.enqueue)

    retry(once)


def _settled(request: Request, verdict: str, *, now: int, tuning: Tuning) -> Request:
    resolved = verdict == "settle"
    return next_version(
        request,
        verdict,
        RESOLVED if resolved else CLOSED,
        by=STEWARD,
        effects=["tell", "carry"] if request.followed else ["tell"],
        now=now,
        outcome="" if resolved else REFUSED,
        resolved_at=now,
        silence_days=tuning.silence_days,
        reopen_days=tuning.reopen_days,
        closed_at=None if resolved else now,
    )
