"""
What happened to a request, as its resident reads it: who, what, in which words, with which photos.

It is put together from the steps of the request and of its tasks, from the notes and from the
photos. What staff wrote for each other, and photos from before their work, stay inside.
"""

from collections.abc import Iterator

from msgspec import Struct

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.model import Photo
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.model import Community, department_name
from chalicelib.kernel import ids
from chalicelib.kernel.history import RESIDENT, Step, in_order, what_of

from .notes import Note
from .store import Aggregate

TOLD = frozenset(
    {"nobody", "claim", "accept", "start", "pause", "visit", "ask", "hand_over", "done", "decline"}
    | {"offer_times", "pick", "coming", "call_off", "ask_times"}
)
"""Steps of a task that a resident reads about; the rest is ours to worry about."""

WITH_REASON = ("ask", "pause", "visit", "hand_over", "decline")
"""Steps whose words stand in the task as its `reason`, until the next of them."""

_NAMES_TIME = ("pause", "visit", "pick")

ANSWERS = ("confirm", "reopen", "unclean")
"""Steps by which the resident says how it is, mostly with words."""


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened: a code of i18n/words.HISTORY, who did it, to whom it went."""

    at: int
    what: str
    who: str = ""
    to: str = ""
    words: str = ""
    until_at: int | None = None
    """Until when it is put off, or when somebody comes."""
    photos: tuple[Photo, ...] = ()


def timeline(found: Aggregate, community: Community, lang: str) -> list[Event]:
    """Return what happened, oldest first; `who` and `to` are in the reader's language."""
    notes = {note.key: note for note in found.notes if not note.internal}
    events = list(_of_request(found, notes, community, lang))
    for task in found.tasks:
        events += _of_task(task, found, community, lang)
    answers = {step.key for step in found.request.steps.values() if step.action == "reply"}
    events += [_of_note(note, answers, community, lang) for note in notes.values()]
    events += [
        Event(at=photo.at, what="photo", photos=(photo,))
        for photo in found.photos
        if photo.state == photos.READY and photos.is_residents(photo.slot)
    ]
    return sorted(events, key=lambda event: event.at)


def who_does(task: Task, community: Community, lang: str) -> str:
    """Return who is on a task: a role or a first name, as the community chose."""
    if task.holder_name and community.show_names == "first_name":
        return task.holder_name.split()[0]
    return department_name(community, task.department, lang)


def done_photos(found: Aggregate, task: Task) -> tuple[Photo, ...]:
    """Return the photos of how a task left the place."""
    slots = photos.of_task(task.id, photos.AFTER)
    shown = [each for each in found.photos if each.slot in slots and each.state == photos.READY]
    return tuple(sorted(shown, key=lambda photo: photo.slot))


def _of_request(
    found: Aggregate, notes: dict[str, Note], community: Community, lang: str
) -> Iterator[Event]:
    request = found.request
    steps = in_order(request.steps)
    last = next((n for n, step in reversed(steps) if step.action in ANSWERS), "")
    visit = next((n for n, step in reversed(steps) if step.action in ("detail", "concern")), "")
    for number, step in steps:
        if step.key in notes and step.action in ("say", "reply"):
            # What is said stands there as a note, at the moment when it was written.
            continue
        to = _departments(found, community, lang) if step.action == "route" else ""
        words = {last: request.comment, visit: request.visit}.get(number, "")
        yield Event(at=step.at, what=step.action, who=to, words=words)


def _departments(found: Aggregate, community: Community, lang: str) -> str:
    names = dict.fromkeys(department_name(community, task.department, lang) for task in found.tasks)
    return ("、" if lang.startswith("zh") else ", ").join(names)


def _of_task(task: Task, found: Aggregate, community: Community, lang: str) -> Iterator[Event]:
    who = who_does(task, community, lang)
    steps = in_order(task.steps)
    last = next((number for number, step in reversed(steps) if step.action in WITH_REASON), "")
    for number, step in steps:
        if step.action not in TOLD:
            continue
        done = step.action == "done"
        handed = step.action == "hand_over" and ids.is_department(step.why)
        words = task.said.get(number) or (task.reason if number == last else "")
        yield Event(
            at=step.at,
            what=step.action,
            who=who,
            to=department_name(community, step.why, lang) if handed else "",
            words=task.resolution if done else words,
            until_at=_until(step),
            photos=done_photos(found, task) if done else (),
        )


def _until(step: Step) -> int | None:
    """Return the instant that a step names; one of an earlier release names none."""
    return int(step.why) if step.action in _NAMES_TIME and step.why.isdecimal() else None


def _of_note(note: Note, answers: set[str], community: Community, lang: str) -> Event:
    if note.by == RESIDENT:
        answers_us = note.key in answers or any(what_of(name) == "reply" for name in note.pending)
        return Event(at=note.at, what="reply" if answers_us else "note", words=note.text)
    name = note.by_name.split()[0] if community.show_names == "first_name" else ""
    known = ids.is_department(note.department)
    department = department_name(community, note.department, lang) if known else ""
    return Event(at=note.at, what="say", who=name or department, words=note.text)
