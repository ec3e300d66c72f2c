"""The board: for those who answer for others, counted right, safe to open as a file."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.platform.tables import FORMULA
from chalicelib.reports.board_api import COLUMNS, as_csv
from tests.capacity.made import task
from tests.support import clock
from tests.support.builders import HARBOUR, HOUR, LENA, LOBBY, MARA, OTTO, PACO, World, key
from tests.support.door import Door, token_of


@pytest.fixture
def now(door: Door) -> int:
    at = clock.now()
    world = World()
    (task,) = world.routed(at, key=key("one"))
    world.act(task.id, "claim", 1, now=at)
    world.routed(at, key=key("two"), topic="noise")
    world.routed(at - 100 * HOUR, key=key("old"), words="=cmd|'/c calc'!A1")
    return at


def asked(door: Door, who, path: str = "/staff/v1/board", community: str = "hv"):
    return door.get(path, headers=token_of(who), query={"community": [community]})


def test_a_member_of_staff_may_not_see_the_board(door: Door, now: int) -> None:
    assert asked(door, PACO).status == 403
    assert asked(door, PACO, "/staff/v1/board.csv").status == 403


def test_another_communitys_board_is_not_there(door: Door, now: int) -> None:
    assert asked(door, MARA, community="qy").status == 404
    assert asked(door, OTTO).status == 403


def test_a_manager_sees_all_departments_and_a_lead_their_own(door: Door, now: int) -> None:
    everything = asked(door, MARA).json
    engineering = asked(door, LENA).json

    assert (everything["total"], engineering["total"]) == (3, 2)
    assert [each["department"] for each in engineering["by_department"]] == ["engineering"]


def test_the_board_lists_the_duties_of_a_danger_that_nobody_covers(door: Door, now: int) -> None:
    assert asked(door, LENA).json["uncovered"] == ["Duty manager"]


def test_what_is_late_stands_first_and_is_counted(door: Door, now: int) -> None:
    board = asked(door, MARA).json

    assert (board["late"], board["unassigned"], board["waiting"]) == (1, 2, 0)
    assert board["open"][0]["late_by"] > 0
    assert [row["late_by"] for row in board["open"][1:]] == [0, 0]


def test_what_is_urgent_stands_before_what_is_late(door: Door, now: int) -> None:
    world = World()
    world.routed(now, key=key("danger"), topic="lift_stopped", words="Somebody is in the lift.")
    board = asked(door, MARA).json

    urgent = [row["priority"] == "urgent" for row in board["open"]]
    assert urgent == sorted(urgent, reverse=True)
    assert urgent[0]
    assert board["open"][urgent.index(False)]["late_by"] > 0


@pytest.mark.parametrize(("only", "found"), [("late", 1), ("unassigned", 2), ("waiting", 0)])
def test_one_sort_is_listed_alone_and_everything_is_counted(
    door: Door, now: int, only: str, found: int
) -> None:
    query = {"community": ["hv"], "only": [only], "department": [""]}
    board = door.get("/staff/v1/board", headers=token_of(MARA), query=query).json

    assert (board["found"], len(board["open"]), board["total"]) == (found, found, 3)


DRIPS = "Water drips from the ceiling."


def listed(door: Door, **asked: str) -> list[str]:
    query = {"community": ["hv"], **{name: [said] for name, said in asked.items()}}
    board = door.get("/staff/v1/board", headers=token_of(MARA), query=query).json
    return [row["summary"] for row in board["open"]]


def test_a_request_of_two_departments_is_one_row_that_shows_both(door: Door, now: int) -> None:
    world = World()
    world.routed(now, key=key("fire"), topic="fire", words="Smoke in the lobby.")
    board = asked(door, MARA).json
    (row,) = [row for row in board["open"] if row["topic"] == "fire"]

    parts = [row, *row["beside"]]
    assert len({part["department"] for part in parts}) == len(parts) > 1
    assert all(part["due_at"] and part["movable"] for part in parts)
    assert board["total"] == board["found"] == len(board["open"]) == 4


def test_a_board_lists_what_fits_all_that_was_asked_for(door: Door, now: int) -> None:
    world = World()
    world.routed(now, key=key("lobby"), topic="noise", words="Lobby.", place=LOBBY.code)

    assert listed(door, state="claimed") == listed(door, holder="paco") == [DRIPS]
    assert listed(door, topic="noise", building="tower1", department="security") == [
        DRIPS,
        "Lobby.",
    ]
    assert listed(door, topic="noise", department="engineering") == []
    assert listed(door, topic="noise", holder="paco") == listed(door, priority="urgent") == []
    assert listed(door, building="tower9") == []


def test_a_row_says_deadline_department_and_building_in_words(door: Door, now: int) -> None:
    named = structs.replace(HARBOUR, buildings={"tower1": {"en": "Tower One"}})
    estate.put_community(named)
    estate.forget()
    board = asked(door, LENA).json

    assert {row["building"] for row in board["open"]} == {"Tower One"}
    assert {row["department"] for row in board["open"]} == {"Engineering team"}
    assert board["buildings"] == [{"code": "tower1", "name": "Tower One"}]
    assert [(each["id"], each["open"]) for each in board["holders"]] == [("paco", 1)]


def test_many_open_tasks_come_in_pages_that_fit(door: Door, now: int) -> None:
    for number in range(250):
        tasks.insert(task("hv", "engineering", number))
    query = {"community": ["hv"]}
    answer = door.get("/staff/v1/board", headers=token_of(MARA), query=query)
    ids, after = [row["id"] for row in answer.json["open"]], answer.json["after"]
    while after:
        page = {**query, "after": [str(after)]}
        more = door.get("/staff/v1/board", headers=token_of(MARA), query=page).json
        ids, after = ids + [row["id"] for row in more["open"]], more["after"]

    assert len(answer.text.encode()) <= 100_000
    assert len(ids) == len(set(ids)) == answer.json["total"] == 253


@pytest.mark.parametrize(
    ("name", "value"),
    [("only", "mine"), ("state", "done"), ("priority", "x"), ("after", "x"), ("after", "-1")],
)
def test_a_page_of_the_board_that_there_is_not_is_refused_by_name(
    door: Door, now: int, name: str, value: str
) -> None:
    query = {"community": ["hv"], name: [value]}
    refused = door.get("/staff/v1/board", headers=token_of(MARA), query=query)

    assert refused.status == 422
    assert list(refused.json["errors"]) == [name]


def test_the_numbers_of_a_community_are_those_of_its_board(door: Door, now: int) -> None:
    whole = asked(door, MARA).json
    numbers = asked(door, MARA, "/staff/v1/board/numbers").json

    same = ("total", "late", "unassigned", "waiting", "reopened")
    assert {name: numbers[name] for name in same} == {name: whole[name] for name in same}
    assert numbers["late_by"] == max(row["late_by"] for row in whole["open"]) > 0
    assert (numbers["urgent"], numbers["uncovered"]) == (0, 1)
    assert asked(door, PACO, "/staff/v1/board/numbers").status == 403
    assert asked(door, MARA, "/staff/v1/board/numbers", community="qy").status == 404


def test_the_file_has_a_row_for_each_open_task(door: Door, now: int) -> None:
    answer = asked(door, MARA, "/staff/v1/board.csv")
    table = list(csv.reader(io.StringIO(answer.text)))

    assert table[0] == list(COLUMNS)
    assert len(table) == 4
    assert "attachment" in answer.headers["content-disposition"]


@given(st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=5))
def test_no_cell_of_a_file_begins_a_formula(table: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    cells = [cell for row in back[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert len(back) == len(table) + 1


def test_what_is_late_by_topic_stands_first(door: Door, now: int) -> None:
    board = asked(door, MARA).json

    assert [(each["open"], each["late"]) for each in board["by_topic"]] == [(2, 1), (1, 0)]
    assert board["by_topic"][0]["title"] == "Tap, toilet or pipe"
