"""Requests, and everything that stands under one of them."""

from typing import Any

from msgspec import Struct, field

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.access_log import Look
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.model import Join
from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import Photo
from chalicelib.cases.tasks.model import Task, is_unanswered, queue_of
from chalicelib.kernel.ids import parse_task_id
from chalicelib.platform.storage import connection, moved, table
from chalicelib.platform.storage.items import Keys, Kind

from .model import CLOSED, ERASED, Request
from .notes import Note

REQUEST = "request"
FIRST = 24
"""What one query reads first under a request: more than nearly any request has."""
MOST_BESIDE = 50
"""Of what neighbours added the newest: with their requests, what one call may ask for."""
FIRST_OF_STAFF = 48
"""What staff read first: joins of two dozen neighbours, too, which are a unit and not a call."""
SHARED = "#shared"
"""Ends the sort key of the place index where others may join: so the list tells it at once."""


def _index(request: Request) -> Keys:
    over = request.state in (CLOSED, ERASED)
    # An address that was erased alone moves no version, and is news all the same.
    moved_at = max(request.changed_at, *request.forgot.values(), 0)
    stands: Keys = {"moved_pk": moved.key_of(request.id, moved_at, over=over)}
    if request.state == ERASED:
        return stands | dict.fromkeys(("place_pk", "place_sk", "reference_pk"))
    return stands | {
        "place_pk": f"{request.community}#{request.building}",
        "place_sk": f"{request.created_at:013d}#{request.id}{SHARED if request.joinable else ''}",
        "reference_pk": f"{request.community}#{request.reference}",
    }


def _task_index(task: Task) -> Keys:
    community, department = queue_of(task)
    rings = is_unanswered(task)
    return {
        # It stands under its request, which is found.
        "moved_pk": None,
        "queue_pk": f"{community}.{department}" if task.in_queue else None,
        "queue_sk": queue_key(task.changed_at, task.id) if task.in_queue else None,
        "place_pk": urgent_key(community) if rings else None,
        "place_sk": f"{task.created_at:013d}#{task.id}" if rings else None,
    }


def urgent_key(community: str) -> str:
    """Return where the place index has the urgent tasks of a community that nobody took on.

    With a dot, which no community's code has: no building is called so.
    """
    return f"{community}.urgent"


def queue_key(changed_at: int, task_id: str) -> str:
    """Return the sort key of the queue index: by time of the last change, then by task."""
    return f"{changed_at:013d}#{task_id}"


def task_key(task_id: str) -> tuple[str, str]:
    """Return where a task stands; its id says under which request."""
    parts = parse_task_id(task_id)
    return parts.request, f"task#{parts.cause}.{parts.department}"


REQUESTS = Kind(Request, lambda request: (request.id, REQUEST), _index, lean=True)
TASKS = Kind(Task, lambda task: task_key(task.id), _task_index)
NOTES = Kind(
    Note,
    lambda note: (note.request, f"note#{note.key}"),
    # What is closed does not move when words come; they do.
    lambda note: {
        "moved_pk": moved.key_of(note.request, note.at),
        **joins.beside_keys(note.beside, note.at),
    },
)


class Aggregate(Struct, kw_only=True):
    """A request with everything under it."""

    request: Request
    tasks: list[Task] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)


def insert(request: Request) -> bool:
    """Put a new request unless there is one of this id; say whether it was put."""
    return REQUESTS.insert(request)


def get(request_id: str) -> Request | None:
    return REQUESTS.get(request_id, REQUEST)


def many(request_ids: list[str]) -> list[Request]:
    """Return those of these requests that are there, in one call, as they stood a moment ago."""
    keys = [(each, REQUEST) for each in request_ids]
    rows = table.batch(REQUESTS.row, keys, consistent=False)
    return [table.domain(row, Request) for row in rows]


def save(before: Request, after: Request) -> Request:
    """See Kind.save."""
    return REQUESTS.save(before, after)


def insert_note(note: Note) -> bool:
    """Put words added later, once: the same key is the same note."""
    return NOTES.insert(note)


