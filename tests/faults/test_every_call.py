"""
The quick part of the campaign: every journey, and a slice of its cases.

Every case of every journey is run by `make campaign`. The slice is the same each time, so
that what fails here fails again; over the journeys it meets every way of failing.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.entrypoints import doors
from chalicelib.usecases import changes, contract, outages, work
from chalicelib.usecases.ticks import TICKS

from . import cases
from .events import Event, match
from .journeys import JOURNEYS, Journey
from .town import COMMANDS, MONDAY_TEN, SCHEDULES, Town

ELSEWHERE = frozenset({"POST /Q/{place}", "POST /staff/app/login"})
"""Doors that write nothing of ours: the same form in capitals, and the identity provider's."""

CROWDS = frozenset((kind, name) for kind in ("request", "outage") for name in ("count", "recount"))
"""Effects of the fiftieth neighbour and those after: no journey has so many; test_counting has."""

SLICE = 13
"""Of so many cases one is run here: small enough for the whole suite, and no way's multiple."""


@pytest.fixture(scope="module")
def met() -> Iterator[set[Any]]:
    """The handlers of effects and of clocks that were called, by their names in the tables."""
    found: set[Any] = set()
    kept: list[tuple[Any, dict[Any, Any]]] = [(work.HANDLERS, dict(work.HANDLERS))]
    kept.append((TICKS, dict(TICKS)))
    for table, handlers in kept:
        table.update({name: _noting(found, name, call) for name, call in handlers.items()})
    yield found
    for table, handlers in kept:
        table.update(handlers)


def _noting(into: set[Any], name: Any, call: Any) -> Any:
    def noted(*args: Any, **more: Any) -> Any:
        into.add(name)
        return call(*args, **more)

    return noted


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_nothing_is_lost_and_nothing_doubled_whatever_call_fails(
    town: Town, empty: Any, met: set[Any], journey: Journey
) -> None:
    prepared = cases.prepare(town, journey, empty, MONDAY_TEN)
    met.add(_door_of(prepared.event))
    offset = JOURNEYS.index(journey) % SLICE

    for case in list(cases.cases_of(prepared))[offset::SLICE]:
        ran = cases.run(town, prepared, case)
        assert not ran.broken, (ran.case, ran.call, ran.broken)


def test_every_effect_every_clock_and_every_door_is_met_by_a_journey(
    town: Town, empty: Any, met: set[Any]
) -> None:
    posts = {route for route in doors.routes() if route.startswith("POST ")} - ELSEWHERE
    wanted = work.HANDLERS.keys() | TICKS.keys() | SCHEDULES.keys() | COMMANDS.keys() | posts
    wanted -= CROWDS
    for journey in JOURNEYS:
        if met >= wanted:
            break
        met.add(_door_of(cases.prepare(town, journey, empty, MONDAY_TEN).event))

    assert wanted - met == set()


def test_every_verb_of_people_is_a_journey() -> None:
    names = " ".join(journey.name for journey in JOURNEYS)
    for action in [*changes.EFFECTS, *outages.EFFECTS]:
        assert action.replace("_", " ") in names, action
    for action in contract.ACTIONS:
        assert f"contractor: {action}" in names, action


def _door_of(event: Event) -> str:
    if event.kind != "call":
        return event.name
    pattern, _ = match(event.method, event.path)
    return f"{event.method} {pattern}"
