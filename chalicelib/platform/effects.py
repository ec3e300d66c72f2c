"""
Finishing what a step began: how every effect is taken up and marked as done.

A worker re-reads the item, acts only while the effect is pending, and lays it down on
condition that nothing moved since: the same message twice does its work once.
"""

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct, structs

from chalicelib.kernel.called import Called
from chalicelib.kernel.history import GRACE_MS
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.tuning import USUAL, Tuning

from .transition import E, Enqueue, apply_to, publish_effects, with_due_at

__all__ = ["Enqueue", "Tools", "complete_effect", "publish_effects", "with_due_at", "without"]


class Tools(Struct, frozen=True):
    """What talks to people or machines, handed to whoever finishes an effect."""

    enqueue: Enqueue
    deliver: Callable[[Notice], None]
    """Send one notice, or raise Undelivered."""
    secret: Callable[[], bytes]
    """The id secret, by which addresses are found; read only by whoever needs it."""
    link: Callable[[str, int], str]
    """`link(request id, link version)`: the public address of a resident's status page."""
    proof: Callable[[str, str], str] = lambda request_id, hash: hash
    """`proof(request id, hash of an address)`: what only the message to that address holds."""
    home: Callable[[str, str, int], str] = lambda request_id, hash, until: ""
    """`home(request id, hash, until)`: the address of a household's own page."""
    job: Callable[[str, int], str] = lambda task_id, link_version: ""
    """`job(task id, link version)`: the public address of a contractor's one task."""
    page: Callable[[str], str] = lambda community: f"/c/{community}"
    """`page(community)`: the address of a community's public page."""
    board: Callable[[], str] = lambda: "/manage/board"
    """`board()`: the address of the board of leads and managers."""
    app: Callable[[str], str] = lambda task_id: "/staff/app"
    """`app(task id)`: where staff open one task in their app."""
    tuning: Callable[[], Tuning] = lambda: USUAL
    """What an admin tuned, as it is in force now."""
    flooded: Callable[[str], None] = lambda task_id: None
    """`flooded(task id)`: so many dangers came that the message about this one waits."""
    limited: Callable[[str], None] = lambda request_id: None
    """`limited(request id)`: a message to a resident was not sent, for too many were."""
    post: Callable[[str, bytes, Mapping[str, str]], Called] = lambda url, body, headers: Called()
    """`post(url, body, headers)`: call an address of another program once."""
    answer: Callable[[str, str], str] = lambda request_id, hash: ""
    """`answer(request id, hash of an address)`: where its owner writes back to, by mail."""
    erase_photos: Callable[[str], int] = lambda request_id: 0
    """Delete every object of a request's photos; return how many there were."""
    keep_piece: Callable[[str, bytes], None] = lambda key, data: None
    """`keep_piece(key, data)`: put a piece of a copy into the bucket."""
    bundled: Collection[str] = frozenset()
    """The events of nudges that stand in a bundle already, put there for many tasks at once."""
    join_pieces: Callable[[list[str], str], int] = lambda pieces, key: 0
    """`join_pieces(keys, key)`: put pieces behind each other as one; return its size (bytes)."""


def complete_effect(item: E | None, name: str, *, now: int) -> E | None:
    """Finish an effect: take it off the item and compute its next due time.

    Returns the item as it stands, or None when it is gone. Somebody else's write in
    between makes it read again, so that finishing one effect never buries another.
    """

    def finished(found: E) -> E | None:
        return without(found, name, now=now) if name in found.pending else None

    return apply_to(item, finished).item


def put_off(item: E, name: str, until: int, *, now: int) -> None:
    """Let an effect wait until an instant: the sweep sends it again then, and not before."""

    def waiting(found: E) -> E | None:
        if name not in found.pending:
            return None
        pending = {**found.pending, name: until - GRACE_MS}
        return with_due_at(structs.replace(found, pending=pending, tries=0), now=now)

    apply_to(item, waiting)


def without(item: E, name: str, *, now: int) -> E:
    """Return the item with one effect less, due when its next clock or effect is."""
    pending = {key: since for key, since in item.pending.items() if key != name}
    return with_due_at(structs.replace(item, pending=pending, tries=0), now=now)
