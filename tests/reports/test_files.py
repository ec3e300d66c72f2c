"""The board's tables as files: what the screen shows, in words, for whoever may see it."""

import base64
import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import clock
from tests.support.builders import HOUR, LENA, MARA, OTTO, PACO, World, key
from tests.support.door import Door, token_of
from tests.support.office import shown

KINDS = ("board", "search", "days", "people", "measures")
DAYS = {"from": "2026-03-01", "to": "2026-03-02"}


@pytest.fixture
def now(door: Door) -> int:
    at = clock.now()
    world = World()
    (task,) = world.routed(at, key=key("one"))
    world.act(task.id, "claim", 1, now=at)
    world.routed(at, key=key("two"), topic="noise")
    world.routed(at - 100 * HOUR, key=key("old"), words="=cmd|'/c calc'!A1")
    return at


def asked(door: Door, who, kind: str, format: str = "csv", **more: str):
    said = {"community": "hv", "format": format, **DAYS, **more}
    query = {name: [value] for name, value in said.items()}
    return door.get(f"/staff/v1/files/{kind}", headers=token_of(who), query=query)


def rows(answer) -> list[list[str]]:
    data = base64.b64decode(answer.json["file"])
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells(answer):
    data = base64.b64decode(answer.json["file"])
    return list(load_workbook(io.BytesIO(data)).worksheets[0].iter_rows())


@pytest.mark.parametrize("kind", KINDS)
def test_both_files_of_a_table_say_the_same(door: Door, now: int, kind: str) -> None:
    plain = rows(asked(door, MARA, kind))
    found = cells(asked(door, MARA, kind, "xlsx"))

    def said(value) -> str:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        return "" if value is None else str(value)

    told = [[text.removeprefix("'") for text in row] for row in plain]
    assert told == [[said(cell.value) for cell in row] for row in found]


@pytest.mark.campaign
@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_shows_the_same_of_both_files(
    door: Door, now: int, kind: str, tmp_path: Path
) -> None:
    def opened(form: str) -> list[list[str]]:
        data = base64.b64decode(asked(door, MARA, kind, form).json["file"])
        return [[text.removeprefix("'") for text in row] for row in shown(data, form, tmp_path)]

    assert opened("xlsx") == opened("csv")


def test_the_board_is_told_in_words_and_a_lead_gets_their_own_departments(
    door: Door, now: int
) -> None:
    everything = rows(asked(door, MARA, "board"))
    mine = rows(asked(door, LENA, "board", only="unassigned"))

    assert (len(everything), len(mine)) == (4, 2)
    assert {row[4] for row in mine[1:]} == {"Engineering team"}
    states = {row[everything[0].index("Status")] for row in everything[1:]}
    assert states == {"Open", "Accepted"}


def test_what_a_resident_wrote_is_text_in_the_file_of_a_search(door: Door, now: int) -> None:
    found = cells(asked(door, MARA, "search", "xlsx", q="calc"))
    (words,) = [cell for cell in found[1] if "calc" in str(cell.value)]

    assert len(found) == 2
    assert (words.value[0], words.data_type) == ("=", "s")


def test_who_leads_nobody_here_gets_no_file(door: Door, now: int) -> None:
    answers = [asked(door, who, kind).status for who in (PACO, OTTO) for kind in KINDS]
    assert set(answers) <= {403, 404}


def test_a_file_that_there_is_not_is_refused_by_name(door: Door, now: int) -> None:
    answer = asked(door, MARA, "board", "pdf")
    assert (answer.status, list(answer.json["errors"])) == (422, ["format"])
    assert asked(door, MARA, "passwords").status == 404
