"""What the daily reconcile reads beside years of finished requests; the campaign tells it."""

from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, Request
from chalicelib.cases.requests.store import REQUESTS
from chalicelib.platform import clients, settings
from chalicelib.platform.storage import attributes, table
from chalicelib.platform.transition import with_due_at
from chalicelib.reports import reconcile_store as stored
from chalicelib.reports.reconcile import reconcile
from chalicelib.reports.reconcile_run import Run
from tests.support.builders import DAY, MONDAY_TEN, World, at, key

EVENING = at("2026-03-02 17:30", "UTC")
DAYS_WORK = 3
"""Requests that come in on the day that is measured."""


def begin(history: int) -> tuple[World, list[str]]:
    """Put so many requests that were closed 100 days ago, and a day's work; yesterday was read.

    Returns the ids of the day's.
    """
    world = World()
    work = [world.routed(key=key(number))[0] for number in range(DAYS_WORK)]
    like = requests.get(work[0].request)
    assert like is not None
    put_all([closed(like, number) for number in range(history)])
    yesterday = EVENING - DAY
    stored.begin(
        Run(date="2026-03-01", began_at=yesterday, until=yesterday, since="2026-02-25",
            finished_at=yesterday)
    )  # fmt: skip
    return world, [task.request for task in work]


def closed(like: Request, number: int) -> Request:
    """Return a request that was closed long ago, as the sweep and the search left it."""
    then = MONDAY_TEN - 100 * DAY
    old = structs.replace(
        like, id=f"hv-{number:026d}", state=CLOSED, created_at=then, changed_at=then,
        resolved_at=then, closed_at=then, unreachable=True, findable=True, pending={},
    )  # fmt: skip
    return with_due_at(old, now=EVENING)


def put_all(items: list[Request]) -> None:
    """Put many requests, 25 in one call."""
    client, name = clients.client("dynamodb"), settings.table("requests")
    for start in range(0, len(items), 25):
        rows = [{"PutRequest": {"Item": _row(each)}} for each in items[start : start + 25]]
        client.batch_write_item(RequestItems={name: rows})


def run(world: World, now: int = EVENING) -> Run:
    """Do the whole of a day's reconcile."""
    outcome = reconcile(
        now=now, hour=17, tools=world.tools, submitted=lambda since, until: None,
        has_time=lambda: True,
    )  # fmt: skip
    assert outcome.finished
    return outcome.run


def _row(item: Request) -> dict[str, object]:
    pk, sk = REQUESTS.key(item)
    values = {"pk": pk, "sk": sk, **table.values_of(item), **REQUESTS.index_keys(item)}
    return {name: attributes.plain(value) for name, value in values.items() if value is not None}
