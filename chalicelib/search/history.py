"""
All that was ever reported from one place: a flat's own history, whichever department did it.

It reads the place index of the building, the newest first, within the bounds of a search. The
index names no label, which may be replaced, but the place itself, which stays.
"""

import re
from typing import Any

from msgspec import Struct

from chalicelib.cases.requests.queries import task as look_at_task
from chalicelib.cases.requests.store import REQUEST, REQUESTS, SHARED
from chalicelib.estate import store as estate
from chalicelib.estate.people import PERSONAL, Staff
from chalicelib.estate.permissions import in_scope, role_at
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.platform.storage import table

from . import hits
from .find import MOST_HITS, MOST_QUERIES, MOST_READ
from .folding import folded
from .hits import Hit
from .store import size_of

PIECE = 400
"""Rows of one query: some 150 KB of list fields."""

_CURSOR = re.compile(rf"[0-9]{{13}}#{ids.REQUEST}({SHARED})?")


class Spot(Struct, frozen=True):
    """A place as its requests name it; `spot` is where exactly, in a resident's words."""

    community: str
    building: str
    name: dict[str, str]
    spot: str = ""


class Past(Struct, frozen=True):
    """What was reported there, the newest first, and where the next answer goes on."""

    hits: list[Hit]
    back_to: int
    """Everything since this instant (epoch ms) was looked at; 0 when all was."""
    after: str


def spot_of_place(code: str, staff: Staff, *, now: int) -> Spot:
    """Return the place of a label; raises NotFound for one that is not where they work."""
    try:
        place = estate.place(ids.normalise_place_code(code), now=now)
    except ids.BadId:
        place = None
    if place is None or role_at(staff, place.community) == "nobody":
        raise NotFound("there is no such place")
    return Spot(place.community, place.building, place.name)


def spot_of_task(task_id: str, staff: Staff) -> Spot:
    """Return where a task is that this person may see; raises NotFound."""
    request = look_at_task(task_id, staff).request
    return Spot(request.community, request.building, request.place_name, folded(request.spot))


def past(spot: Spot, staff: Staff, after: str = "") -> Past:
    """Return what was reported at a spot before a position, as far as it is theirs to see.

    Raises InvalidInput for a position that is none of ours.
    """
    if after and _CURSOR.fullmatch(after) is None:
        raise InvalidInput(after="Give what the last answer gave.")
    reached, left, tasks = after or "~", MOST_READ, list[str]()
    requests = 0
    for _ in range(MOST_QUERIES):
        rows = _page(spot, reached)
        for row in rows:
            reached = row.place_sk
            theirs = _tasks(row, spot, staff)
            tasks += theirs
            requests += bool(theirs)
            if requests == MOST_HITS:
                return _past(tasks, spot, staff, reached)
        left -= sum(size_of(row.values) for row in rows)
        if len(rows) < PIECE:
            return _past(tasks, spot, staff, "")
        if left < PIECE * size_of(rows[-1].values):
            break
    return _past(tasks, spot, staff, reached)


def _past(tasks: list[str], spot: Spot, staff: Staff, after: str) -> Past:
    found = hits.read_again(tasks, staff)
    there = [hit for hit in found if not spot.spot or folded(hit.request.spot) == spot.spot]
    return Past(there, int(after[:13]) if after else 0, after)


def _page(spot: Spot, before: str) -> list[Any]:
    model = REQUESTS.row
    return table.query(
        lambda: model.by_place.query(
            f"{spot.community}#{spot.building}",
            model.place_sk < before,
            scan_index_forward=False,
            limit=PIECE,
            page_size=PIECE,
        )
    )


def _tasks(row: Any, spot: Spot, staff: Staff) -> list[str]:
    """Return the tasks of a listed request that was reported there, and that are theirs."""
    names = set((row.place_name or {}).values())
    if row.sk != REQUEST or names.isdisjoint(spot.name.values()):
        return []
    departments = {each: ids.parse_task_id(each).department for each in row.plan or []}
    if not PERSONAL.isdisjoint(departments.values()):
        return []
    return [each for each, name in departments.items() if in_scope(staff, spot.community, name)]
