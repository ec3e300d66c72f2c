"""Use cases run on real tables (moto), with a queue and a mailbox in memory."""

import pytest

from tests.builders import World, move_in
from tests.support import quick_tables


@pytest.fixture
def world(tables: None) -> World:
    """Both communities with their people, and nothing requested yet."""
    quick_tables.once(move_in)
    return World()
