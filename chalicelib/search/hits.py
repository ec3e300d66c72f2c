"""Hits, read again before they are shown: a row may be a moment old, or more than may be seen."""

from collections.abc import Iterable

from msgspec import Struct

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests.model import ERASED, Request
from chalicelib.cases.requests.store import REQUEST, REQUESTS, TASKS, AnyRow, task_key
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_see
from chalicelib.platform.storage import table


class Hit(Struct, frozen=True):
    """A task with its request, as both stand now."""

    request: Request
    task: Task


def read_again(task_ids: Iterable[str], staff: Staff) -> list[Hit]:
    """Return those of these tasks that this person may see, in their order: one call for 50."""
    asked = list(dict.fromkeys(task_ids))
    keys = {key for each in asked for key in (task_key(each), (task_key(each)[0], REQUEST))}
    rows = {(row.pk, row.sk): row for row in table.batch(AnyRow, sorted(keys))}
    found = []
    for each in asked:
        task, request = rows.get(task_key(each)), rows.get((task_key(each)[0], REQUEST))
        if task is not None and request is not None:
            found.append(
                Hit(table.domain(request, REQUESTS.struct), table.domain(task, TASKS.struct))
            )
    return [hit for hit in found if _may_be_shown(hit, staff)]


def _may_be_shown(hit: Hit, staff: Staff) -> bool:
    return (
        hit.request.state != ERASED
        and may_see(staff, hit.task)
        and not is_about_somebody(hit.request, [hit.task])
    )
