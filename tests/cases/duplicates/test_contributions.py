"""What a neighbour adds who has the same: read by whoever has the task, urged for once."""

import pytest

from chalicelib.cases.duplicates import contributions, merge
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.model import Join
from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import READY, Photo
from chalicelib.cases.requests import add_words, queries, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.notes import Note
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.history import RESIDENT
from chalicelib.privacy import erase
from tests.support.builders import HOUR, MONDAY_TEN, PACO, World, key, staff
from tests.support.calls import counted
from tests.support.neighbours import joined, opened, reported, stored, wrote

LATE = MONDAY_TEN + 100 * HOUR


@pytest.fixture
def parent(world: World) -> Request:
    return reported(world)


def urged(world: World, request_id: str, now: int = LATE, n: str = "") -> None:
    resident_actions.urge(request_id, key=key(n or f"urge-{now}"), now=now, enqueue=world.enqueue)
    world.drain(now)


def task_of(request: Request) -> Task:
    (task,) = tasks.of_request(request.id)
    return task


def test_a_neighbours_urge_climbs_for_the_task_that_is_late(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)

    urged(world, beside_it)

    assert task_of(parent).lift == 1
    assert stored(parent.id).urges == [LATE]
    assert stored(beside_it).pending == {}


def test_however_many_neighbours_urge_it_counts_once_in_its_time(
    world: World, parent: Request
) -> None:
    for n in range(12):
        urged(world, joined(world, parent.id, n), LATE + n, n=f"u{n}")

    assert stored(parent.id).urges == [LATE]
    assert task_of(parent).lift == 1


def test_the_same_message_twice_urges_once(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)
    resident_actions.urge(beside_it, key=key("u"), now=LATE, enqueue=world.enqueue)
    world.queue *= 3

    world.drain(LATE)

    assert stored(parent.id).urges == [LATE]


def test_a_lost_urge_of_a_neighbour_is_passed_on_by_the_sweep(
    world: World, parent: Request
) -> None:
    resident_actions.urge(joined(world, parent.id), key=key("u"), now=LATE, enqueue=world.enqueue)
    world.lose()

    world.sweep(LATE + HOUR)

    assert len(stored(parent.id).urges) == 1


def test_where_its_owner_left_a_neighbour_may_still_urge(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)
    resident_actions.withdraw(parent.id, key=key("gone"), now=LATE, enqueue=world.enqueue)
    world.drain(LATE)

    urged(world, beside_it)

    assert task_of(parent).lift == 1


def test_what_is_over_is_urged_by_nobody(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)
    resident_actions.urge(beside_it, key=key("u"), now=LATE, enqueue=world.enqueue)
    held = list(world.queue)
    world.lose()
    world.finished(task_of(parent).id, LATE)
    world.queue += held

    world.drain(LATE)

    assert stored(parent.id).urges == []


def test_under_an_outage_an_urge_changes_nothing(world: World) -> None:
    outage = opened(world)
    beside_it = joined(world, outage.id)

    urged(world, beside_it, MONDAY_TEN + HOUR)

    assert stored(beside_it).pending == {}


def test_what_neighbours_said_and_photographed_is_read_with_the_task(
    world: World, parent: Request
) -> None:
    beside_it = joined(world, parent.id)
    said = "It is the third lamp from the stairs."
    add_words.add_note(beside_it, said, key=key("n"), now=LATE, enqueue=world.enqueue)
    for slot, state in (("1", READY), ("2", "refused")):
        photo = Photo(request=beside_it, slot=slot, source=f"00-{slot}", state=state, at=LATE,
                      beside=parent.id)  # fmt: skip
        assert photos.take_slot(photo)
    found = requests.aggregate(parent.id)
    assert found is not None

    added = contributions.added(found)

    assert [note.text for note in added.notes] == [said]
    assert [photo.slot for photo in added.photos] == ["1"]


def test_what_twenty_five_neighbours_said_is_read_in_three_calls(
    world: World, parent: Request
) -> None:
    for n in range(25):
        wrote(world, joined(world, parent.id, f"{n:02d}"))
    task = task_of(parent)

    with counted() as calls:
        found = queries.task(task.id, staff(PACO))
        added = contributions.added(found)

    assert len(added.notes) == 25
    assert calls == ["Query", "Query", "BatchGetItem"]


def test_what_joined_before_it_was_listed_is_read_one_by_one(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)
    joins.remove(parent.id, beside_it)
    joins.insert(Join(parent=parent.id, request=beside_it, at=MONDAY_TEN))
    written = Note(request=beside_it, key=key("n"), at=LATE, by=RESIDENT, text="Third lamp.")
    requests.insert_note(written)
    wrote(world, beside_it, "And the fourth.", n="later")
    found = requests.aggregate(parent.id)
    assert found is not None

    said = {each.text for each in contributions.added(found).notes}
    assert said == {"Third lamp.", "And the fourth."}


def test_whose_is_different_is_read_no_more(world: World, parent: Request) -> None:
    stays, goes = joined(world, parent.id, 1), joined(world, parent.id, 2)
    for each in (stays, goes):
        wrote(world, each, f"Words of {each}.")
    merge.unjoin(goes, "It is the lift.", key=key("other"), now=LATE, enqueue=world.enqueue)
    found = requests.aggregate(parent.id)
    assert found is not None

    assert [each.text for each in contributions.added(found).notes] == [f"Words of {stays}."]


def test_what_an_erased_neighbour_added_is_gone(world: World, parent: Request) -> None:
    beside_it = joined(world, parent.id)
    add_words.add_note(beside_it, "Third lamp.", key=key("n"), now=LATE, enqueue=world.enqueue)
    erase.erase(beside_it, now=LATE, enqueue=world.enqueue)
    found = requests.aggregate(parent.id)
    assert found is not None

    assert contributions.added(found) == contributions.Added()


def test_words_of_danger_of_a_neighbour_still_go_their_own_way(
    world: World, parent: Request
) -> None:
    beside_it = joined(world, parent.id)

    add_words.add_note(beside_it, "I smell gas", key=key("n"), now=LATE, enqueue=world.enqueue)
    world.drain(LATE)

    assert stored(beside_it).joined_to == ""
    assert tasks.of_request(beside_it)
