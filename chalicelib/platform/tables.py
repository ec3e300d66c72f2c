"""
Tables that people open in a spreadsheet: one description, written as CSV and as XLSX.

Both say the same in each cell. An instant is told in the zone of its community, in an order that
every spreadsheet reads as a date. Words are never computed: XLSX marks them as text, and CSV puts
an apostrophe before what would begin a formula (OWASP, CSV injection).
"""

import csv
import io
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

TEXT, NUMBER, DAY, INSTANT = "text", "number", "day", "instant"
"""What a column holds: words; a number; a local date as "2026-03-02"; an instant in epoch ms."""

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What a spreadsheet takes for the beginning of a formula; some take wide letters, too."""

LONGEST = 32_767
"""Characters of one cell: what XLSX holds."""
WIDTHS = {TEXT: 22, NUMBER: 12, DAY: 12, INSTANT: 17}
SHAPES = {DAY: "yyyy-mm-dd", INSTANT: "yyyy-mm-dd hh:mm"}

NO_CELL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold: one such character would make the whole file unreadable."""


class Column(Struct, frozen=True):
    """What stands above a column, in the reader's language, and what it holds."""

    heading: str
    holds: str = TEXT


class Table(Struct, frozen=True, kw_only=True):
    """Rows of cells, None where a cell is empty; instants are told in `zone`."""

    title: str
    columns: list[Column]
    rows: list[list[Any]]
    zone: str = "UTC"


def written(table: Table, format: str) -> bytes:
    """Return a table as a file: "xlsx" or "csv"."""
    return to_workbook(table) if format == "xlsx" else to_csv(table)


def to_csv(table: Table) -> bytes:
    """Return a CSV file that opens in the right encoding and computes nothing."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows(
        [_said(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in [[safe(column.heading) for column in table.columns], *_typed(table)]
    )
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def to_workbook(table: Table) -> bytes:
    """Return an XLSX file: words are text, so that zeros stay, and dates are dates."""
    # Here and not above: whoever makes no workbook does not pay for making them.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", table.title)[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.holds]

    def text(said: str, **more: Any) -> Any:
        cell = WriteOnlyCell(sheet, said or None)
        if said:
            cell.data_type, cell.number_format = "s", "@"
        for name, value in more.items():
            setattr(cell, name, value)
        return cell

    def made(value: Any, column: Column) -> Any:
        if isinstance(value, str):
            return text(value)
        cell = WriteOnlyCell(sheet, value)
        if value is not None and column.holds in SHAPES:
            cell.number_format = SHAPES[column.holds]
        return cell

    sheet.append([text(column.heading, font=Font(bold=True)) for column in table.columns])
    for row in _typed(table):
        sheet.append([made(*each) for each in zip(row, table.columns, strict=True)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def safe(cell: str) -> str:
    """Return a cell of CSV that no spreadsheet takes for a formula."""
    plain = cell.replace("\0", "")
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def _typed(table: Table) -> list[list[Any]]:
    """Return the rows with each cell as what its column holds."""
    zone = ZoneInfo(table.zone)

    def cell(value: Any, column: Column) -> Any:
        if value is None or column.holds == NUMBER:
            return value
        if column.holds == DAY:
            return date.fromisoformat(value)
        if column.holds == INSTANT:
            local = datetime.fromtimestamp(value // 1000, zone)
            return local.replace(second=0, tzinfo=None)
        lines = str(value).replace("\r\n", "\n").replace("\r", "\n")
        return NO_CELL.sub("", lines)[:LONGEST]

    return [[cell(*each) for each in zip(row, table.columns, strict=True)] for row in table.rows]


def _said(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.holds == INSTANT and isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return safe(value) if column.holds == TEXT else str(value)
