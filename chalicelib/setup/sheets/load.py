"""Putting the rows of an import, piece by piece, and taking them back the same way."""

from collections.abc import Callable

from msgspec import structs

from chalicelib.kernel.history import effect
from chalicelib.platform.effects import Tools, complete_effect, publish_effects
from chalicelib.platform.transition import with_due_at
from chalicelib.setup import changes_store as changes
from chalicelib.setup.changes import Change

from . import invitations, store
from .imports import LOAD, UNLOAD
from .model import Deed
from .put import put, put_back

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
        if piece and what == LOAD:
            invitations.owe(piece, now=now, enqueue=tools.enqueue)
        change = _counted(change, left)
    if change.done >= change.pieces:
        complete_effect(change, name, now=now)
        return
    step = int(name.partition("#")[0]) + 1
    after = structs.replace(change, pending={effect(step, what): now})
    publish_effects(
        changes.save(change, with_due_at(after, now=now)), [effect(step, what)], tools.enqueue
    )


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
