"""What somebody did today with the tasks that they have, or had when they were finished."""

from collections.abc import Collection, Iterator

from msgspec import Struct

from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_see
from chalicelib.kernel import worktime

from . import store as tasks
from .model import Task

PAGE = 100
MOST_PAGES = 5
"""Of one queue: it is a day's work that is looked for, not its flood."""
MOST = 50
"""Tasks that are read for their steps."""


class Deed(Struct, frozen=True):
    """One step that somebody took today."""

    task: Task
    action: str
    at: int


def deeds(staff: Staff, queues: Collection[str], *, now: int) -> list[Deed]:
    """Return what this person did since midnight where each queue is, the latest first."""
    found = []
    for queue in queues:
        zone = community_of(queue.partition(".")[0], now=now).calendar.zone
        midnight = worktime.midnight(zone, now)
        for task in _theirs(queue, staff, midnight):
            found += [
                Deed(task, step.action, step.at)
                for step in task.steps.values()
                if step.by == staff.id and step.at >= midnight
            ]
    return sorted(found, key=lambda deed: -deed.at)


def _theirs(queue: str, staff: Staff, since: int) -> Iterator[Task]:
    """Yield the tasks of a queue that this person has, or finished, and that moved since then."""
    after, read = "", 0
    for _ in range(MOST_PAGES):
        page, after = tasks.changed_since(queue, since, limit=PAGE, after=after)
        for row in page:
            if row.holder != staff.id or read == MOST:
                continue
            read += 1
            task = tasks.get(row.id)
            if task is not None and may_see(staff, task):
                yield task
        if not after:
            return
