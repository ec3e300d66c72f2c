"""Use cases run on real tables (moto), with a queue and a mailbox in memory."""

import pytest

from tests.support import quick_tables
from tests.support.builders import World, move_in


@pytest.fixture
def world(tables: None) -> World:
    """Both communities with their people, and nothing requested yet."""
    quick_tables.once(move_in)
    return World()
