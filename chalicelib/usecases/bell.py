"""The bell: urgent tasks that nobody took on yet, for every app that is open."""

from collections.abc import Iterable

from ..domain.people import Staff
from ..domain.permissions import may_see
from ..domain.tasks import Task, is_unanswered
from ..storage import tasks

MOST = 50
"""In one answer, oldest first: the queue has the rest."""


def ringing(staff: Staff, queues: Iterable[str]) -> list[Task]:
    """Return the urgent tasks in these queues that nobody took on, oldest first.

    One query a community, which finds nothing nearly always; what it finds is read again,
    because an index may lag, and shown only to who may see it.
    """
    communities = dict.fromkeys(queue.partition(".")[0] for queue in queues)
    ids = [id for code in communities for id in tasks.unanswered(code, limit=MOST)]
    found = [task for id in ids if (task := tasks.get(id)) is not None]
    return [task for task in found if is_unanswered(task) and may_see(staff, task)]
