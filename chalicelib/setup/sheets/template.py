"""A template: the columns that we read, filled with what the community has already."""

from msgspec import Struct

from chalicelib.estate import store as estate
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.words import Sentence
from chalicelib.platform.tables import TYPES, Column, Table, written

from .columns import heading
from .kinds import KINDS
from .reading import Given


class Made(Struct, frozen=True):
    """A file, what it is called, and of which type it is."""

    name: str
    type: str
    data: bytes


def made(given: Given, kind: str, format: str) -> Made:
    """Return a template of a community, or raise InvalidInput."""
    if kind not in KINDS:
        raise InvalidInput(kind=Sentence("must be one of %(known)s", known=", ".join(KINDS)))
    if format not in TYPES:
        raise InvalidInput(format=Sentence("must be one of %(known)s", known=", ".join(TYPES)))
    community = given.community
    columns = heading(KINDS[kind].columns, community.languages, given.author.lang)
    estate.forget()
    rows = KINDS[kind].rows(given)
    table = Table(
        title=kind,
        columns=[Column(each) for each in columns.values()],
        rows=[[row.get(code, "") for code in columns] for row in rows],
    )
    return Made(f"{community.code}-{kind}.{format}", TYPES[format], written(table, format))
