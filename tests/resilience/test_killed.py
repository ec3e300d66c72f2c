"""A few journeys with a process that is really killed, at each second call.

All of them, at every call, are in `make campaign`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from . import cases, killed
from .town import MONDAY_TEN, Town


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Town, Any]]:
    with killed.served_town() as town:
        yield town, town.engine.keep()


@pytest.mark.parametrize("name", ["submit a form", "claim", "settle", "tell of the end"])
def test_a_process_killed_at_any_call_loses_and_doubles_nothing(
    served: tuple[Town, Any], name: str
) -> None:
    town, empty = served
    prepared = cases.prepare(town, cases.by_name(name), empty, MONDAY_TEN)

    for number in range(1, len(prepared.calls) + 1, 2):
        ran = killed.run(town, prepared, number)
        assert not ran.broken, (ran.case, ran.call, ran.broken)
