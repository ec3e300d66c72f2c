"""The bell: urgent tasks that nobody took on yet, for every app that is open."""

from collections.abc import Collection
from itertools import islice

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_see
from chalicelib.kernel.ids import parse_task_id, queue_id

from . import store as tasks
from .model import Task, is_unanswered

MOST = 50
"""In one answer, oldest first: the queue has the rest."""

LOOKED_AT = 500
"""So many unanswered in a community are looked at: a flood of another department's is no
reason for a bell to be silent."""


def ringing(staff: Staff, queues: Collection[str]) -> list[Task]:
    """Return the urgent tasks in these queues that nobody took on, oldest first.

    One query a community, which finds nothing nearly always; what it finds is read again,
    because an index may lag, and shown only to who may see it.
    """
    own = set(queues)
    communities = dict.fromkeys(queue.partition(".")[0] for queue in queues)
    known = (id for code in communities for id in tasks.unanswered(code, limit=LOOKED_AT))
    found = (task for id in known if _queue(id) in own and (task := tasks.get(id)))
    heard = (task for task in found if is_unanswered(task) and may_see(staff, task))
    return list(islice(heard, MOST))


def _queue(task_id: str) -> str:
    made = parse_task_id(task_id)
    return queue_id(made.request.partition("-")[0], made.department)
