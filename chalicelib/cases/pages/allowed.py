"""What the resident of a request may do now, as the page offers it."""

from chalicelib.cases.requests import model as life
from chalicelib.cases.requests.model import CLOSED, OPEN, RESOLVED, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.kernel import ids


def can(found: Aggregate, *, now: int) -> frozenset[str]:
    """Return what the resident may do now, as the page offers it."""
    request = found.request
    if request.left_at:
        return frozenset()
    if request.joined_to and request.state == OPEN:
        # Words under a neighbour's request are read by whoever has its task; an outage has none.
        return frozenset({"contact", "unjoin", "withdraw"} | may_add(request))
    may: set[str] = set() if request.joined_to else {"note"}
    if request.state == OPEN:
        may |= {"withdraw", "urge", "contact", "visit"}
        if any(task.state == tasks_life.WAITING for task in found.tasks):
            may.add("answer")
    if request.state == RESOLVED:
        may |= {"feedback", "contact"}
    if request.state == CLOSED and request.outcome in life.DONE_WITH:
        may |= _last_word(request, now)
    return frozenset(may)


def may_add(request: Request) -> set[str]:
    open_one = request.state == OPEN and not ids.is_outage_id(request.joined_to)
    return {"note", "urge"} if open_one else set()


def _last_word(request: Request, now: int) -> set[str]:
    """Return what the resident of a closed request may still say about it."""
    if not life.is_reopenable(request, now):
        return {"again", "anew"}
    if life.is_asked_back(request):
        return {"check_back"}
    return {"feedback" if request.outcome == life.UNCONFIRMED else "again"}
