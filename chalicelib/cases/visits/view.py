"""What the page of a request shows of visits: times to choose from, and the one agreed."""

from collections.abc import Iterable

from chalicelib.cases.requests.model import OPEN
from chalicelib.cases.requests.plan import final
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.requests.timeline import who_does
from chalicelib.cases.tasks.deadlines import promised
from chalicelib.cases.tasks.model import Task, awaits_visit, is_finished
from chalicelib.estate.model import Community
from chalicelib.web import status_views

from . import bookings
from . import model as visits


def of_request(
    found: Aggregate, community: Community, lang: str, *, now: int
) -> list[status_views.Visit]:
    """Return the visits of the tasks that count, where there is something to show of them."""
    request = found.request
    if request.state != OPEN or request.left_at or request.joined_to:
        return []
    known = {task.id: task for task in found.tasks}
    ends = [task for task_id in request.plan if (task := final(task_id, known))]
    shown = [_visit(task, community, lang, now=now) for task in ends if not is_finished(task)]
    return [each for each in shown if each.at or each.windows or each.wanted]


def can_ask(found: Aggregate, shown: Iterable[status_views.Visit]) -> str:
    """Return the id of the task for which the resident may ask for times; "" for none.

    Not while they are shown a visit, times, or that they asked.
    """
    if any(each.at or each.windows or each.wanted for each in shown):
        return ""
    known = {task.id: task for task in found.tasks}
    ends = [task for task_id in found.request.plan if (task := final(task_id, known))]
    open_ones = [task for task in ends if not is_finished(task)]
    held = [task for task in open_ones if task.holder]
    return next((task.id for task in [*held, *open_ones]), "")


def _visit(task: Task, community: Community, lang: str, *, now: int) -> status_views.Visit:
    agreed = awaits_visit(task)
    due = promised(task, community, now=now)
    return status_views.Visit(
        task=task.id,
        seen=task.visit_changes,
        who=who_does(task, community, lang),
        at=task.visit_at if agreed else None,
        end=task.visit_end if agreed else None,
        late=task.visit_late if agreed else None,
        wanted=task.visit_wanted,
        promised=due,
        windows=[
            status_views.Window(at=begin, end=end, late=due is not None and begin > due)
            for begin, end in bookings.free(task, visits.open_windows(task, now=now), now=now)
        ],
    )
