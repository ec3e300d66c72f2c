"""Daily files: what changed on a day, once, the night after; and never who was erased."""

import gzip
import json
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.requests import add_words, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import NotAllowed, Unavailable
from chalicelib.platform.storage import moved
from chalicelib.privacy import erase
from chalicelib.privacy.daily import actions, moves, store, writing
from chalicelib.privacy.daily.model import KEPT_MS, next_night, owed
from chalicelib.reports.stuck import meaning
from tests.support.builders import (
    DAY,
    HARBOUR,
    HONG_KONG,
    HOUR,
    MARA,
    MONDAY_TEN,
    YARD,
    World,
    at,
    key,
)

NIGHT = at("2026-03-02 17:30", "UTC")
"""Half past one on Tuesday morning in Hong Kong."""
MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


@pytest.fixture(autouse=True)
def switched_on(world: World) -> None:
    estate.put_community(structs.replace(HARBOUR, daily_files=True))


def told(world: World, number: int, now: int = MONDAY_TEN) -> list[Task]:
    return [
        world.routed(now + n, words=f"SECRET {n}", contact=f"r{n}@home.example", key=key(n))[0]
        for n in range(number)
    ]


def night(world: World, now: int = NIGHT) -> None:
    actions.begin_owed("hv", now=now, tools=world.tools)
    world.drain(now)


def lines_of(bucket: dict[str, bytes], day: str = MONDAY) -> list[dict[str, Any]]:
    whole = bucket[f"changes/hv/{day}/changes.jsonl.gz"]
    return [json.loads(line) for line in gzip.decompress(whole).splitlines()]


def test_a_day_that_is_over_becomes_a_file_of_what_changed_on_it(
    world: World, bucket: dict[str, bytes]
) -> None:
    before = told(world, 2, MONDAY_TEN - DAY)
    (moved_on, _) = before
    ids = {task.request for task in (world.routed(key=key(n))[0] for n in range(2, 6))}
    world.act(moved_on.id, "claim", moved_on.version, now=MONDAY_TEN + HOUR)
    world.drain(MONDAY_TEN + HOUR)

    night(world)

    found = lines_of(bucket)
    assert sorted(line["id"] for line in found) == sorted(ids | {moved_on.request})
    assert {line["schema"] for line in found} == {1}
    file = store.get("hv-2026-03-02")
    assert file is not None
    assert (file.state, file.written, file.pending) == ("ready", 5, {})


def test_the_same_night_twice_is_the_same_file_once(world: World, bucket: dict[str, bytes]) -> None:
    told(world, 3)
    night(world)
    once = dict(bucket)

    night(world)
    night(world, NIGHT + HOUR)

    assert bucket == once
    assert len(store.newest("hv")) == 1


def test_a_piece_written_again_after_a_crash_is_the_same_piece(
    world: World, bucket: dict[str, bytes]
) -> None:
    told(world, 3)
    actions.begin_owed("hv", now=NIGHT, tools=world.tools)
    file = store.get("hv-2026-03-02")
    assert file is not None
    (name,) = file.pending

    for _ in range(2):
        writing.write_piece(file, name, now=NIGHT, tools=world.tools)
    world.drain(NIGHT)

    assert len(lines_of(bucket)) == 3
    assert len([each for each in bucket if each.startswith("out/")]) == 2


def test_where_managers_want_no_files_there_are_none(
    world: World, bucket: dict[str, bytes]
) -> None:
    estate.put_community(HARBOUR)
    told(world, 1)

    night(world)

    assert bucket == {}
    assert store.newest("hv") == []


def test_a_day_without_changes_is_an_empty_file(world: World, bucket: dict[str, bytes]) -> None:
    night(world)

    assert lines_of(bucket) == []


def test_without_the_tick_nothing_that_anybody_wrote_leaves(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1)

    night(world)

    (line,) = lines_of(bucket)
    assert "SECRET" not in json.dumps(line)
    assert "home.example" not in json.dumps(line)
    assert looks.of_request(task.request) == []


