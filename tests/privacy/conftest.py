"""What tests of files share: a bucket in memory, and pieces of two requests."""

import pytest
from msgspec import structs

from chalicelib.privacy.copies import writing
from chalicelib.privacy.daily import writing as daily
from tests.support.builders import World


@pytest.fixture
def bucket(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    kept: dict[str, bytes] = {}

    def joined(pieces: list[str], key: str) -> int:
        kept[key] = b"".join(kept[each] for each in pieces)
        return len(kept[key])

    world.tools = structs.replace(world.tools, keep_piece=kept.__setitem__, join_pieces=joined)
    for module in (writing, daily):
        monkeypatch.setattr(module, "PIECE", 2)
    return kept
