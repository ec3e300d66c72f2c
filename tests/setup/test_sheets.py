"""Spreadsheets: looked at first, done whole as one entry, taken back; every mistake is named."""

import base64
import io
import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from chalicelib.setup.sheets import load
from infra import seed_sheet
from infra.say import Refused
from tests.support.builders import LENA, LIFT, LOBBY, MARA, OTTO, PACO, World
from tests.support.door import Door, token_of
from tests.support.sheets import (
    PATH,
    asked,
    confirmed,
    drained,
    history,
    imported,
    looked,
    progress,
    sheet,
    taken_back,
    template,
    workbook,
)  # fmt: skip

TOWER = "Tower 9, floors 1 to 3, flats A to B"


def places(door: Door) -> dict[str, dict]:
    query = {"community": ["hv"]}
    found = door.get("/staff/v1/places", headers=token_of(MARA), query=query).json["places"]
    return {place["said"]: place for place in found}


def test_a_tower_is_one_line_of_a_file_and_the_same_file_again_changes_nothing(door: Door) -> None:
    data = workbook(["A line for many places"], [TOWER])
    before = places(door)
    seen = looked(door, data)
    assert (seen["added"], seen["changed"], seen["gone_count"]) == (6, 0, 2)
    assert places(door) == before

    entry = imported(door, data)
    assert (entry["what"], entry["done"], entry["pieces"]) == ("import", 1, 1)
    assert places(door).keys() - before.keys() >= {"Tower 9, 1/F, flat A", "Tower 9, 3/F, flat B"}
    assert [each["what"] for each in history(door)] == ["import"]

    again = looked(door, data)
    assert (again["added"], again["changed"], again["untouched"]) == (0, 0, 6)
    assert confirmed(door, data).status == 409


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_template_holds_what_is_there_and_importing_it_changes_nothing(
    door: Door, format: str
) -> None:
    imported(door, workbook(["Building", "Floor", "Flat"], ["第一座", 3, "A"]))
    seen = looked(door, template(door, format))
    counts = [seen[name] for name in ("added", "changed", "untouched", "gone_count")]
    assert (counts, seen["mistakes"], seen["unread"]) == ([0, 0, 3, 0], [], [])


def test_a_template_is_read_back_cell_by_cell(door: Door) -> None:
    rows = load_workbook(io.BytesIO(template(door, "xlsx"))).active.iter_rows(values_only=True)
    heading, *found = rows
    assert heading[:5] == ("A line for many places", "Label code", "Building", "Floor", "Flat")
    lift = next(row for row in found if row[1] == LIFT.code)
    assert lift[2:8] == ("tower1", "G", None, "2號升降機", "Lift 2", "common area")


def test_a_row_with_a_label_changes_that_place_and_an_empty_cell_leaves_it(door: Door) -> None:
    data = workbook(
        ["Label code", "Floor", "Place (English)", "Household"],
        [LIFT.code.lower(), "", "Lift two", ""],
        [LOBBY.code, "", "", "tower1-g"],
    )
    assert looked(door, data)["rows"][0]["fields"] == {
        "name": {
            "from": {"en": "Lift 2", "zh-Hant": "2號升降機"},
            "to": {"en": "Lift two", "zh-Hant": "2號升降機"},
        }
    }
    imported(door, data)
    lift, lobby = estate.fresh_place(LIFT.code), estate.fresh_place(LOBBY.code)
    assert lift and lobby
    assert (lift.name["en"], lift.floor, lobby.household) == ("Lift two", "G", "tower1-g")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headings_and_encodings_are_recognised(door: Door, coding: str) -> None:
    seen = looked(
        door, sheet("楼栋,楼层,房号,住户\n一号楼,３,０１,张三\n一号楼,４,０１,李四\n", coding)
    )
    assert seen["coding"] == coding.removesuffix("-sig")
    assert [row["title"] for row in seen["rows"]] == [
        "一号楼, 3/F, flat 01",
        "一号楼, 4/F, flat 01",
    ]


def test_a_wrong_guess_of_the_encoding_is_shown_and_can_be_changed(door: Door) -> None:
    data = sheet("大廈,樓層,單位\n海景閣,3,甲\n", "big5hkscs")
    assert looked(door, data)["coding"] == "big5hkscs"
    chosen = looked(door, sheet("Building,Flat\nMühle,A\n"), coding="gb18030")
    assert (chosen["coding"], chosen["rows"][0]["title"]) == ("gb18030", "M眉hle, flat A")
    refused = asked(door, f"{PATH}/preview", data, coding="utf-8")
    assert list(refused.json["errors"]) == ["coding"]


