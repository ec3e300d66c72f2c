"""Notes of staff: words under a request, which move no state and so no version."""

from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import Staff
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, InvalidInput, KeyTaken
from chalicelib.kernel.history import asked
from chalicelib.kernel.text import clean
from chalicelib.platform.transition import is_done

from . import queries
from . import store as requests
from .model import ERASED
from .notes import MOST_NOTES, Note

LONGEST = 1_000


def add(task_id: str, text: str, *, key: str, staff: Staff, now: int) -> Task:
    """Put a note for other staff under a task's request, once per key; return the task."""
    words = clean(text, lines=True)
    if not words:
        raise InvalidInput(text="Please write something first.")
    if len(words) > LONGEST:
        raise InvalidInput(text=f"Please keep it to {LONGEST} characters.")
    if not ids.is_key(key):
        raise InvalidInput(key=ids.KEY_RULE)
    found = queries.task(task_id, staff)
    if found.request.state == ERASED:
        raise Erased
    if len(found.notes) >= MOST_NOTES:
        raise InvalidInput(text=f"A request has at most {MOST_NOTES} notes.")
    note = Note(
        request=found.request.id,
        key=key,
        at=now,
        by=staff.id,
        by_name=staff.name,
        text=words,
        internal=True,
    )
    task = next(task for task in found.tasks if task.id == task_id)
    is_done(task, asked(key, staff.id, "note", words))
    if not requests.insert_note(note) and not requests.is_stored(note):
        raise KeyTaken
    return task
