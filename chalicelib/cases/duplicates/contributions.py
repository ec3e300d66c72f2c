"""
What is added to a duplicate: it is shown with the request that is being worked on.

Words and photos stay under the neighbour's own request, where they can be erased, and are
shown to whoever has the task. An urge is passed on to the parent, once in the time in which
one counts, however many neighbours ask.
"""

from contextlib import suppress

from msgspec import Struct, field

from chalicelib.cases.photos.model import READY, Photo, is_residents
from chalicelib.cases.requests import resident_actions, urges
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request
from chalicelib.cases.requests.notes import Note
from chalicelib.cases.requests.store import Aggregate
from chalicelib.escalation import escalate
from chalicelib.estate.communities import community_of
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, NotAllowed, NotFound
from chalicelib.kernel.history import RESIDENT
from chalicelib.kernel.targets import calendar_of
from chalicelib.platform.effects import Tools, complete_effect

MOST_READ = 20
"""Of those who joined before what they add was listed, so many are read: one query each."""


class Added(Struct, frozen=True, kw_only=True):
    """What neighbours added, oldest first."""

    notes: list[Note] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


def added(found: Aggregate) -> Added:
    """Return what those who joined a request said and photographed, never who they are."""
    theirs = [each for each in _beside(found) if each.request.state != ERASED]
    notes = [note for each in theirs for note in each.notes if note.by == RESIDENT]
    photos = [photo for each in theirs for photo in each.photos if is_residents(photo.slot)]
    return Added(
        notes=sorted(notes, key=lambda note: note.at),
        photos=sorted((p for p in photos if p.state == READY), key=lambda photo: photo.at),
    )


def _beside(found: Aggregate) -> list[Aggregate]:
    if not found.joins:
        return []
    unlisted = [join.request for join in found.joins if not join.listed][:MOST_READ]
    listed = requests.beside(found.request.id)
    read = [requests.aggregate(each) for each in unlisted]
    return [each for each in listed if each.request.id not in unlisted] + [
        each for each in read if each is not None
    ]


def urge(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Let an urge climb; a neighbour's does it for the request that they joined."""
    if not ids.is_request_id(request.joined_to):
        escalate.urge(request, name, now=now, tools=tools)
        return
    parent = requests.get(request.joined_to)
    if parent is not None and parent.state == OPEN and _counts(parent, now=now):
        key = f"{request.id}.{name}".replace("#", ".")
        with suppress(NotAllowed, NotFound, Erased):
            resident_actions.take_action(
                parent.id, "urge", {}, key=key, now=now, enqueue=tools.enqueue, for_others=True
            )
    complete_effect(request, name, now=now)


def _counts(parent: Request, *, now: int) -> bool:
    calendar = calendar_of(parent.priority, community_of(parent.community, now=now).calendar)
    again = urges.next_at(parent.urges, calendar)
    return again is None or again <= now
