"""What a spreadsheet would do to an estate: rows that are new, that change, that are gone."""

from hashlib import sha256
from typing import Any

from msgspec import Struct, json

from chalicelib.kernel.entity import Entity

ADDED, CHANGED = "added", "changed"

PIECE = 100
"""Rows of one piece: a worker puts them within seconds, and they fit into one item (400 KB)."""


class Deed(Struct, frozen=True):
    """What one row does: a new place or person, or changed fields of one."""

    what: str
    """"place", "member" or "community"."""
    how: str
    """"added" or "changed"."""
    title: str
    row: int = 0
    """Its number in the file."""
    subject: str = ""
    """The code of the place, the login of the person; "" for new ones until they are put."""
    was: dict[str, Any] = {}
    """The fields that change, as they were."""
    to: dict[str, Any] = {}
    """The fields that change, or all of them of what is new."""
    mail: str = ""
    """To which a new person is invited: a mail address, or a telephone number for a text."""


class Mistake(Struct, frozen=True):
    """What is wrong with one cell, in the reader's language."""

    row: int
    column: str
    said: str


class Plan(Struct, frozen=True):
    """What a file would do."""

    deeds: list[Deed]
    untouched: int
    gone: list[str]
    """What is there, and not in the file; it stays."""
    mistakes: list[Mistake]

    def mark(self, last: str) -> str:
        """Return what tells this plan from another: who confirms it has seen this one.

        `last` is the number of the last change before it: what was put since has another mark.
        """
        return sha256(json.encode([last, self.deeds], order="deterministic")).hexdigest()[:32]


class Piece(Entity, frozen=True, kw_only=True):
    """Some deeds of an import; they stay, so that it can be taken back."""

    community: str
    change: str
    """The number of the import in the history."""
    number: int
    deeds: list[Deed]
