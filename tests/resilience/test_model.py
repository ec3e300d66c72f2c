"""The state machine, for a while; `campaign model` lets it live longer."""

from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from chalicelib.cases.tasks import model as task_life

from . import machine, model
from .ending import Endless, bounded
from .town import Town


def test_whatever_happens_ends_as_the_model_says(town: Town, empty: Any) -> None:
    run_state_machine_as_test(machine.living_in(town, empty), settings=machine.SHORT)


def test_the_life_of_a_task_is_the_one_that_the_model_states_by_itself() -> None:
    stated = {
        (state, action): after
        for action, (states, after) in (*model.MOVES.items(), *model.VISITS.items())
        for state in states
    }

    assert stated == dict(task_life.LIFE)


def test_a_bound_is_over_with_its_block() -> None:
    with pytest.raises(Endless), bounded(0.01):
        while True:
            pass

    for _ in range(10**5):
        pass
