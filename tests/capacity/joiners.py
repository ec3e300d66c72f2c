"""What a page costs beside so many who have the same; `make bench` tells it."""

from msgspec import structs

from chalicelib.cases.duplicates import counting
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.model import Join
from chalicelib.cases.duplicates.view import joined
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.platform.storage import table
from tests.capacity.flat import Cost, cost_of
from tests.support import neighbours
from tests.support.builders import MONDAY_TEN, World, move_in
from tests.support.tables import tables_at


def beside(number: int, address: str) -> dict[str, Cost]:
    """Return what the pages cost beside so many joiners, on the tables of a server."""
    with tables_at(address):
        move_in()
        return costs(number)


def costs(number: int) -> dict[str, Cost]:
    """Let so many join a request and an outage; return what each page reads."""
    world = World()
    parent = neighbours.reported(world)
    outage = neighbours.opened(world, topics=["no_water"])
    readers = {
        each: neighbours.stored(neighbours.joined(world, each, name))
        for each, name in ((parent.id, "request"), (outage.id, "outage"))
    }
    for each in readers:
        _join(each, number - 1)
    return {
        "joined to a request": cost_of(lambda: _page(readers[parent.id])),
        "joined to an outage": cost_of(lambda: _page(readers[outage.id])),
        "the owner's": cost_of(lambda: requests.aggregate(parent.id)),
        "the rows, read all": cost_of(lambda: _all(parent.id)),
    }


def _join(parent: str, number: int) -> None:
    with joins.JOINS.row.batch_write() as batch:
        for n in range(number):
            join = Join(parent=parent, request=f"hv-{n:026d}", at=MONDAY_TEN)
            pk, sk = joins.JOINS.key(join)
            batch.save(joins.JOINS.row(pk, sk, **table.values_of(join)))
    counting.note(parent, now=MONDAY_TEN)
    _settle(parent)


def _settle(parent: str) -> None:
    """Count as the sweep does a minute later."""
    item = counting.parent_of(parent)
    assert item is not None
    if counting.RECOUNT in item.pending:
        later = MONDAY_TEN + counting.EVERY_MS
        counting.recount(item, counting.RECOUNT, now=later, tools=World().tools)


def _page(reader: Request) -> None:
    requests.aggregate(reader.id)
    joined(structs.replace(reader, pending={}))


def _all(parent: str) -> None:
    """What each of these pages read before: every join."""
    table.query(lambda: requests.AnyRow.query(parent, consistent_read=True))