def count_notes(request_id: str) -> int:
    """Return how many notes stand under a request, read consistently."""
    model = NOTES.row
    return int(
        connection.asking(
            lambda: model.count(request_id, model.sk.startswith("note#"), consistent_read=True)
        )
    )


def is_stored(note: Note) -> bool:
    """Say whether what stands under this note's key is this note: of this person, in these words.

    Gone again is as good: then nothing stands there that another would take for its own.
    """
    there = NOTES.get(note.request, f"note#{note.key}")
    return there is None or _said(there) == _said(note)


def _said(note: Note) -> tuple[str, str, bool]:
    return note.by, note.text, note.internal


def aggregate(request_id: str, *, consistent: bool = True, first: int = FIRST) -> Aggregate | None:
    """Return a request and all that stands under it, of its joins those that came along.

    One query, backwards, for nearly all. Of what thousands joined it reads a few joins and
    goes on behind the last of them: to say how many there are, see `cases/duplicates/counting.py`.
    """

    rows, last = _backwards(request_id, "~", first, consistent)
    while last:
        behind, most = ("join#", None) if last.startswith("join#") else (last, FIRST)
        more, last = _backwards(request_id, behind, most, consistent)
        rows += more
    return _put_together(rows[::-1])


def _backwards(
    request_id: str, before: str, limit: int | None, consistent: bool
) -> tuple[list[Any], str]:
    """Return the last rows before a sort key and, where there are more, the key reached."""

    def read() -> tuple[list[Any], str]:
        page = AnyRow.query(
            request_id,
            AnyRow.sk < before,
            consistent_read=consistent,
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
        )
        found = list(page)
        return found, found[-1].sk if found and page.last_evaluated_key else ""

    return connection.asking(read)


def heart(request_id: str) -> Aggregate | None:
    """Return a request and its tasks: one query that passes over what else stands there."""
    within = AnyRow.sk.between(REQUEST, "task~")
    return _put_together(
        table.query(lambda: AnyRow.query(request_id, within, consistent_read=True))
    )


def beside(parent: str) -> list[Aggregate]:
    """Return who joined a request with what they added last: two calls, however many they are.

    The index says where it stands; it is then read, each with the request it stands under.
    """
    model = AnyRow
    listed = table.query(
        lambda: model.by_place.query(
            joins.beside_key(parent),
            limit=MOST_BESIDE,
            page_size=MOST_BESIDE,
            scan_index_forward=False,
        )
    )
    keys = {(row.pk, sk) for row in listed for sk in (row.sk, REQUEST)}
    rows: dict[str, list[Any]] = {}
    for row in table.batch(AnyRow, sorted(keys)):
        rows.setdefault(row.pk, []).append(row)
    found = [_put_together(each) for each in rows.values()]
    return [each for each in found if each is not None and each.request.joined_to == parent]


def _put_together(rows: list[Any]) -> Aggregate | None:
    found: dict[str, list[Any]] = {name: [] for name in _KINDS}
    for row in rows:
        name = row.sk.split("#", 1)[0]
        if name in _KINDS:
            found[name].append(table.domain(row, _KINDS[name].struct))
    if not found[REQUEST]:
        return None
    return Aggregate(
        request=found[REQUEST][0],
        tasks=found["task"],
        notes=found["note"],
        contacts=found["contact"],
        photos=found["photo"],
        looks=found["look"],
        joins=found["join"],
    )


def id_by_reference(community: str, reference: str) -> list[str]:
    """Return the ids of the requests with this reference; for the telephone."""
    key = f"{community}#{reference}"
    return [row.pk for row in table.query(lambda: AnyRow.by_reference.query(key))]


_KINDS: dict[str, Kind] = {
    REQUEST: REQUESTS,
    "task": TASKS,
    "note": NOTES,
    "contact": contacts.CONTACTS,
    "photo": photos.PHOTOS,
    "look": looks.LOOKS,
    "join": joins.JOINS,
}
"""Kind of item by the first word of its sort key."""


class AnyRow(table.RequestsRow):
    """Reads any of the kinds in one query, which asks for keys alone."""
