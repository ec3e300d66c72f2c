"""Writing a copy: a piece an effect, each a bounded number of requests; then one file of all."""

import gzip
from typing import Any

from msgspec import Struct

from chalicelib.cases.requests import store as requests
from chalicelib.platform.effects import Tools, without
from chalicelib.platform.transition import apply_to, bump
from chalicelib.programs.keys import reading

from . import lines, store
from .model import (
    JOINING,
    KEPT_MS,
    PIECE,
    READY,
    WRITING,
    Copy,
    Written,
    file_key,
    piece_key,
    piece_name,
)

WRITE, JOIN = "copy", "gather"


class Piece(Struct, frozen=True):
    """The next piece of a file: where it ends ("": it is the last), and its lines."""

    end: str
    lines: list[dict[str, Any]]


def write_piece(copy: Copy, name: str, *, now: int, tools: Tools) -> None:
    """Put the next piece into the bucket, and owe the one behind it, or the whole file."""
    piece = _piece(copy, now=now)
    percent = _percent(copy.community, piece.end, now=now)
    put(copy, name, piece, now=now, tools=tools, percent=percent)


def put(file: Written, name: str, piece: Piece, *, now: int, tools: Tools, **changes: Any) -> None:
    """Put a piece of a file into the bucket; then say that it has it, with these changes."""
    made = piece_name(len(file.pieces), file.after, piece.end)
    # Without the time in its head a piece written again is the same.
    data = gzip.compress(lines.as_bytes(piece.lines), mtime=0)
    tools.keep_piece(piece_key(file, made), data)

    def written(found: Written) -> Written | None:
        if name not in found.pending or found.state != WRITING:
            return None
        return bump(
            without(found, name, now=now), [WRITE if piece.end else JOIN], now=now,
            state=WRITING if piece.end else JOINING, after=piece.end,
            pieces=[*found.pieces, made], written=found.written + len(piece.lines), tries=0,
            **changes,
        )  # fmt: skip

    apply_to(file, written, enqueue=tools.enqueue)


def gather(copy: Copy, name: str, *, now: int, tools: Tools) -> None:
    """Make one file of the pieces: from then on it can be fetched."""
    join(copy, name, file_key(copy), now=now, tools=tools)


def join(file: Written, name: str, key: str, *, now: int, tools: Tools) -> None:
    """Put the pieces of a file behind each other at `key`; then say that it is ready."""
    size = tools.join_pieces([piece_key(file, each) for each in file.pieces], key)

    def ready(found: Written) -> Written | None:
        if name not in found.pending:
            return None
        after = bump(found, [], now=now, state=READY, size=size, ready_at=now)
        return without(after, name, now=now)

    apply_to(file, ready)


def tick(copy: Copy, *, now: int, tools: Tools) -> bool:
    """Forget a copy whose file the bucket deletes; say whether its time had come."""
    if now < copy.made_at + KEPT_MS:
        return False
    store.COPIES.delete(copy)
    return True


def _piece(copy: Copy, *, now: int) -> Piece:
    walked = reading.walked(copy.community, since=0, after=copy.after, now=now)
    made = []
    for read, (place, request) in enumerate(walked, start=1):
        found = requests.aggregate(request.id) if request.created_at < copy.made_at else None
        told = found and lines.line(
            found, words=copy.words, who=f"copy:{copy.id}", name=copy.made_by, now=now
        )
        if told:
            made.append(told)
        if read == PIECE:
            return Piece(place, made)
    return Piece("", made)


def _percent(community: str, end: str, *, now: int) -> int:
    """Return how far a place is in the order of buildings."""
    if not end:
        return 100
    all_ = reading.buildings(community, from_="", now=now)
    before = sum(each < end.partition("~")[0] for each in all_)
    return 100 * before // max(1, len(all_))
