"""What lies open in a queue: all of it, page by page."""

from collections.abc import Iterator

from . import model as life
from . import store as tasks
from .model import Task

PAGE = 200


def open_tasks(queue: str) -> Iterator[Task]:
    """Yield the unfinished tasks of a queue, oldest change first.

    Rows of the index, which may lag: whoever changes one reads it again first.
    """
    after = ""
    while True:
        rows, after = tasks.changed_since(queue, 0, limit=PAGE, after=after)
        yield from (row for row in rows if not life.is_finished(row))
        if not after:
            return
