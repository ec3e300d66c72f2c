"""Copies of everything: whole, in pieces, without words unless chosen, and never who was erased."""

import gzip
import json
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.effects import Tools
from chalicelib.privacy import erase, export
from chalicelib.privacy.copies import actions, store, writing
from chalicelib.privacy.copies.model import KEPT_MS, Copy
from tests.support.builders import MARA, MONDAY_TEN, World, key

NOW = MONDAY_TEN + 3_600_000


def begun(tools: Tools, *, words: bool = False, id: str = "hv-one0000000") -> Copy:
    return actions.begin(id, "hv", MARA.name, words=words, now=NOW, tools=tools)


def lines_of(world: World, bucket: dict[str, bytes], **how: Any) -> list[dict[str, Any]]:
    copy = begun(world.tools, **how)
    world.drain(NOW)
    whole = bucket[f"out/hv/{copy.id}/whole.json.gz"]
    return [json.loads(line) for line in gzip.decompress(whole).splitlines()]


def told(world: World, number: int) -> list[Task]:
    return [
        world.routed(MONDAY_TEN + n, words=f"SECRET {n}", contact=f"r{n}@home.example", key=key(n))[
            0
        ]
        for n in range(number)
    ]


def test_every_request_stands_once_in_one_file_of_all_its_pieces(
    world: World, bucket: dict[str, bytes]
) -> None:
    ids = {task.request for task in told(world, 5)}

    found = lines_of(world, bucket)

    assert sorted(line["id"] for line in found) == sorted(ids)
    assert len(bucket) == 4
    copy = store.get("hv-one0000000")
    assert copy is not None
    assert (copy.state, copy.written, copy.percent, copy.pending) == ("ready", 5, 100, {})


def test_without_the_tick_nothing_that_anybody_wrote_leaves(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1)

    (line,) = lines_of(world, bucket)

    assert line["schema"] == 1
    assert "SECRET" not in json.dumps(line)
    assert "home.example" not in json.dumps(line)
    assert looks.of_request(task.request) == []


def test_with_the_tick_a_line_is_what_your_data_shows_and_the_resident_reads_of_it(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1)
    found = requests.aggregate(task.request)
    assert found is not None
    own = export.of_request(found, address=lambda each: each.address, photo=str)

    (line,) = lines_of(world, bucket, words=True)

    assert {name: line[name] for name in own} == json.loads(json.dumps(own))
    assert [look.by for look in looks.of_request(task.request)] == ["copy:hv-one0000000"]


def test_who_was_erased_is_gone_from_the_next_copy(world: World, bucket: dict[str, bytes]) -> None:
    gone, stays = told(world, 2)
    assert len(lines_of(world, bucket, words=True)) == 2

    erase.erase(gone.request, by=MARA.id, now=NOW, enqueue=world.enqueue)
    world.drain(NOW)

    (line,) = lines_of(world, bucket, words=True, id="hv-two0000000")
    assert line["id"] == stays.request


def test_a_complaint_about_a_person_is_in_no_copy(world: World, bucket: dict[str, bytes]) -> None:
    (task,) = told(world, 1)
    before = requests.get(task.request)
    assert before is not None
    requests.save(before, structs.replace(before, concerns="sam"))

    assert lines_of(world, bucket, words=True) == []


def test_a_piece_that_two_workers_write_is_counted_once(
    world: World, bucket: dict[str, bytes]
) -> None:
    told(world, 3)
    copy = begun(world.tools)
    (name,) = copy.pending

    for _ in range(2):
        writing.write_piece(copy, name, now=NOW, tools=world.tools)

    again = store.get(copy.id)
    assert again is not None
    assert (again.written, len(again.pieces), len(bucket)) == (2, 1, 1)


def test_one_copy_at_a_time_and_its_file_is_given_once_it_is_whole(
    world: World, bucket: dict[str, bytes]
) -> None:
    copy = begun(world.tools)
    assert begun(world.tools) == copy
    with pytest.raises(NotAllowed):
        begun(world.tools, id="hv-two0000000")
    with pytest.raises(NotAllowed):
        actions.address(copy, now=NOW)

    world.drain(NOW)

    ready = store.get(copy.id)
    assert ready is not None
    assert f"out/hv/{copy.id}/whole.json.gz" in actions.address(ready, now=NOW)
    assert not writing.tick(ready, now=NOW + KEPT_MS - 1, tools=world.tools)
    assert writing.tick(ready, now=NOW + KEPT_MS, tools=world.tools)
    assert store.get(copy.id) is None
