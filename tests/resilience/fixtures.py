"""A town in this process for the whole module: every test puts back what it needs."""

from collections.abc import Iterator
from typing import Any

import pytest

from . import quick
from . import town as towns
from .town import Town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with quick.quick() as engine, towns.town(engine) as made:
        yield made


@pytest.fixture(scope="module")
def empty(town: Town) -> Any:
    """Everybody moved in, nothing requested: what every journey starts from."""
    return town.engine.keep()


@pytest.fixture
def fresh(town: Town, empty: Any) -> Town:
    """The town as it is before anybody asks for anything."""
    town.begin(empty, towns.MONDAY_TEN)
    return town
