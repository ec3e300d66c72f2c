"""The staff API of visits: which times can be offered, and the file for one's own calendar."""

from chalice import Response

from chalicelib.cases.requests import queries
from chalicelib.cases.tasks.api import lang
from chalicelib.cases.tasks.deadlines import promised
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CALENDAR
from chalicelib.platform.http.shapes import Shape

from . import bookings, calendar_file, times
from . import model as visits

routes = StaffRoutes(__name__)


class TimeToOffer(Shape, frozen=True):
    """A time that could be offered; `late`: it begins after the task is to be done."""

    at: int
    end: int
    late: bool


class TimesToOffer(Shape, frozen=True):
    """The next times in which whoever has the task works."""

    times: list[TimeToOffer]
    promised: int | None
    """Until when the task is to be done."""
    most: int
    """How many can be offered at once."""


@routes.get("/staff/v1/tasks/{id}/times", may=WORKERS)
def show_times(call: Call, staff: Staff, id: str) -> TimesToOffer:
    """Times that can be offered for a visit: working hours, holidays, leave, rosters, visits."""
    task, now = _task(id, staff), call.now
    community = community_of(task.community, now=now)
    due = promised(task, community, now=now)
    found = times.to_offer(task, community, estate.members(task.community, now=now), now=now)
    found = bookings.free(task, found, now=now)
    return TimesToOffer(
        times=[
            TimeToOffer(at=begin, end=end, late=due is not None and begin > due)
            for begin, end in found
        ],
        promised=due,
        most=visits.MOST_WINDOWS,
    )


@routes.get("/staff/v1/tasks/{id}/calendar", may=WORKERS, files=(CALENDAR,), errors=(NotAllowed,))
def show_calendar(call: Call, staff: Staff, id: str) -> Response:
    """The visit of a task as a file for one's own calendar."""
    task = _task(id, staff)
    link = f"{parameters.value('public_address', now=call.now)}/staff/app#{task.id}"
    return calendar_file.answer(task, link, lang(call, staff), now=call.now)


def _task(task_id: str, staff: Staff) -> Task:
    found = queries.task(task_id, staff)
    return next(task for task in found.tasks if task.id == task_id)
