"""Writing a copy: a piece an effect, each a bounded number of requests; then one file of all."""

import gzip

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
    file_key,
    piece_key,
    piece_name,
)

WRITE, JOIN = "copy", "gather"


def write_piece(copy: Copy, name: str, *, now: int, tools: Tools) -> None:
    """Put the next piece into the bucket, and owe the one behind it, or the whole file."""
    end, data, number = _piece(copy, now=now)
    made = piece_name(len(copy.pieces), copy.after, end)
    tools.keep_piece(piece_key(copy, made), data)
    percent = _percent(copy.community, end, now=now)

    def written(found: Copy) -> Copy | None:
        if name not in found.pending or found.state != WRITING:
            return None
        return bump(
            without(found, name, now=now), [WRITE if end else JOIN], now=now,
            state=WRITING if end else JOINING, after=end, pieces=[*found.pieces, made],
            written=found.written + number, percent=percent, tries=0,
        )  # fmt: skip

    apply_to(copy, written, enqueue=tools.enqueue)


def gather(copy: Copy, name: str, *, now: int, tools: Tools) -> None:
    """Make one file of the pieces: from then on it can be fetched."""
    pieces = [piece_key(copy, each) for each in copy.pieces]
    size = tools.join_pieces(pieces, file_key(copy))

    def ready(found: Copy) -> Copy | None:
        if name not in found.pending:
            return None
        after = bump(found, [], now=now, state=READY, size=size, ready_at=now)
        return without(after, name, now=now)

    apply_to(copy, ready)


def tick(copy: Copy, *, now: int, tools: Tools) -> bool:
    """Forget a copy whose file the bucket deletes; say whether its time had come."""
    if now < copy.made_at + KEPT_MS:
        return False
    store.COPIES.delete(copy)
    return True


def _piece(copy: Copy, *, now: int) -> tuple[str, bytes, int]:
    """Return where the piece ends ("": with the last request), its bytes, and how many it has."""
    walked = reading.walked(copy.community, since=0, after=copy.after, now=now)
    made, end, number = [], "", 0
    for read, (place, request) in enumerate(walked, start=1):
        found = requests.aggregate(request.id) if request.created_at < copy.made_at else None
        told = found and lines.line(
            found, words=copy.words, who=f"copy:{copy.id}", name=copy.made_by, now=now
        )
        if told:
            made.append(told)
            number += 1
        if read == PIECE:
            end = place
            break
    # Without the time in its head a piece written again is the same.
    return end, gzip.compress(lines.as_bytes(made), mtime=0), number


def _percent(community: str, end: str, *, now: int) -> int:
    """Return how far a place is in the order of buildings."""
    if not end:
        return 100
    all_ = reading.buildings(community, from_="", now=now)
    before = sum(each < end.partition("~")[0] for each in all_)
    return 100 * before // max(1, len(all_))
