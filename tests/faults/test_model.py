"""The state machine, for a while; `campaign model` lets it live longer."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from chalicelib.domain import tasks as task_life

from . import machine, model, quick
from . import town as towns
from .town import Town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with quick.quick() as engine, towns.town(engine) as made:
        yield made


def test_whatever_happens_ends_as_the_model_says(town: Town, empty: Any) -> None:
    run_state_machine_as_test(machine.living_in(town, empty), settings=machine.SHORT)


def test_the_life_of_a_task_is_the_one_that_the_model_states_by_itself() -> None:
    stated = {
        (state, action): after
        for action, (states, after) in model.MOVES.items()
        for state in states
    }

    assert stated == dict(task_life.LIFE)
