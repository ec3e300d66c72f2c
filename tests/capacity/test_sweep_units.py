"""The sweep costs what is due, never what is open: units as DynamoDB Local bills them."""

from collections import Counter

import pytest

from chalicelib.estate.model import Place
from chalicelib.platform import clients, settings
from chalicelib.platform.storage import due, table
from tests.support.builders import GRACE, HOUR, LIFT, LOBBY, MONDAY_TEN, World, key, move_in
from tests.support.calls import Meter, metered

DUE = 10
MORE = 10_000
"""Of 100,000 the same came out; they take a minute to put in."""


def open_items(count: int) -> None:
    """Put items whose clocks are over tomorrow, spread over the shards."""
    client = clients.client("dynamodb")
    name = settings.table("requests")
    rows = [_open_item(number) for number in range(count)]
    for start in range(0, count, 25):
        batch = [{"PutRequest": {"Item": row}} for row in rows[start : start + 25]]
        client.batch_write_item(RequestItems={name: batch})


def _open_item(number: int) -> dict[str, dict[str, str]]:
    pk = f"hv-open{number}"
    due_key = table.due_key(MONDAY_TEN + 24 * HOUR, pk)
    values = {"pk": pk, "sk": "request", "due_pk": table.shard(pk), "due_sk": due_key}
    return {name: {"S": value} for name, value in values.items()}


def swept(world: World, place: Place) -> Meter:
    """Make DUE tasks of a place overdue and sweep them; return what the sweep cost."""
    requests = {world.submit(place=place.code, key=key(n)).request_id for n in range(DUE)}
    assert len(requests) == DUE
    world.drain(MONDAY_TEN)
    with metered() as meter:
        world.sweep(MONDAY_TEN + 4 * HOUR)
    world.sweep(MONDAY_TEN + 4 * HOUR + GRACE)
    return meter


def test_a_sweep_with_nothing_due_is_one_query_a_shard_and_sees_no_item(any_tables) -> None:
    open_items(100)

    with metered() as meter:
        World().sweep(MONDAY_TEN)

    assert meter.calls == ["Query"] * len(due.shards())
    assert meter.scanned == 0


@pytest.mark.campaign
def test_ten_thousand_more_open_items_change_nothing_of_what_a_sweep_costs(any_tables) -> None:
    move_in()
    world = World()
    few = swept(world, LIFT)
    open_items(MORE)
    many = swept(world, LOBBY)

    assert Counter(many.calls) == Counter(few.calls)
    assert (many.read_units, many.scanned) == (few.read_units, few.scanned)
