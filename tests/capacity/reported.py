"""What the form reads in a building of which much was reported lately; `make bench` tells it."""

from typing import Any

from msgspec import structs

from chalicelib.cases.duplicates import contributions
from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.cases.duplicates.suggestions import known_at
from chalicelib.cases.requests import queries
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.submit import place_of
from chalicelib.estate import store as estate
from chalicelib.platform import clients, settings
from chalicelib.platform.storage import attributes, table
from tests.capacity.flat import Cost, cost_of
from tests.support import neighbours
from tests.support.builders import HOUR, LIFT, MONDAY_TEN, PACO, World, move_in, staff
from tests.support.tables import tables_at

EVERY = 3
"""One in so many of what was reported joined another request."""


def beside_so_many(number: int, address: str) -> Cost:
    """Return what the form costs with empty caches in a building of so many reports."""
    with tables_at(address):
        move_in()
        first = neighbours.reported(World())
        _put([_another(first, n) for n in range(number)])
        return cost_of(_form)


def task_of_neighbours(number: int, address: str) -> Cost:
    """Return what a task costs whose neighbours, so many, have each written something."""
    with tables_at(address):
        move_in()
        world = World()
        first = neighbours.reported(world)
        for n in range(number):
            neighbours.wrote(world, neighbours.joined(world, first.id, f"{n:03d}"))
        return cost_of(lambda: _task(f"{first.id}.1.engineering"))


def _form() -> None:
    known.forget()
    estate.forget()
    place, community = place_of(LIFT.code, now=MONDAY_TEN + HOUR)
    known_at(place, community, now=MONDAY_TEN + HOUR)


def _task(task_id: str) -> None:
    contributions.added(queries.task(task_id, staff(PACO)))


def _another(first: Request, n: int) -> Request:
    joined = n % EVERY == 0
    return structs.replace(
        first,
        id=f"hv-{n:026d}",
        created_at=first.created_at + n,
        joined_to=first.id if joined else "",
        joinable=not joined,
    )


def _put(items: list[Request]) -> None:
    client, name = clients.client("dynamodb"), settings.table("requests")
    for start in range(0, len(items), 25):
        rows = [{"PutRequest": {"Item": _row(each)}} for each in items[start : start + 25]]
        client.batch_write_item(RequestItems={name: rows})


def _row(item: Request) -> dict[str, Any]:
    pk, sk = requests.REQUESTS.key(item)
    values = {"pk": pk, "sk": sk, **table.values_of(item), **requests.REQUESTS.index_keys(item)}
    return {name: attributes.plain(value) for name, value in values.items() if value is not None}
