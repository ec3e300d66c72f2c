"""
Spreadsheets as companies have them: the cells of an XLSX or CSV file, as text.

A file is somebody else's: it is opened within limits (bytes, members of the zip, rows, columns),
its entities are not read (defusedxml), and a formula is a mistake of its cell, never computed.
"""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from msgspec import Struct

from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.words import N_
from chalicelib.platform import tables

MOST_BYTES = 3_000_000
MOST_UNPACKED = 60_000_000
MOST_MEMBERS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_LETTERS = 2_000
"""Of one cell."""

CODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16")
"""In the order in which a screen offers them."""

FORMULA = "\0formula"
"""What stands in a cell that would be computed."""

BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""A workbook can be broken in any of its parts, and each part fails in its own way. Entities that
it would have read are a ValueError, too."""

OLD_EXCEL = bytes.fromhex("d0cf11e0")
TOO_LARGE = N_("unpacks to more than we read; please split it")
NO_SHEET = N_("cannot be read as a spreadsheet; please save it as XLSX or CSV once more")


class Cells(Struct, frozen=True):
    """A file as rows of text with their numbers; `coding` is "" where the file says it itself."""

    rows: list[tuple[int, list[str]]]
    coding: str = ""


def read(data: bytes, coding: str = "") -> Cells:
    """Return the cells of a file, in this encoding or in the one that is likely; or raise Wrong."""
    if len(data) > MOST_BYTES:
        raise Wrong("file", N_("is larger than %(most)s MB"), most=MOST_BYTES // 1_000_000)
    if data[:4] == OLD_EXCEL:
        raise Wrong("file", N_("is of the old kind or locked by a password; save it as XLSX"))
    if data[:2] == b"PK":
        return Cells(_filled(_of_workbook(data)))
    coding = coding or likely(data)
    return Cells(_filled(_of_text(_decoded(data, coding))), coding)


def likely(data: bytes) -> str:
    """Return the encoding in which a text was probably written."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return max(("gb18030", "big5hkscs"), key=lambda coding: _commonness(data, coding))
    return "utf-8"


def _commonness(data: bytes, coding: str) -> float:
    """Return which share of the characters, read in this encoding, are everyday ones: 0 to 1.

    Both encodings keep the characters of every day in one block; what is read in the wrong one
    falls outside it.
    """
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        return -1
    wide = [letter.encode(coding) for letter in text if letter > "\x7f"]
    if not wide:
        return 0
    first, last, low = (0xA1, 0xD7, 0xA1) if coding == "gb18030" else (0xA1, 0xC6, 0x40)
    everyday = [pair for pair in wide if len(pair) == 2 and first <= pair[0] <= last]
    return sum(pair[1] >= low for pair in everyday) / len(wide)


def _decoded(data: bytes, coding: str) -> str:
    if coding not in CODINGS:
        raise Wrong("coding", N_("must be one of %(known)s"), known=", ".join(CODINGS))
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        raise Wrong("coding", N_("this file is not in %(coding)s"), coding=coding) from None
    return text.removeprefix("\ufeff")


def _of_text(text: str) -> Iterator[tuple[int, list[str]]]:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=heading.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(rows, start=1):
            yield number, [_typed(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error:
        raise Wrong("file", NO_SHEET) from None


def _typed(cell: str) -> str:
    cell = cell.strip()
    if cell.startswith("="):
        return FORMULA
    # So a file says that what follows is text and no formula.
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(tables.FORMULA) else cell


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _weigh(data)
    # Here and not above: whoever opens no workbook does not pay for reading them.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: colours, rules, pictures.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
                for number, cells in enumerate(rows, start=1):
                    yield number, [_said(cell) for cell in cells]
            finally:
                book.close()
    except Wrong:
        raise
    except BROKEN:
        raise Wrong("file", NO_SHEET) from None


def _weigh(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
    except zipfile.BadZipFile:
        raise Wrong("file", NO_SHEET) from None
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
        raise Wrong("file", TOO_LARGE)


def _said(cell: Any) -> str:
    """Return a cell as its reader sees it: a number without ".0", with its leading zeros."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shape = str(cell.number_format)
    if isinstance(value, int) and set(shape) == {"0"}:
        return str(value).zfill(len(shape))
    return str(value).strip()


def _filled(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return the rows that say something; raise Wrong for more of them than we take."""
    found: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        if not any(cells):
            continue
        if len(found) > MOST_ROWS:
            raise Wrong("file", N_("has more than %(most)s rows"), most=MOST_ROWS)
        found.append((number, [_short(cell) for cell in cells]))
    return found


def _short(cell: str) -> str:
    if len(cell) > MOST_LETTERS:
        raise Wrong("file", N_("has a cell of more than %(most)s characters"), most=MOST_LETTERS)
    return cell
