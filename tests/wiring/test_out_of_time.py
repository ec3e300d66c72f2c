"""A sweep that has no time left: it begins nothing, says so, and another one goes on."""

from chalicelib.platform.storage import due
from chalicelib.wiring.sweep import sweep
from tests.support.builders import GRACE, MONDAY_TEN, World


def test_a_sweep_without_time_begins_nothing_and_says_that_there_is_more(world: World) -> None:
    world.submit()
    world.lose()

    def swept(has_time: bool) -> list[tuple[int, bool]]:
        found = [
            sweep(shard, now=MONDAY_TEN + GRACE, tools=world.tools, has_time=lambda: has_time)
            for shard in due.shards()
        ]
        return [(each.seen, each.unfinished) for each in found if each.seen or each.unfinished]

    assert swept(has_time=False) == [(0, True)]
    assert swept(has_time=True) == [(1, False)]
