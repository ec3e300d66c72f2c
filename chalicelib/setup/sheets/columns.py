"""Columns of a spreadsheet, known by what companies call them, in English and in Chinese."""

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from chalicelib.i18n import msg
from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_

from .cells import FORMULA, Cells

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


class Column(Struct, frozen=True):
    """A column: what it is called in a template, and what else it may be called."""

    code: str
    said: str
    also: tuple[str, ...] = ()
    each: bool = False
    """It stands there once a language: "Place (English)"."""


class Line(Struct, frozen=True):
    """One row: its number in the file, and what it says by the codes of its columns."""

    number: int
    said: dict[str, str]


class Table(Struct, frozen=True):
    """The rows below a heading; `headings` are the file's own, `unread` those of no column."""

    lines: list[Line]
    headings: dict[str, str]
    unread: list[str]


def recognised(columns: Sequence[Column], cells: Cells) -> Table:
    """Return the rows of a file by these columns, or raise Wrong where there is no heading."""
    known = _names(columns)
    at, heading, codes = _headed(known, cells)
    if doubled := next((code for code in codes if code and codes.count(code) > 1), ""):
        twice = heading[codes.index(doubled)]
        raise Wrong("file", N_("has the column %(given)s twice"), given=twice)
    return Table(
        lines=[
            Line(number, {code: cell for code, cell in zip(codes, row, strict=False) if code})
            for number, row in cells.rows[at + 1 :]
        ],
        headings={code: cell for code, cell in zip(codes, heading, strict=True) if code},
        unread=[cell for code, cell in zip(codes, heading, strict=True) if cell and not code],
    )


def _headed(known: dict[str, str], cells: Cells) -> tuple[int, list[str], list[str]]:
    """Return where the headings stand, what they are, and the columns that they mean."""
    for at, (_, heading) in enumerate(cells.rows[:10]):
        columns = [known.get(_plain(cell), "") for cell in heading]
        if len(set(columns) - {""}) >= 2 or "line" in columns:
            return at, heading, columns
    raise Wrong("file", N_("has no row of headings that we know; take our template"))


def heading(columns: Sequence[Column], languages: Sequence[str], lang: str) -> dict[str, str]:
    """Return the columns of a template by their codes, in a language."""
    found = {}
    for column in columns:
        said = msg(lang, column.said)
        if not column.each:
            found[column.code] = said
            continue
        for each in languages:
            found[f"{column.code}.{each}"] = f"{said} ({LANGUAGES.get(each, each)})"
    return found


def formulas(line: Line) -> list[str]:
    """Return the columns of a row whose cells would be computed."""
    return [code for code, cell in line.said.items() if cell == FORMULA]


def narrow(text: str) -> str:
    """Return a code, number or floor as it is compared: full-width letters and digits narrow."""
    return unicodedata.normalize("NFKC", text).strip()


def several(text: str) -> list[str]:
    """Return the parts of a cell that lists some."""
    return [part for each in re.split(r"[;,、/\n]", narrow(text)) if (part := each.strip())]


def words(line: Line, code: str) -> dict[str, str]:
    """Return what a row says in the columns that stand there once a language; "" is any."""
    found = {}
    for column, cell in line.said.items():
        field, _, lang = column.partition(".")
        if field == code and (said := clean(cell)):
            found[lang] = said
    return found


def _names(columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        said = {column.said, *column.also, *(msg(lang, column.said) for lang in LANGUAGES)}
        for name in said:
            found.setdefault(_plain(name), column.code)
            if column.each:
                for lang, spoken in LANGUAGES.items():
                    for called in (spoken, lang, _ALSO[lang]):
                        found[_plain(f"{name} {called}")] = f"{column.code}.{lang}"
    return found | {_plain(column.code): column.code for column in columns}


_ALSO = {"en": "英文", "zh-Hans": "简体", "zh-Hant": "繁體"}


def _plain(heading: str) -> str:
    """Return a heading without case, signs and blanks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading)).casefold()
