"""Polling costs what changed: units as DynamoDB Local bills them, beside the naive way."""

import pytest

from tests.units.polling import lived


@pytest.mark.campaign
def test_polling_for_deltas_reads_less_than_a_third_of_what_the_naive_way_reads(
    any_tables,
) -> None:
    # Fewer people and minutes than an hour of `make bench`: the full rounds weigh more here.
    quarter = lived(people=8, minutes=30, moves=4)

    assert quarter.polls > 8 * 30
    assert quarter.units < quarter.naive_units / 3
