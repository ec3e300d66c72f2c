"""Files that people open: CSV and XLSX of one table say the same, and neither computes."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from chalicelib.platform.tables import (
    DAY,
    FORMULA,
    INSTANT,
    NUMBER,
    TEXT,
    Column,
    Table,
    written,
)

TEN_AT_NIGHT = 1_772_460_059_000
"""2026-03-02 14:00:59 in UTC, 22:00 in Hong Kong."""


def opened(table: Table):
    """Return both files of a table as rows, of the workbook the cells themselves."""
    text = written(table, "csv").decode("utf-8-sig")
    book = load_workbook(io.BytesIO(written(table, "xlsx")))
    return list(csv.reader(io.StringIO(text, newline=""))), list(book.worksheets[0].iter_rows())


def test_dates_are_dates_and_numbers_numbers_in_the_zone_of_the_community() -> None:
    columns = [Column("When", INSTANT), Column("Day", DAY), Column("How many", NUMBER)]
    rows = [[TEN_AT_NIGHT, "2026-03-02", -3], [None, None, None]]
    plain, cells = opened(Table(title="Days", columns=columns, rows=rows, zone="Asia/Hong_Kong"))

    assert plain[1:] == [["2026-03-02 22:00", "2026-03-02", "-3"], ["", "", ""]]
    when, day, number = cells[1]
    assert (when.value.isoformat(), when.is_date) == ("2026-03-02T22:00:00", True)
    assert (day.value.date(), day.is_date) == (date(2026, 3, 2), True)
    assert (number.value, number.data_type) == (-3, "n")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])  # noqa: RUF001
def test_words_that_look_like_a_formula_stay_words(first: str) -> None:
    said = f"{first}1+1"
    plain, cells = opened(Table(title="T", columns=[Column(said)], rows=[[said]]))

    for (text,), (cell,) in zip(plain, cells, strict=True):
        assert text.startswith("'") and not text.startswith(FORMULA)
        assert (cell.data_type, cell.value) == ("s", said.replace("\r", "\n"))


WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(WORDS, st.integers(-9, 9)), max_size=4))
def test_each_cell_of_the_workbook_says_what_the_csv_says(rows: list[tuple[str, int]]) -> None:
    columns = [Column("Said", TEXT), Column("Number", NUMBER)]
    plain, cells = opened(Table(title="[A/B]", columns=columns, rows=[list(r) for r in rows]))

    assert len(plain) == len(cells) == len(rows) + 1
    for line, found in zip(plain, cells, strict=True):
        said = ["" if cell.value is None else str(cell.value) for cell in found]
        assert [text.removeprefix("'") for text in line] == [
            text.removeprefix("'") for text in said
        ]
        assert "f" not in {cell.data_type for cell in found}