def test_with_the_tick_words_leave_and_the_resident_reads_of_it_and_that_is_no_change(
    world: World, bucket: dict[str, bytes]
) -> None:
    estate.put_community(structs.replace(HARBOUR, daily_files=True, daily_words=True))
    (task,) = told(world, 1)

    night(world)
    night(world, NIGHT + DAY)

    (line,) = lines_of(bucket)
    assert (line["words"], line["addresses"][0]["address"]) == ("SECRET 0", "r0@home.example")
    assert [look.by for look in looks.of_request(task.request)] == ["daily:hv"]
    assert lines_of(bucket, TUESDAY) == []


def test_who_was_erased_stands_in_the_next_file_as_gone_with_an_id_alone(
    world: World, bucket: dict[str, bytes]
) -> None:
    estate.put_community(structs.replace(HARBOUR, daily_files=True, daily_words=True))
    gone, _ = told(world, 2)
    night(world)
    erase.erase(gone.request, by=MARA.id, now=NIGHT + HOUR, enqueue=world.enqueue)
    world.drain(NIGHT + HOUR)

    night(world, NIGHT + DAY)

    stood = {line["id"]: line["version"] for line in lines_of(bucket)}
    (line,) = lines_of(bucket, TUESDAY)
    assert line.keys() == {"schema", "id", "version", "community", "gone"}
    assert (line["id"], line["gone"]) == (gone.request, True)
    assert line["version"] > stood[gone.request]


