"""Many threads at once, on either server process that answers them as AWS would."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.kernel.errors import NotAllowed, Stale, Unavailable
from chalicelib.platform.storage.items import ConditionFailed
from tests.support.builders import World, move_in
from tests.support.tables import table_definitions

from . import engines, killed
from .engine import Row

AT_ONCE = 48
SERVERS = ("ministack", pytest.param("dynamodb_local", marks=pytest.mark.campaign))

Rows = Callable[[], list[Row]]


@contextmanager
def ministack() -> Iterator[Rows]:
    """Everybody moved into a MiniStack; yields what reads its whole table."""
    with killed.served_town() as town:
        yield town.engine.rows


@contextmanager
def dynamodb_local(endpoint: str) -> Iterator[Rows]:
    """The same on a running DynamoDB Local, Amazon's own table engine."""
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    engines.forget_clients()
    estate.forget()
    engine = engines.Served(endpoint)
    engine.db = engine.client("dynamodb")
    try:
        for definition in table_definitions():
            engine.db.create_table(**definition)
        move_in()
        yield engine.rows
    finally:
        for definition in table_definitions():
            engine.db.delete_table(TableName=definition["TableName"])
        del os.environ["AWS_ENDPOINT_URL"]
        engines.forget_clients()
        estate.forget()


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Call all of these at once, each on a thread; return what each gave or raised."""
    told: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def one(n: int) -> None:
        start.wait()
        try:
            told[n] = calls[n]()
        except (NotAllowed, Stale, Unavailable, ConditionFailed) as error:
            told[n] = error

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def unanswered(told: list[Any]) -> int:
    """Return how many had no answer in time: on a machine that is busy, not a wrong one."""
    return sum(isinstance(each, Unavailable) for each in told)


def another(world: World) -> World:
    """Return a world with a queue of its own, as each function has, and the same mailbox."""
    made = World()
    made.tools = structs.replace(made.tools, deliver=world.sent.append)
    return made


ROUNDS = int(os.environ.get("STEWARD_ROUNDS", "4"))
"""STEWARD_ROUNDS asks for more: a hundred take half a minute."""


@pytest.fixture(scope="module", params=SERVERS)
def rows(request: pytest.FixtureRequest) -> Iterator[Rows]:
    if request.param == "ministack":
        with ministack() as read:
            yield read
    else:
        with dynamodb_local(request.getfixturevalue("dynamodb_local")) as read:
            yield read
