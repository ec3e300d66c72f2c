"""The town of the campaign: both communities at the real doors."""

from typing import Any

import pytest

from tests.resilience.fixtures import empty, fresh, town
from tests.resilience.town import MONDAY_TEN, Town

from .asking import Target, build


@pytest.fixture(scope="module")
def aimed(town: Town, empty: Any) -> tuple[Target, Any, int]:  # noqa: F811
    """What the calls are aimed at, and the moment to put back before each."""
    town.begin(empty, MONDAY_TEN)
    at = build(town)
    return at, town.engine.keep(), town.now


__all__ = ["empty", "fresh", "town"]
