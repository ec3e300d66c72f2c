"""A template: the columns that we read, filled with what the community has already."""

from msgspec import Struct

from chalicelib.estate import store as estate
from chalicelib.estate.model import Community
from chalicelib.kernel.errors import InvalidInput

from . import places
from .cells import to_csv, to_workbook
from .columns import PLACES, heading

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Made(Struct, frozen=True):
    """A file, what it is called, and of which type it is."""

    name: str
    type: str
    data: bytes


def made(community: Community, kind: str, format: str, *, lang: str, now: int) -> Made:
    """Return a template of a community, or raise InvalidInput."""
    if kind not in ROWS:
        raise InvalidInput(kind=f"must be one of {', '.join(ROWS)}")
    if format not in TYPES:
        raise InvalidInput(format=f"must be one of {', '.join(TYPES)}")
    columns = heading(kind, community.languages, lang)
    estate.forget()
    rows = ROWS[kind](community, lang, now)
    table = [list(columns.values()), *([row.get(code, "") for code in columns] for row in rows)]
    data = to_workbook(kind, table) if format == "xlsx" else to_csv(table)
    return Made(f"{community.code}-{kind}.{format}", TYPES[format], data)


def _places(community: Community, lang: str, now: int) -> list[dict[str, str]]:
    return places.as_rows(community, estate.places(community.code, now=now), lang)


ROWS = {PLACES: _places}