def test_every_mistake_is_said_with_row_and_column_and_nothing_is_done(door: Door) -> None:
    data = workbook(
        ["Label code", "Building", "Floor", "Flat", "Kind", "Colour"],
        ["", "Tower 9", "1", "A", "", "red"],
        ["", "Tower 9", "1", "a", "", ""],
        ["nothing", "", "", "", "", ""],
        ["", "", "2", "B", "", ""],
        ["", "Tower 9", "=1+1", "C", "", ""],
        ["", "Tower 9", "3", "C", "palace", ""],
        ["", "Tower 9", "123456789", "C", "", ""],
    )
    seen = looked(door, data)
    assert [(each["row"], each["column"]) for each in seen["mistakes"]] == [
        (3, ""), (4, "Label code"), (5, "Building"), (6, "Floor"), (7, "Kind"), (8, "Floor"),
    ]  # fmt: skip
    assert seen["mistakes"][0]["said"] == "is the same place as row 2"
    assert seen["unread"] == ["Colour"]
    assert confirmed(door, data).status == 409
    assert len(places(door)) == 2


def test_mistakes_are_said_in_the_language_of_who_reads_them(door: Door) -> None:
    file = base64.b64encode(sheet("Building,Flat\n,A\n")).decode()
    body = {"community": "hv", "kind": "places", "file": file}
    headers = token_of(MARA) | {"accept-language": "zh-Hant"}
    seen = door.post_json(f"{PATH}/preview", body, headers).json
    assert seen["mistakes"] == [{"row": 2, "column": "Building", "said": "尚未填寫"}]


