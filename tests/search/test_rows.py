"""One small row a task: put when it is made, again when its request is closed, then erased."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.platform.storage.table import RequestsRow
from chalicelib.privacy import erase
from chalicelib.search import rows, store
from chalicelib.search.model import MOST_BYTES, Finding, partition
from chalicelib.wiring import effect_handlers
from tests.support import quick_moto
from tests.support.builders import DAY, HOUR, LENA, MARA, MONDAY_TEN, World, key, move_in, staff

LATER = MONDAY_TEN + DAY


def stored() -> list[dict[str, Any]]:
    """Return every row of the search, as it is stored."""
    found = quick_moto.client("dynamodb").scan(TableName=RequestsRow.Meta.table_name)["Items"]
    return [item for item in found if item["pk"]["S"].startswith("find#")]


def row_of(task) -> Finding:
    (read,) = store.page(partition("hv", task.department, MONDAY_TEN), "find#~", 5)
    return read.row


@pytest.fixture
def world(tables: None) -> World:
    move_in()
    return World()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every put of a row, as it is asked for."""
    puts: list[Any] = []
    real: Callable[..., None] = store.put
    monkeypatch.setattr(rows.store, "put", lambda key, row: (puts.append(key), real(key, row)))
    return puts


def test_a_task_costs_two_puts_in_its_life_and_a_submission_none(world: World, counted) -> None:
    made = world.submit(words="漏水 Water drips")
    assert counted == []

    world.drain(MONDAY_TEN)
    (task,) = tasks.of_request(made.request_id)
    assert row_of(task).outcome == ""
    world.finished(task.id)
    world.answer(made.request_id, True, LATER, rating=4)
    world.drain(LATER)

    assert counted == [counted[0]] * 2
    row = row_of(task)
    assert (row.outcome, row.on_time, row.rating, row.reopened) == ("confirmed", True, 4, 0)
    assert "漏水 water drips" in row.words
    assert "lift 2" in row.where


def test_a_message_that_comes_twice_puts_nothing_anew(world: World, counted) -> None:
    (task,) = world.routed()
    world.queue.append((task.request, "task#1.engineering", "1#find"))

    world.drain(LATER)

    assert len(counted) == 1


def test_a_lost_message_is_made_good_by_the_sweep(world: World) -> None:
    world.submit()
    effect_handlers.perform(*world.queue.pop(0), now=MONDAY_TEN, tools=world.tools)
    world.lose()
    assert stored() == []

    world.sweep(MONDAY_TEN + HOUR)

    assert len(stored()) == 1


def test_an_older_view_never_covers_a_newer_one(world: World) -> None:
    (task,) = world.routed()
    request = requests.get(task.request)
    place = rows.place_of(request, task)
    newer = rows.row_of(request, structs.replace(task, version=9), now=LATER)
    store.put(place, structs.replace(newer, outcome="confirmed"))

    store.put(place, rows.row_of(request, task, now=LATER))

    assert row_of(task).outcome == "confirmed"


@pytest.mark.parametrize("words", ["漏" * 2000, "𠮷" * 2000, "w" * 2000])
def test_a_row_takes_one_write_unit_whatever_is_said(world: World, words: str) -> None:
    made = world.submit(words=words, spot="房" * 120)
    world.drain(MONDAY_TEN)

    (item,) = stored()

    assert made.reference
    size = sum(len(name) + len(str(*value.values()).encode()) for name, value in item.items())
    assert 300 < size <= MOST_BYTES


def test_a_complaint_about_a_person_has_no_row(world: World) -> None:
    world.routed(topic="conduct", kind="complaint", words="He shouted at me.")

    assert stored() == []


def test_what_turns_out_to_be_about_a_person_loses_its_row(world: World) -> None:
    (task,) = world.routed()
    assert len(stored()) == 1
    request = requests.get(task.request)

    named = requests.save(request, structs.replace(request, concerns="sam"))
    found = requests.heart(named.id)
    rows.write_these(found, found.tasks, now=LATER)

    assert stored() == []


def test_what_was_reopened_is_open_for_a_search_too(world: World) -> None:
    (task,) = world.routed()
    world.finished(task.id)
    world.answer(task.request, True, LATER)
    world.drain(LATER)
    world.answer(task.request, False, LATER + HOUR, comment="It drips again.")
    world.drain(LATER + HOUR)

    assert {item.get("outcome", {}).get("S", "") for item in stored()} == {""}
    assert {item["reopened"]["N"] for item in stored()} == {"1"}


def test_a_corrected_topic_is_what_is_found(world: World) -> None:
    (task,) = world.routed()
    retopic(
        task.id, "lighting", emergency=None, version=1, key=key("k"), staff=staff(LENA), now=LATER,
        enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(LATER)

    assert row_of(task).topic == "lighting"


def test_erasing_takes_the_rows_away_and_a_late_put_too(world: World) -> None:
    (task,) = world.routed(words="Kanarienvogel")
    request = requests.get(task.request)
    late = rows.place_of(request, task), rows.row_of(request, task, now=LATER)
    erase.erase(task.request, by=MARA.id, key=key("e"), now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    store.put(*late)

    for hour in range(1, 4):
        world.sweep(LATER + hour * HOUR)

    assert stored() == []


def test_what_was_closed_before_there_was_a_search_is_caught_up_with_once(world: World) -> None:
    (task,) = world.routed()
    world.finished(task.id)
    world.answer(task.request, True, LATER)
    world.drain(LATER)
    closed = requests.get(task.request)
    store.remove([rows.place_of(closed, task)])
    before = requests.save(closed, structs.replace(closed, findable=False))

    rows.catch_up(before, now=LATER, tools=world.tools)
    rows.catch_up(before, now=LATER, tools=world.tools)
    assert world.drain(LATER) == 1

    assert row_of(task).outcome == "confirmed"
    after = requests.get(task.request)
    rows.catch_up(after, now=LATER, tools=world.tools)
    assert world.queue == []
    assert (after.due_at, after.version) == (closed.due_at, closed.version)