def test_who_was_erased_before_the_file_was_written_is_gone_from_that_one_too(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1)
    erase.erase(task.request, by=MARA.id, now=NIGHT - HOUR // 4, enqueue=world.enqueue)
    world.drain(NIGHT - HOUR // 4)

    night(world)

    (line,) = lines_of(bucket)
    assert line["gone"] is True


def test_an_address_that_was_erased_alone_is_news_of_what_was_closed_long_ago(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1, MONDAY_TEN - 9 * DAY)
    resident_actions.withdraw(
        task.request, key=key("w"), now=MONDAY_TEN - 8 * DAY, enqueue=world.enqueue
    )
    world.drain(MONDAY_TEN - 8 * DAY)
    found = requests.aggregate(task.request)
    assert found is not None
    erase.forget_alone(found.contacts[0], now=MONDAY_TEN)
    world.drain(MONDAY_TEN)

    night(world)

    assert [line["id"] for line in lines_of(bucket)] == [task.request]


def test_words_that_come_after_the_end_are_news(world: World, bucket: dict[str, bytes]) -> None:
    estate.put_community(structs.replace(HARBOUR, daily_files=True, daily_words=True))
    (task,) = told(world, 1, MONDAY_TEN - 9 * DAY)
    resident_actions.withdraw(
        task.request, key=key("w"), now=MONDAY_TEN - 8 * DAY, enqueue=world.enqueue
    )
    world.drain(MONDAY_TEN - 8 * DAY)
    add_words.add_note(
        task.request, "It was me.", key=key("n"), now=MONDAY_TEN, enqueue=world.enqueue
    )

    night(world)

    (line,) = lines_of(bucket)
    assert line["notes"][0]["text"] == "It was me."


def test_what_was_a_complaint_about_a_person_from_the_first_is_in_no_file(
    world: World, bucket: dict[str, bytes]
) -> None:
    world.routed(topic="conduct")

    night(world)

    assert lines_of(bucket) == []


def test_what_turns_out_to_be_about_a_person_is_gone_for_who_had_it(
    world: World, bucket: dict[str, bytes]
) -> None:
    (task,) = told(world, 1)
    before = requests.get(task.request)
    assert before is not None
    requests.save(before, structs.replace(before, concerns="sam"))

    night(world)

    (line,) = lines_of(bucket)
    assert (line["id"], line["gone"]) == (task.request, True)


def test_a_night_that_was_missed_is_made_up_for(world: World, bucket: dict[str, bytes]) -> None:
    (task,) = told(world, 1)
    night(world)
    world.act(task.id, "claim", task.version, now=NIGHT + 2 * HOUR)

    night(world, NIGHT + 3 * DAY)

    assert [file.date for file in store.newest("hv")] == [
        "2026-03-05", "2026-03-04", TUESDAY, MONDAY,
    ]  # fmt: skip
    assert [line["state"] for line in lines_of(bucket, TUESDAY)] == ["open"]
    assert lines_of(bucket, "2026-03-04") == []


def test_no_more_than_two_weeks_are_made_up_for() -> None:
    assert owed(HONG_KONG, "", now=NIGHT) == [MONDAY]
    assert owed(HONG_KONG, MONDAY, now=NIGHT) == []
    assert owed(HONG_KONG, "2026-02-28", now=NIGHT) == ["2026-03-01", MONDAY]
    assert (owed(HONG_KONG, "2025-01-01", now=NIGHT)[0], MONDAY) == ("2026-02-17", MONDAY)


def test_the_next_night_is_that_of_the_reconcile() -> None:
    assert next_night(NIGHT) == at("2026-03-03 17:00", "UTC")
    assert next_night(NIGHT - HOUR) == at("2026-03-02 17:00", "UTC")


def test_a_file_is_fetched_once_it_is_whole_and_leaves_the_list_after_two_weeks(
    world: World, bucket: dict[str, bytes]
) -> None:
    actions.begin_owed("hv", now=NIGHT, tools=world.tools)
    file = store.get("hv-2026-03-02")
    assert file is not None
    with pytest.raises(NotAllowed):
        actions.address(file, now=NIGHT)

    world.drain(NIGHT)

    ready = store.get(file.id)
    assert ready is not None
    assert "changes/hv/2026-03-02/changes.jsonl.gz" in actions.address(ready, now=NIGHT)
    assert not writing.tick(ready, now=NIGHT + KEPT_MS - 1, tools=world.tools)
    assert writing.tick(ready, now=NIGHT + KEPT_MS, tools=world.tools)
    assert store.newest("hv") == []


def test_only_requests_of_the_community_are_read(
    world: World, bucket: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(world, 1)
    real, asked = moved.page, set[str]()

    def noted(*args: Any, within: str, **more: Any) -> tuple[list[str], str]:
        keys, end = real(*args, within=within, **more)
        asked.update(keys)
        return keys, end

    monkeypatch.setattr(moved, "page", noted)
    world.routed(place=YARD.code, key=key(9))
    night(world)

    assert asked
    assert all(each.startswith("hv-") for each in asked)


def test_a_bucket_that_takes_nothing_is_told_to_who_manages_and_the_day_is_not_lost(
    world: World, bucket: dict[str, bytes]
) -> None:
    def refused(pieces: list[str], key: str) -> int:
        raise Unavailable("the bucket did not answer: AccessDenied")

    told(world, 1)
    working = world.tools
    world.tools = structs.replace(working, join_pieces=refused)
    with pytest.raises(Unavailable):
        night(world)
    file = store.get("hv-2026-03-02")
    assert file is not None
    assert "check the bucket" in meaning(file.pending)

    world.tools, world.queue = working, []
    world.sweep(NIGHT + HOUR)

    assert len(lines_of(bucket)) == 1


def test_a_day_begins_with_its_first_instant_and_ends_before_that_of_the_next(
    world: World, bucket: dict[str, bytes]
) -> None:
    begins, ends = at("2026-03-02 00:00"), at("2026-03-03 00:00")
    instants = (begins - 1, begins, ends - 1, ends)
    asked = {
        world.submit(now, key=key(n), topic="leak").request_id: now
        for n, now in enumerate(instants)
    }
    world.queue = []

    night(world)

    assert sorted(asked[line["id"]] for line in lines_of(bucket)) == [begins, ends - 1]


def test_pages_of_the_index_that_end_anywhere_lose_and_double_nothing(
    world: World, bucket: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = sorted(task.request for task in told(world, 7))
    monkeypatch.setattr(moves, "PAGE", 1)

    night(world)

    assert sorted(line["id"] for line in lines_of(bucket)) == ids
