"""When a request is looked at again: its answer is due, it is asked about, it is let go."""

from chalicelib.estate.communities import community_of, topics_of
from chalicelib.kernel import worktime
from chalicelib.kernel.times import DAY_MS

from . import model as requests
from .model import Request


def clocks(request: Request, now: int) -> list[int | None]:
    """Return when the sweep has to look at a request again."""
    own = [*requests.clocks(request), *requests.ends(request)]
    return [*own, check_back_at(request, now=now)]


def check_back_at(request: Request, *, now: int) -> int | None:
    """Return when to ask whether it is still fixed: once, some days after it was done."""
    if request.state == requests.ERASED:
        return None
    done = request.state == requests.RESOLVED or request.outcome in requests.DONE_WITH
    if not done or request.checked_back or request.resolved_at is None:
        return None
    community = community_of(request.community, now=now)
    topic = topics_of(community).get(request.topic)
    if topic is None or topic.check_back is None:
        return None
    # Nobody is woken by a question: it is asked in the hours of the community.
    return worktime.next_open(community.calendar, request.resolved_at + topic.check_back * DAY_MS)
