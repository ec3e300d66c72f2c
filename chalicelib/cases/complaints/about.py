"""What is about a person: no other program is ever told of it."""

from collections.abc import Iterable

from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import PERSONAL
from chalicelib.kernel.ids import parse_task_id


def is_about_somebody(request: Request, tasks: Iterable[Task] = ()) -> bool:
    """Say whether a request, as it was chosen or as staff took it up, is about a person."""
    # A community may send a topic of its own there; the plan says so where no task was read.
    planned = (parse_task_id(task_id).department for task_id in request.plan)
    marks = {request.topic, request.chosen, *planned, *(task.department for task in tasks)}
    return bool(request.concerns) or not PERSONAL.isdisjoint(marks)
