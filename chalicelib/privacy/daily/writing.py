"""Writing a daily file: a piece an effect, each a bounded number of requests; then one of all."""

from itertools import islice
from typing import Any

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate.people import PERSONAL
from chalicelib.kernel.ids import parse_task_id
from chalicelib.platform.effects import Tools
from chalicelib.privacy.copies import lines
from chalicelib.privacy.copies.model import PIECE
from chalicelib.privacy.copies.writing import Piece, join, put

from . import moves, store
from .model import KEPT_MS, Daily, file_key

NAME = "daily file"
"""By this name it is written down who looked at a resident's address."""


def write_piece(file: Daily, name: str, *, now: int, tools: Tools) -> None:
    """Put the next piece into the bucket, and owe the one behind it, or the whole file."""
    put(file, name, _piece(file, now=now), now=now, tools=tools)


def gather(file: Daily, name: str, *, now: int, tools: Tools) -> None:
    """Make one file of the pieces, under its date."""
    join(file, name, file_key(file), now=now, tools=tools)


def tick(file: Daily, *, now: int, tools: Tools) -> bool:
    """Forget a file whose time is over; say whether it was."""
    if now < file.made_at + KEPT_MS:
        return False
    store.FILES.delete(file)
    return True


def _piece(file: Daily, *, now: int) -> Piece:
    walked = moves.candidates(file.community, since=file.since, after=file.after, now=now)
    read = list(islice(walked, PIECE))
    told = (_line(file, id_, now=now) for _, id_ in read)
    made = [each for each in told if each is not None]
    return Piece(read[-1][0] if len(read) == PIECE else "", made)


def _line(file: Daily, id_: str, *, now: int) -> dict[str, Any] | None:
    """Return what the file says of a request; None where nothing of it happened on its day."""
    found = requests.aggregate(id_)
    if found is None:
        return None
    if found.request.state == ERASED:
        return lines.gone(found) if found.request.changed_at >= file.since else None
    if not moves.moved_within(found, file.since, file.until):
        return None
    if is_about_somebody(found.request, found.tasks):
        # Who had the line has to let it go. Of what was a complaint from the first nobody had it.
        return lines.gone(found) if _was_work(found) else None
    who = f"daily:{file.community}"
    return lines.line(found, words=file.words, who=who, name=NAME, now=now)


def _was_work(found: Aggregate) -> bool:
    return any(parse_task_id(task.id).department not in PERSONAL for task in found.tasks)
