"""The index of what is due: nothing before its time, the longest due first, page by page."""

from chalicelib.platform.storage import due
from tests.support.builders import GRACE, MINUTE, MONDAY_TEN, World, key


def test_what_is_due_is_found_at_its_time_the_longest_due_first(world: World) -> None:
    made = [world.submit(MONDAY_TEN + n * MINUTE, key=key(n)).request_id for n in range(12)]
    shards = list(due.shards())

    def found(now: int, shard: int, **more: str) -> list[due.Due]:
        return due.now_due(shard, now, limit=100, **more)

    first = MONDAY_TEN + GRACE
    assert [each for shard in shards for each in found(first - 1, shard)] == []
    assert [each.pk for shard in shards for each in found(first, shard)] == made[:1]

    after_all = first + 12 * MINUTE
    for shard in shards:
        there = found(after_all, shard)
        assert [each.due_at for each in there] == sorted(each.due_at for each in there)
        for place, each in enumerate(there):
            assert found(after_all, shard, after=each.key) == there[place + 1 :]
            assert found(each.due_at, shard, after=each.key) == []
    assert {each.pk for shard in shards for each in found(after_all, shard)} == set(made)
