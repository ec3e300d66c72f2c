"""The staff API of what cannot wait: urgent tasks that nobody took on."""

from ..domain.people import Staff
from ..domain.permissions import WORKERS, queues_of
from ..domain.polling import RING_S
from ..usecases.bell import ringing
from . import rows
from .http import Call
from .route import UNCHANGED, Reply, tagged
from .shapes import Shape, TaskRow
from .staff import StaffRoutes
from .staff_api import departments_of, lang

routes = StaffRoutes(__name__)


class Urgent(Shape, frozen=True):
    """What is urgent and nobody took on."""

    tasks: list[TaskRow]
    poll_after_s: int


@routes.get("/staff/v1/urgent", may=WORKERS, status=UNCHANGED)
def show_urgent(call: Call, staff: Staff) -> Reply[Urgent]:
    """Urgent tasks in your queues that nobody took on yet; the open app asks every 15 seconds."""
    found = ringing(staff, queues_of(staff, departments_of(staff, call.now)))
    language = lang(call, staff)
    told = [rows.row(task, staff, language, now=call.now) for task in found]
    return tagged(call, Urgent(tasks=told, poll_after_s=RING_S), told)
