"""
The small shapes that several modules answer with.

A view returns one of these and the contract is made of them, so that neither says what the
other does not. What only one module answers with stands in it. A field that is UNSET is left out.
"""

import base64
from typing import Any, TypeVar

from msgspec import Struct, field, structs

T = TypeVar("T", bound=Struct)


class Shape(Struct, frozen=True):
    """Something that is answered with; made by keyword."""


def grown(kind: type[T], row: Struct, **more: Any) -> T:
    """Return a row with what `kind` has beside its fields, or instead of them."""
    return kind(**structs.asdict(row) | more)


class File(Shape, frozen=True):
    """A file (base64), what it is called, and of which type it is."""

    name: str
    type: str
    file: str


def packed(data: bytes) -> str:
    """Return the bytes of a file as `File` holds them."""
    return base64.b64encode(data).decode()


class Named(Shape, frozen=True):
    """A code, and what it is called in the reader's language."""

    code: str
    name: str


class NamedDepartment(Shape, frozen=True):
    """A department, and what it is called in the reader's language."""

    department: str
    name: str


class Holder(Shape, frozen=True):
    """Who has a task, owns a measure or logged an opinion."""

    id: str
    name: str


class HistoryStep(Shape, frozen=True):
    """One step of a history, with the states before and after it."""

    number: str
    action: str
    by: str
    name: str
    at: int
    before: str = field(name="from")
    after: str = field(name="to")
    reason: str
