"""How many joined is the number of the rows, and is read from what they joined."""

import pytest
from msgspec import structs

from chalicelib.cases.duplicates import counting
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.counting import COUNT, FEW, RECOUNT
from chalicelib.cases.duplicates.model import Join
from chalicelib.cases.duplicates.view import joined as shown
from chalicelib.cases.outages import store as outages
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.notes import Note
from tests.support.builders import MINUTE, MONDAY_TEN, World
from tests.support.calls import counted
from tests.support.neighbours import an, joined, opened, reported, stored


def put(parent: str, number: int, since: int = 0) -> None:
    for n in range(since, since + number):
        joins.insert(Join(parent=parent, request=f"hv-{n:026d}", at=MONDAY_TEN))


def test_of_few_each_join_is_counted_at_once(world: World) -> None:
    outage = opened(world)
    for n in range(3):
        joined(world, outage.id, n)

    assert an(outage).others == 3
    assert an(outage).pending == {}


def test_of_many_a_join_waits_for_its_minute_and_is_counted_then(world: World) -> None:
    outage = opened(world)
    put(outage.id, FEW)
    counting.note(outage.id, now=MONDAY_TEN)
    put(outage.id, 2, since=FEW)
    counting.note(outage.id, now=MONDAY_TEN + 1)
    first = an(outage)
    counting.note(outage.id, now=MONDAY_TEN + 2)

    assert (first.others, an(outage).writes) == (FEW, first.writes)
    assert RECOUNT in first.pending
    assert first.due_at == MONDAY_TEN + MINUTE

    counting.recount(first, RECOUNT, now=MONDAY_TEN + MINUTE, tools=world.tools)

    assert (an(outage).others, an(outage).pending) == (FEW + 2, {})


def test_who_joins_while_the_others_are_counted_is_counted_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = opened(world)
    put(outage.id, FEW)
    counting.note(outage.id, now=MONDAY_TEN)
    counting.note(outage.id, now=MONDAY_TEN + 1)
    real, late = joins.count, [True]

    def counts(parent: str) -> int:
        number = real(parent)
        if late and late.pop():
            put(parent, 1, since=FEW)
            counting.note(parent, now=MONDAY_TEN + MINUTE)
        return number

    monkeypatch.setattr(joins, "count", counts)
    counting.recount(an(outage), RECOUNT, now=MONDAY_TEN + MINUTE, tools=world.tools)

    assert an(outage).others == FEW + 1
    assert COUNT not in an(outage).pending
    assert RECOUNT in an(outage).pending


def test_what_the_release_before_wrote_is_counted_by_its_rows(world: World) -> None:
    outage = opened(world)
    put(outage.id, 4)
    reader = structs.replace(stored(joined(world, outage.id)), joined_to=outage.id)
    outages.save(an(outage), structs.replace(an(outage), others=None))

    told = shown(reader)

    assert told is not None
    assert told.told == 5


@pytest.mark.parametrize("others", [3, 200])
def test_the_page_of_a_joiner_and_of_the_owner_read_no_more_however_many_joined(
    world: World, others: int
) -> None:
    parent = reported(world, contact="rosa@home.example")
    reader = stored(joined(world, parent.id))
    put(parent.id, others)
    counting.note(parent.id, now=MONDAY_TEN + 1)

    with counted() as calls:
        told = shown(reader)
    with counted() as owners:
        found = requests.aggregate(parent.id)

    assert told is not None
    assert (calls, told.told) == (["Query"], others + 2)
    # Behind the joins stand contacts: a second query goes on there, past all of the joins.
    assert owners == ["Query", "Query"][: 1 + (others > requests.FIRST)]
    assert found is not None
    assert (len(found.tasks), len(found.contacts)) == (1, 1)
    assert len(found.joins) <= requests.FIRST


def test_a_request_with_more_under_it_than_one_page_is_read_whole(world: World) -> None:
    parent = reported(world, contact="rosa@home.example")
    for n in range(2 * requests.FIRST):
        requests.insert_note(
            Note(request=parent.id, key=f"{n:022d}", at=MONDAY_TEN, by="mara", text="Seen.")
        )

    found = requests.aggregate(parent.id)

    assert found is not None
    assert len(found.notes) == 2 * requests.FIRST
    assert (len(found.tasks), len(found.contacts)) == (1, 1)
