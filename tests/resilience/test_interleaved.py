"""Two things at once, in every order there is."""

from typing import Any

import pytest

from . import interleaved
from .interleaved import PAIRS, Pair
from .town import MONDAY_TEN, Town

SLICE = 9
"""Of so many orders one is run here; all of them in `make campaign`."""
WHOLE = ("claim and claim",)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_two_things_at_once_end_as_one_after_the_other(town: Town, empty: Any, pair: Pair) -> None:
    every = 1 if pair.name in WHOLE else SLICE

    for order, broken in interleaved.runs(town, pair, empty, MONDAY_TEN, every=every):
        assert not broken, (order, broken)
