"""What is finished costs nobody who looks at what is open."""

import pytest

from tests.capacity import flat, joiners, reported
from tests.support.builders import move_in

FLAT = 1.5
"""How much more a look may cost beside a hundred times as much."""


def test_a_finished_task_leaves_its_queue_when_its_stay_is_over(tables: None) -> None:
    move_in()
    flat.fill(0)
    alone = [cost.calls for cost in flat.costs().values()]

    flat.sweep_out(200)

    assert [cost.calls for cost in flat.costs().values()] == alone


@pytest.mark.campaign
def test_a_full_round_and_the_board_cost_the_same_beside_ten_thousand_finished(
    dynamodb_local: str,
) -> None:
    few, many = flat.beside(100, dynamodb_local), flat.beside(10_000, dynamodb_local)

    for name in few:
        assert many[name].units <= FLAT * few[name].units
        assert many[name].calls <= FLAT * few[name].calls


@pytest.mark.campaign
def test_a_status_page_costs_the_same_beside_five_thousand_who_joined(dynamodb_local: str) -> None:
    few, many = joiners.beside(10, dynamodb_local), joiners.beside(5_000, dynamodb_local)

    for name in ("joined to a request", "joined to an outage"):
        assert many[name].units <= FLAT * few[name].units
    # The contacts stand behind the joins: one more query, which is one unit.
    assert many["the owner's"].units <= few["the owner's"].units + 1
    for name in ("joined to a request", "joined to an outage", "the owner's"):
        assert many[name].cpu_ms <= FLAT * few[name].cpu_ms


@pytest.mark.campaign
def test_a_form_reads_five_units_at_most_where_a_thousand_were_reported_lately(
    dynamodb_local: str,
) -> None:
    assert reported.beside_so_many(1_000, dynamodb_local).units <= 5
