"""What one request's life costs, as DynamoDB Local bills it, is what `make cost` reckons with."""

import json

import pytest

from tests.capacity.life import FILE, Figures, measured

CLOSE_ENOUGH = 0.1


def total(life: dict[str, Figures], name: str) -> float:
    return sum(step[name] for step in life.values())


@pytest.mark.campaign
def test_the_life_that_costs_are_reckoned_with_is_the_one_that_is_lived(any_tables) -> None:
    told = json.loads(FILE.read_text())

    lived = measured()

    said = f"write this into {FILE.name}: {json.dumps(lived)}"
    assert lived.keys() == told.keys(), said
    for name in ("calls", "read_units", "write_units", "messages", "notices"):
        assert total(lived, name) == pytest.approx(total(told, name), rel=CLOSE_ENOUGH), said


@pytest.mark.campaign
def test_an_unchanged_poll_is_one_query_that_sees_nothing(any_tables) -> None:
    assert measured()["unchanged poll"] == {
        "calls": 1,
        "read_units": 0,
        "write_units": 0,
        "messages": 0,
        "notices": 0,
    }
