"""Polling costs what changed: units as DynamoDB Local bills them, beside the naive way."""

import pytest

from tests.capacity.polling import lived
from tests.support.tables import tables_at


@pytest.mark.campaign
def test_polling_for_deltas_reads_less_than_a_third_of_what_the_naive_way_reads(
    any_tables,
) -> None:
    # Fewer people and minutes than an hour of `make bench`: the full rounds weigh more here.
    quarter = lived(people=8, minutes=30, moves=4)

    assert quarter.polls > 8 * 30
    assert quarter.units < quarter.naive_units / 3


@pytest.mark.campaign
def test_what_the_overlap_tells_again_makes_nobody_ask_sooner(dynamodb_local: str) -> None:
    with tables_at(dynamodb_local):
        before = lived(people=12, minutes=30, moves=20, overlap_is_news=True)
    with tables_at(dynamodb_local):
        now = lived(people=12, minutes=30, moves=20)

    assert now.polls <= 0.55 * before.polls
    assert now.units <= 0.8 * before.units
