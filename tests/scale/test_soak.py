"""A short soak: what a run of the sweep costs is what is due, for as long as it runs."""

import pytest

from tests.scale import soak


@pytest.mark.campaign
def test_an_item_costs_a_sweep_the_same_an_hour_later_and_the_memory_stays(any_tables) -> None:
    soaked = soak.run(160, 40)

    assert sum(soaked.looked_after) > 160
    assert list(soak.wrong(soaked, most_kb=4_096)) == []
