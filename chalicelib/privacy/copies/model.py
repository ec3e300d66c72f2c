"""
A copy of every request of a community, which a manager asked for.

    writing ──piece by piece──▶ joining ──▶ ready ──seven days──▶ gone

Each piece stands in the bucket before the copy says that it has it, under a name that says where
the piece ends: a piece that is written twice is never two halves of different ones.
"""

from hashlib import sha256

from msgspec import field

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import DAY_MS

SCHEMA = 1
"""The version of the lines; docs/develop/programs.md has the contract. A new field is no new
version."""
WRITING, JOINING, READY = "writing", "joining", "ready"
KEPT_MS = 7 * DAY_MS
"""The file is deleted after this, and with it who was erased meanwhile."""
PIECE = 250
"""Requests in one piece: a few seconds of a worker that has thirty."""


class Written(Entity, frozen=True, kw_only=True):
    """A file on its way, how far it is, and the pieces that it has."""

    id: str
    community: str
    made_at: int
    words: bool = False
    """It holds what residents wrote, their names and addresses."""
    state: str = WRITING
    after: str = ""
    """Where the next piece begins."""
    pieces: list[str] = field(default_factory=list)
    written: int = 0
    """Lines in its pieces."""
    size: int = 0
    ready_at: int | None = None


class Copy(Written, frozen=True, kw_only=True):
    """One copy, and who asked for it."""

    made_by: str
    percent: int = 0


def piece_name(number: int, after: str, end: str) -> str:
    """Return what a piece is called: by where it begins and ends."""
    return f"{number:05d}-{sha256(f'{after}|{end}'.encode()).hexdigest()[:8]}"


def piece_key(file: Written, name: str) -> str:
    return f"out/{file.community}/{file.id}/{name}.json.gz"


def file_key(copy: Copy) -> str:
    """Return where the whole file stands."""
    return f"out/{copy.community}/{copy.id}/whole.json.gz"


def clocks(copy: Copy, now: int) -> list[int | None]:
    """Return when a copy is deleted."""
    return [copy.made_at + KEPT_MS]
