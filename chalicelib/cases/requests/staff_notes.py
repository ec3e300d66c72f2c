"""Words of staff under a request, which move no task: for colleagues, or for the resident."""

from contextlib import suppress

from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task, queue_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, Forbidden, InvalidInput, KeyTaken, NotAllowed, NotFound
from chalicelib.kernel.history import MOST_STEPS, Asked, asked, effect
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import Sentence, too_long
from chalicelib.platform.effects import (
    Enqueue,
    Tools,
    complete_effect,
    publish_effects,
    with_due_at,
)
from chalicelib.platform.transition import apply, is_done, next_version

from . import model as life
from . import queries
from . import store as requests
from .model import ERASED, WITHDRAWN, Request
from .notes import MOST_NOTES, Note

LONGEST = 1_000
TOLD = effect(1, "say")


def add(task_id: str, text: str, *, key: str, staff: Staff, now: int) -> Task:
    """Put a note for other staff under a task's request, once per key; return the task."""
    return _put(task_id, text, "note", key=key, staff=staff, now=now)


def say(task_id: str, text: str, *, key: str, staff: Staff, now: int, enqueue: Enqueue) -> Task:
    """Write to the resident of a task's request, once per key; return the task.

    They read it on their page, and are told by its effect. Raises what `add` raises.
    """
    return _put(task_id, text, "say", key=key, staff=staff, now=now, enqueue=enqueue)


def said(note: Note, name: str, *, now: int, tools: Tools) -> None:
    """Make a note to the resident a step of their request, which tells them; then mark it done."""

    def read() -> Request:
        request = requests.get(note.request)
        if request is None:
            raise NotFound("there is no such request")
        return request

    def changed(request: Request) -> Request | None:
        # Of a history that is full the words stand on the page all the same.
        if len(request.steps) >= MOST_STEPS:
            return None
        state = life.advance(request, "say")
        return next_version(
            request, "say", state, by=note.by, key=note.key, effects=["tell"], now=now
        )

    with suppress(NotAllowed, NotFound):
        apply(read, changed, asked=Asked(note.key), enqueue=tools.enqueue)
    complete_effect(note, name, now=now)


def _put(
    task_id: str,
    text: str,
    action: str,
    *,
    key: str,
    staff: Staff,
    now: int,
    enqueue: Enqueue | None = None,
) -> Task:
    words = _checked(text, key)
    found = queries.task(task_id, staff)
    request = found.request
    if request.state == ERASED:
        raise Erased
    if enqueue is not None and (request.left_at or request.outcome == WITHDRAWN):
        raise NotAllowed(
            "The resident cancelled this.", state=request.state, version=request.version
        )
    if len(found.notes) >= MOST_NOTES:
        raise InvalidInput(text=Sentence("A request has at most %(most)s notes.", most=MOST_NOTES))
    task = next(task for task in found.tasks if task.id == task_id)
    if not may(staff, *queue_of(task), action, task.holder):
        raise Forbidden("this is for whoever has the task, and for who leads them")
    note = Note(
        request=found.request.id,
        key=key,
        at=now,
        by=staff.id,
        by_name=staff.name,
        department=task.department,
        text=words,
        internal=enqueue is None,
        pending={} if enqueue is None else {TOLD: now},
    )
    note = with_due_at(note, now=now)
    is_done(task, asked(key, staff.id, action, words))
    if key not in task.noted:
        tasks.keep_key(task_id, key)
    inserted = requests.insert_note(note)
    if not inserted and not requests.is_stored(note):
        raise KeyTaken
    if inserted and enqueue is not None:
        publish_effects(note, list(note.pending), enqueue)
    return task


def _checked(text: str, key: str) -> str:
    words = clean(text, lines=True)
    if not words:
        raise InvalidInput(text="Please write a few words.")
    if len(words) > LONGEST:
        raise InvalidInput(text=too_long(LONGEST))
    if not ids.is_key(key):
        raise InvalidInput(key=ids.KEY_RULE)
    return words
