"""The staff API of what cannot wait: urgent tasks that nobody took on."""

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS, queues_of
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import UNCHANGED, Reply, tagged
from chalicelib.platform.http.shapes import Shape

from . import views as rows
from .api import departments_of, lang
from .bell import ringing
from .polling import LISTEN_S, RING_S
from .shapes import TaskRow

routes = StaffRoutes(__name__)


class Urgent(Shape, frozen=True):
    """What is urgent and nobody took on."""

    tasks: list[TaskRow]
    poll_after_s: int


@routes.get("/staff/v1/urgent", may=WORKERS, status=UNCHANGED)
def show_urgent(call: Call, staff: Staff) -> Reply[Urgent]:
    """Urgent tasks in your queues that nobody took on yet; the open app asks every 45 seconds,
    and every 15 while there is one."""
    found = ringing(staff, queues_of(staff, departments_of(staff, call.now)))
    language = lang(call, staff)
    told = [rows.row(task, staff, language, now=call.now) for task in found]
    wait = RING_S if told else LISTEN_S
    return tagged(call, Urgent(tasks=told, poll_after_s=wait), told)
