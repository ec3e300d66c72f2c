"""
The quick part of the campaign: every journey, and a slice of its cases.

Every case of every journey is run by `make campaign`. The slice is the same each time, so
that what fails here fails again; over the journeys it meets every way of failing.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.cautions import Caution
from chalicelib.domain.digests import Digest
from chalicelib.domain.households import Home
from chalicelib.domain.outages import Outage
from chalicelib.usecases import changes, work
from chalicelib.usecases.ticks import TICKS

from . import cases
from .journeys import JOURNEYS, Journey
from .town import MONDAY_TEN, Town

NOT_YET: frozenset[Any] = frozenset(
    {
        ("clearing", "clear"), ("digest", "digest"), ("outage", "absorb"), ("outage", "carry"),
        ("outage", "news"), ("request", "align"), ("request", "alone"), ("request", "carry"),
        ("request", "join"), ("request", "leave"), ("task", "offer"),
        Caution, Digest, Home, Outage,
    }
)  # fmt: skip
"""What no journey meets yet; a row in `journeys.py` takes it out of here."""

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
    offset = JOURNEYS.index(journey) % SLICE

    for case in list(cases.cases_of(prepared))[offset::SLICE]:
        ran = cases.run(town, prepared, case)
        assert not ran.broken, (ran.case, ran.call, ran.broken)


def test_every_effect_and_every_clock_is_met_by_a_journey(
    town: Town, empty: Any, met: set[Any]
) -> None:
    wanted = (work.HANDLERS.keys() | TICKS.keys()) - NOT_YET
    for journey in JOURNEYS:
        if met >= wanted:
            break
        cases.prepare(town, journey, empty, MONDAY_TEN)

    assert met >= wanted
    assert met.isdisjoint(NOT_YET), "take out of NOT_YET what a journey meets now"


def test_every_verb_of_people_is_a_journey() -> None:
    names = " ".join(journey.name for journey in JOURNEYS)
    for action in changes.EFFECTS:
        assert action.replace("_", " ") in names, action
