"""
A soak of the sweep: hours of virtual time over thousands of open tasks that nobody takes.

    python -m tests.scale.soak [tasks] [minutes]

Every minute's run must cost what is due and nothing of what is open: the calls for each item
that was looked after, and the memory of the process, stay what they were in the first hour.
"""

import gc
import sys
from collections.abc import Iterable

from msgspec import Struct, structs

from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.store import TASKS
from chalicelib.estate import store as estate
from chalicelib.kernel.worktime import ALWAYS
from chalicelib.platform import clients, settings
from chalicelib.platform.entities import clocks_of
from chalicelib.platform.storage import attributes, due, table
from chalicelib.wiring.sweep import sweep
from infra.dynamodb_local import dynamodb_local
from tests.support.builders import HARBOUR, LIFT, MINUTE, MONDAY_TEN, World, move_in
from tests.support.calls import counted
from tests.support.tables import tables_at

from .memory import climb, resident_kb

TASKS_OPEN, MINUTES = 5_000, 480
WARNED_AFTER = 180
"""Working minutes after which a normal task is warned about; then 240, 360, and daily."""


class Soaked(Struct, kw_only=True):
    """What each run cost."""

    calls: list[int] = []
    looked_after: list[int] = []
    failed: int = 0
    kb: list[float] = []

    def calls_an_item(self, first: int, last: int) -> float:
        """Return the calls for each item that was looked after in these runs."""
        runs = slice(first, last)
        idle = (last - first) * len(due.shards())
        return (sum(self.calls[runs]) - idle) / max(1, sum(self.looked_after[runs]))


def open_tasks(many: int, minutes: int) -> None:
    """Put tasks that nobody has; their warnings fall due evenly over the time to come."""
    client, name = clients.client("dynamodb"), settings.table("requests")
    rows = [_row(number, minutes * number // many) for number in range(many)]
    for start in range(0, many, 25):
        puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + 25]]
        client.batch_write_item(RequestItems={name: puts})


def _row(number: int, minute: int) -> dict[str, dict[str, str]]:
    start = MONDAY_TEN + (minute - WARNED_AFTER) * MINUTE
    task = Task(
        id=f"hv-{number:026d}.1.engineering", request=f"hv-{number:026d}", community="hv",
        department="engineering", cause="1", round=1, topic="plumbing", kind="repair", mode="grab",
        priority="normal", reference=f"{number:07d}", place=LIFT.code, created_at=start,
        changed_at=start, start_at=start, accept=240, done=1_440,
    )  # fmt: skip
    task = structs.replace(task, due_at=min(at for at in clocks_of(task, now=start) if at))
    pk, sk = TASKS.key(task)
    values = {"pk": pk, "sk": sk, **table.values_of(task), **TASKS.index_keys(task)}
    return {key: attributes.plain(value) for key, value in values.items() if value is not None}


def run(many: int = TASKS_OPEN, minutes: int = MINUTES) -> Soaked:
    """Sweep every minute; staff never answer. The tables stand already."""
    estate.forget()
    move_in()
    estate.put_community(structs.replace(HARBOUR, calendar=ALWAYS))
    open_tasks(many, minutes)
    world, soaked = World(), Soaked()
    world.tools = structs.replace(world.tools, deliver=lambda notice: None)
    for minute in range(minutes):
        now = MONDAY_TEN + minute * MINUTE
        with counted() as calls:
            swept = [
                sweep(shard, now=now, tools=world.tools, has_time=lambda: True)
                for shard in due.shards()
            ]
        world.drain(now)
        if minute % 10 == 0:
            gc.collect()
        soaked.calls.append(len(calls))
        soaked.looked_after.append(sum(each.looked_after for each in swept))
        soaked.failed += sum(each.failed + each.stuck for each in swept)
        soaked.kb.append(resident_kb())
    return soaked


def wrong(soaked: Soaked, *, most_kb: float = 2_048) -> Iterable[str]:
    """Yield what is not as it was at the beginning."""
    quarter = len(soaked.calls) // 4
    early = soaked.calls_an_item(quarter, 2 * quarter)
    late = soaked.calls_an_item(3 * quarter, 4 * quarter)
    if late > early * 1.15:
        yield f"an item cost {early:.2f} calls, and {late:.2f} at the end"
    if climb(soaked.kb) > most_kb:
        yield f"the memory grew by {climb(soaked.kb):.0f} KB"
    if soaked.failed:
        yield f"{soaked.failed} items failed"


def described(soaked: Soaked, many: int) -> Iterable[str]:
    """Yield what is told of a soak, by the quarter."""
    quarter = len(soaked.calls) // 4
    looked_after = sum(soaked.looked_after)
    yield f"{len(soaked.calls)} runs over {many} open tasks: {looked_after} looked after"
    for n in range(4):
        runs = slice(n * quarter, (n + 1) * quarter)
        yield (
            f"  quarter {n + 1}: {sum(soaked.calls[runs]) / quarter:6.1f} calls a run for "
            f"{sum(soaked.looked_after[runs]) / quarter:5.1f} items, "
            f"{soaked.calls_an_item(n * quarter, (n + 1) * quarter):.2f} an item; "
            f"{soaked.kb[(n + 1) * quarter - 1] / 1024:.1f} MB"
        )
    yield f"  memory after the first quarter: {climb(soaked.kb):+.0f} KB"


def main(many: str = str(TASKS_OPEN), minutes: str = str(MINUTES)) -> int:
    """Run and tell; return how much was wrong."""
    with dynamodb_local() as address, tables_at(address):
        soaked = run(int(many), int(minutes))
    found = list(wrong(soaked))
    for line in [*described(soaked, int(many)), *(f"  WRONG {each}" for each in found)]:
        print(line, flush=True)
    return len(found)


if __name__ == "__main__":
    raise SystemExit(1 if main(*sys.argv[1:]) else 0)