def packed(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return made.getvalue()


def with_entity() -> bytes:
    """Return a workbook whose sheet names an entity of its own."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Building", "Flat"], ["T", "A"]))) as book,
        zipfile.ZipFile(made, "w") as file,
    ):
        for name in book.namelist():
            text = book.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE w [<!ENTITY e "x">]>' + text
            file.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "file"),
        (b"PK\x03\x04 broken", "file"),
        (packed(a="no workbook"), "file"),
        (packed(**{f"m{n}": "" for n in range(501)}), "file"),
        (with_entity(), "file"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "file"),
        (sheet("hello\nworld\n"), "file"),
        (sheet("Building,Building\na,b\n"), "file"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(
    door: Door, data: bytes, field: str
) -> None:
    refused = asked(door, f"{PATH}/preview", data)
    assert (refused.status, list(refused.json["errors"])) == (422, [field])


def test_what_would_unpack_to_too_much_is_not_unpacked(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(["Building", "Flat"], ["T", "A"])
    assert looked(door, data)["added"] == 1
    monkeypatch.setattr("chalicelib.setup.sheets.cells.MOST_UNPACKED", 1_000)
    assert "unpacks" in asked(door, f"{PATH}/preview", data).json["errors"]["file"]


def test_what_changed_since_the_preview_is_looked_at_again(door: Door) -> None:
    data = workbook(["Label code", "Floor"], [LIFT.code, "9"])
    mark = looked(door, data)["mark"]
    imported(door, workbook(["Label code", "Floor"], [LIFT.code, "5"]))
    assert asked(door, PATH, data, mark=mark).status == 409


def test_a_command_puts_a_file_by_the_same_code(
    door: Door, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes(sheet("多個地點\nTower 9, floors 1 to 3, flats A\n"))
    with pytest.raises(Refused):
        seed_sheet.put(file, "nowhere")
    for _ in range(2):
        file.write_bytes(sheet('多個地點\n"Tower 9, floors 1 to 3, flats A"\n'))
        seed_sheet.put(file, "hv")
    assert capsys.readouterr().out.splitlines() == [
        "  3 places put or changed, 0 as they are, 2 not in it",
        "  0 places put or changed, 3 as they are, 2 not in it",
    ]
    assert len(places(door)) == 5
    file.write_bytes(sheet("Building,Flat\n,A\n"))
    with pytest.raises(Refused) as refused:
        seed_sheet.put(file, "hv")
    assert refused.value.sentence == "row 2, Building: is missing"


def test_a_tower_and_its_flats_have_chinese_names_and_follow_a_new_one(door: Door) -> None:
    imported(door, workbook(["Building", "Floor", "Flat"], ["Tower 9", 3, "A"]))
    flat = places(door)["Tower 9, 3/F, flat A"]
    assert flat["name"]["zh-Hant"] == "9座3樓A室"

    heading = ["Label code", "Building", "Name of the building (English)", "大廈名稱 (繁體)"]
    data = workbook(heading, [flat["code"], "9座", "Pearl House", "明珠閣"])
    assert (looked(door, data)["changed"], looked(door, data)["untouched"]) == (0, 1)
    number = imported(door, data)["number"]
    assert places(door)["Pearl House, 3/F, flat A"]["name"]["zh-Hant"] == "明珠閣3樓A室"
    assert looked(door, data)["rows"] == []

    taken_back(door, number)
    assert places(door)["Tower 9, 3/F, flat A"]["name"]["zh-Hant"] == "9座3樓A室"


def test_two_taps_make_no_place_twice(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(["Places"], [TOWER])
    mark = looked(door, data)["mark"]
    answers = [asked(door, PATH, data, mark=mark).status for _ in range(2)]
    assert answers == [202, 202]
    # The second one that read before the first one wrote.
    monkeypatch.setattr("chalicelib.setup.changes_store.newest", lambda *_, **__: [])
    assert asked(door, PATH, data, mark=mark).status == 202
    drained()
    assert len(places(door)) == 8


class Killed(BaseException):
    """The process is gone."""


ESTATE = ["Tower 9, floors 1 to 25, flats A to H", "Tower 10, floors 1 to 100, flats A to H"]
WHOLE = [f"Tower {n}, floors 1 to 100, flats A to H" for n in range(20, 57)]


@pytest.mark.parametrize(
    ("lines", "flats"),
    [
        (ESTATE, 1_000),
        pytest.param(
            [*WHOLE, "Tower 9, floors 1 to 50, flats A to H"],
            30_000,
            marks=pytest.mark.campaign,
        ),
    ],
)
def test_an_import_killed_at_ten_points_ends_as_one_that_was_not(
    door: Door, monkeypatch: pytest.MonkeyPatch, lines: list[str], flats: int
) -> None:
    points = sorted(random.Random(7).sample(range(flats), 10))
    put, done = load.put, []

    def killed(deed, change, now) -> bool:
        made = put(deed, change, now)
        done.append(deed.title)
        if points and len(done) > points[0]:
            del points[0]
            raise Killed
        return made

    monkeypatch.setattr(load, "put", killed)
    data = workbook(["Places"], *([line] for line in lines))
    number = confirmed(door, data).json["number"]
    deaths = died_until_done(door, number)

    entry = progress(door, number)
    assert (deaths, entry["done"], entry["left"]) == (10, entry["pieces"], 0)
    found = [each["said"] for each in places(door).values() if each["building"] != "tower1"]
    assert (len(found), len(set(found))) == (flats, flats)
    assert looked(door, data)["untouched"] == flats
    assert [each["what"] for each in history(door)] == ["import"]


def died_until_done(door: Door, number: str) -> int:
    """Let the sweep go on until an import is done; return how often its process was killed."""
    world, deaths, now = World(), 0, now_ms()
    while (entry := progress(door, number))["done"] < entry["pieces"]:
        now += 25 * GRACE_MS
        try:
            world.sweep(now)
        except Killed:
            deaths += 1
    return deaths


def test_a_put_that_was_throttled_goes_on_when_it_is_sent_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(["Places"], [TOWER])
    mark = looked(door, data)["mark"]

    def throttled(piece) -> bool:
        raise Unavailable("slow down")

    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.setup.sheets.store.insert", throttled)
        assert asked(door, PATH, data, mark=mark).status == 503
    answers = [asked(door, PATH, data, mark=mark) for _ in range(2)]
    drained()
    assert [each.status for each in answers] == [202, 202]
    assert [each["number"] for each in history(door)] == [answers[1].json["number"]]
    assert len(places(door)) == 8


def test_a_kill_before_it_counts_leaves_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(["Places"], [TOWER])

    def killed(piece) -> bool:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.setup.sheets.store.insert", killed)
        with pytest.raises(Killed):
            confirmed(door, data)
    drained()
    assert (len(places(door)), history(door)) == (2, [])
    assert imported(door, data)["done"] == 1


def test_an_import_is_taken_back_but_for_what_was_changed_since(door: Door) -> None:
    data = workbook(
        ["Places", "Label code", "Floor"],
        [TOWER, "", ""],
        ["", LIFT.code, "5"],
        ["", LOBBY.code, "6"],
    )
    number = imported(door, data)["number"]
    held = places(door)["Tower 9, 1/F, flat A"]
    headers = token_of(MARA) | {"if-match": f'"{held["version"]}"'}
    path = f"/staff/v1/places/{held['code']}"
    assert door.post_json(path, {"household": "the-lees"}, headers).status == 200
    imported(door, workbook(["Label code", "Floor"], [LOBBY.code, "7"]))

    back = taken_back(door, number)

    assert (back["left"], sorted(back["skipped"])) == (2, ["Lobby", "Tower 9, 1/F, flat A"])
    left = places(door)
    assert {name: left[name]["floor"] for name in ("Lift 2", "Lobby")} == {
        "Lift 2": "G",
        "Lobby": "7",
    }
    assert [name for name in left if name.startswith("Tower 9")] == ["Tower 9, 1/F, flat A"]
    assert not next(each for each in history(door) if each["number"] == number)["can_undo"]


def test_an_import_that_was_taken_back_can_be_made_again(door: Door) -> None:
    data = workbook(["Places"], [TOWER])
    taken_back(door, imported(door, data)["number"])
    assert len(places(door)) == 2
    imported(door, data)
    assert len(places(door)) == 8


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_spreadsheets_are_for_managers(door: Door, who) -> None:
    data = workbook(["Places"], [TOWER])
    query = {"community": ["hv"], "kind": ["places"], "format": ["csv"]}
    headers = token_of(who)
    assert asked(door, f"{PATH}/preview", data, who).status == 403
    assert asked(door, PATH, data, who, mark="").status == 403
    assert door.get("/staff/v1/template", headers=headers, query=query).status == 403
    number = imported(door, data)["number"]
    assert door.get(f"{PATH}/{number}", headers=headers, query=query).status == 403
