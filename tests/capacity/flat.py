"""
What a full round and the board cost beside much that is finished; `make bench` tells it.

A department has fifty open tasks, and others finished evenly over the last two weeks. The
sweep lets a finished task leave its queue when its stay is over; today's figure is that of
a stay of two weeks, measured in the same run.
"""

import time
from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.cases.requests.store import TASKS
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.poll import poll
from chalicelib.platform import clients, settings
from chalicelib.platform.storage import attributes, table
from chalicelib.reports.board import board
from chalicelib.wiring import timers as ticks
from tests.capacity.made import task
from tests.support.builders import MARA, MONDAY_TEN, PACO, World, move_in, staff
from tests.support.calls import metered
from tests.support.tables import tables_at

OPEN = 50
FORTNIGHT_MS = 14 * 24 * 3_600_000
QUEUE = "hv.engineering"


class Cost(Struct):
    """What one thing took: HTTP calls to the table, read units, ms of our CPU."""

    calls: int
    units: float
    cpu_ms: float


def finished(number: int, of: int) -> Task:
    """Return one of the tasks that were finished one after another in the last two weeks."""
    at = MONDAY_TEN - FORTNIGHT_MS + (number + 1) * FORTNIGHT_MS // (of + 1)
    made = task("hv", "engineering", OPEN + number, state=life.DONE)
    return structs.replace(made, finished_at=at, changed_at=at)


def fill(done: int, *, stay_ms: int = life.IN_QUEUE_MS) -> None:
    """Put the open tasks and so many finished ones; those whose stay is over have left."""
    put_all([task("hv", "engineering", number) for number in range(OPEN)])
    made = [finished(number, done) for number in range(done)]
    put_all([structs.replace(each, in_queue=_stays(each, stay_ms)) for each in made])


def sweep_out(done: int) -> None:
    """Put so many finished tasks and let the clock of each say whether it leaves."""
    for number in range(done):
        made = finished(number, done)
        tasks.insert(made)
        ticks.tick(made, now=MONDAY_TEN, tools=World().tools)


def costs() -> dict[str, Cost]:
    """Return what a phone's full round and a manager's board cost now."""
    return {"full round": cost_of(_full_round), "board": cost_of(_board)}


def beside(done: int, address: str, *, stay_ms: int = life.IN_QUEUE_MS) -> dict[str, Cost]:
    """Return what they cost beside so many finished tasks, on the tables of a server."""
    with tables_at(address):
        move_in()
        fill(done, stay_ms=stay_ms)
        return costs()


def put_all(items: list[Task]) -> None:
    """Put many tasks, 25 in one call."""
    client, name = clients.client("dynamodb"), settings.table("requests")
    for start in range(0, len(items), 25):
        rows = [{"PutRequest": {"Item": _row(each)}} for each in items[start : start + 25]]
        client.batch_write_item(RequestItems={name: rows})


def _stays(each: Task, stay_ms: int) -> bool:
    return each.finished_at is not None and MONDAY_TEN - each.finished_at < stay_ms


def _row(item: Task) -> dict[str, object]:
    pk, sk = TASKS.key(item)
    values = {"pk": pk, "sk": sk, **table.values_of(item), **TASKS.index_keys(item)}
    return {name: attributes.plain(value) for name, value in values.items() if value is not None}


def _board() -> None:
    board(staff(MARA), "hv", now=MONDAY_TEN)


def _full_round() -> None:
    cursor, more = "", True
    while more:
        answer = poll(staff(PACO), [QUEUE], cursor, now=MONDAY_TEN)
        cursor, more = answer.cursor, answer.more


TIMES = 20
"""How often a look is repeated, for its CPU."""


def cost_of(work: Callable[[], object]) -> Cost:
    """Return what one look costs: calls and units of one, CPU as the mean of many."""
    work()
    with metered() as meter:
        work()
    began = time.process_time()
    for _ in range(TIMES):
        work()
    took = (time.process_time() - began) / TIMES
    return Cost(len(meter.calls), meter.read_units, took * 1000)
