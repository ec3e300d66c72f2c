"""Putting the rows of an import, piece by piece, and taking them back the same way."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import convert, structs

from chalicelib.estate import store as estate
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.history import effect
from chalicelib.platform.effects import Tools, announce, lay_down
from chalicelib.platform.storage.table import ConditionFailed
from chalicelib.platform.transition import timed
from chalicelib.setup import changes_store as changes
from chalicelib.setup.change import mark_last
from chalicelib.setup.changes import COMMUNITY, PLACE, Change, Owned, plain

from . import store
from .imports import LOAD, UNLOAD
from .model import ADDED, Deed

AT_ONCE = 5
"""Pieces of one message: what a worker does in a few seconds."""

LISTED = 100
"""So many of what was left alone are named; of the others only the number is kept."""


def load(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Put the next pieces of an import, and ask for the rest of them."""
    if not change.made:
        _clear_away(change)
        return
    _go_on(change, name, change.number, LOAD, put, now=now, tools=tools)


def unload(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Take the next pieces of an import back, the last ones first."""
    taken = changes.get(change.community, change.undoes)
    if taken is None or taken.undone_by not in ("", change.number):
        # Somebody else took it back at the same instant.
        changes.delete(change)
        return
    if not taken.undone_by:
        changes.save(taken, structs.replace(taken, undone_by=change.number))
    _go_on(change, name, change.undoes, UNLOAD, put_back, now=now, tools=tools)


def put(deed: Deed, change: Change, now: int) -> bool:
    """Do what one row says; False where somebody changed the same since it was looked at."""
    if deed.how == ADDED:
        estate.insert_place(convert({**deed.to, "change": change.number}, Place))
        return True
    return _revised(deed, deed.was, deed.to, change)


def put_back(deed: Deed, change: Change, now: int) -> bool:
    """Undo what one row did; False where somebody changed the same since."""
    if deed.what == COMMUNITY:
        return _unnamed(deed, change, now)
    if deed.how != ADDED:
        return _revised(deed, deed.to, deed.was, change)
    there = _stands(deed, change)
    if there is None or there.change == change.number:
        return True
    if there.change != change.undoes:
        return False
    return _written(there, {"retired_at": now}, change)


def _go_on(
    change: Change,
    name: str,
    pieces: str,
    what: str,
    do: Callable[[Deed, Change, int], bool],
    *,
    now: int,
    tools: Tools,
) -> None:
    for _ in range(min(AT_ONCE, change.pieces - change.done)):
        number = change.done if what == LOAD else change.pieces - change.done - 1
        piece = store.get(change.community, pieces, number)
        deeds = piece.deeds if piece else []
        # What the first one made, buildings say, goes last.
        ordered = deeds if what == LOAD else list(reversed(deeds))
        left = [deed.title for deed in ordered if not do(deed, change, now)]
        change = _counted(change, left)
    if change.done >= change.pieces:
        lay_down(change, name, now=now)
        return
    step = int(name.partition("#")[0]) + 1
    after = structs.replace(change, pending={effect(step, what): now})
    announce(changes.save(change, timed(after, now=now)), [effect(step, what)], tools.enqueue)


def _counted(change: Change, left: list[str]) -> Change:
    named = [*change.skipped, *left][:LISTED]
    after = structs.replace(
        change, done=change.done + 1, skipped=named, left=change.left + len(left)
    )
    return changes.save(change, after)


def _clear_away(change: Change) -> None:
    """Drop an import that a kill cut off before it counted."""
    for number in range(change.pieces):
        if piece := store.get(change.community, change.number, number):
            store.delete(piece)
    changes.delete(change)


def _stands(deed: Deed, change: Change) -> Owned | None:
    if deed.what == COMMUNITY:
        return estate.fresh_community(change.community)
    if deed.what == PLACE:
        return estate.fresh_place(deed.subject)
    return estate.fresh_member(deed.subject, change.community)


def _revised(deed: Deed, was: Mapping[str, Any], to: Mapping[str, Any], change: Change) -> bool:
    """Change the fields of a row that are still as they were; done before is done."""
    there = _stands(deed, change)
    if there is None or there.change == change.number:
        return there is not None
    if isinstance(there, Community):
        return _written(there, _merged(there, was, to), change)
    values = plain(there)
    if any(values[field] != value for field, value in was.items()):
        return False
    return _written(there, to, change)


def _unnamed(deed: Deed, change: Change, now: int) -> bool:
    """Forget what new buildings are called, but those that still have a place."""
    estate.forget()
    there = estate.places(change.community, now=now)
    used = {place.building for place in there if place.retired_at is None}
    gone = {c: names for c, names in deed.to["buildings"].items() if c not in used}
    return _revised(deed, {"buildings": gone}, deed.was, change)


def _merged(there: Community, was: Mapping[str, Any], to: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names of buildings with those that an import makes, or without them."""
    kept = {c: n for c, n in there.buildings.items() if was["buildings"].get(c) != n}
    return {"buildings": {**to["buildings"], **kept}}


def _written(there: Any, fields: Mapping[str, Any], change: Change) -> bool:
    after = convert({**plain(there), **fields, "change": change.number}, type(there))
    mark_last(there)
    try:
        estate.revise(there, after)
    except ConditionFailed:
        return False
    return True
