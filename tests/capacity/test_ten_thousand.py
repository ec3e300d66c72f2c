"""
Thousands due at once: the oldest first, all within a few runs, none twice.

Two hundred by default, in runs that have time for twenty; the campaign takes `STEWARD_DUE=10000`,
in runs of a thousand, which is what 45 s are enough for.
"""

import json
import os
from collections import Counter
from typing import Any

from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import REQUESTS
from chalicelib.kernel.tuning import SILENCE_MS
from chalicelib.platform import clients, settings
from chalicelib.platform.http import logs
from chalicelib.platform.storage import attributes, due, table
from chalicelib.wiring.sweep import Swept, sweep
from tests.support.builders import LIFT, MONDAY_TEN, World, move_in

MANY = int(os.environ.get("STEWARD_DUE", "200"))
ONE_RUN = MANY // 10
"""Items that one run of one shard has time for; of ten thousand: 45 s at 45 ms each."""

OVER = MONDAY_TEN + SILENCE_MS + MANY


def resolved(number: int) -> Request:
    """Return a request that closes in silence; a higher number is due later."""
    at = MONDAY_TEN + number
    return Request(
        id=f"hv-{number:026d}", community="hv", reference=f"{number:07d}", place=LIFT.code,
        kind="repair", topic="dirty", words="Done.", lang="en", channel="form", body_hash="x",
        state="resolved", created_at=at, changed_at=at, start_at=at, resolved_at=at,
        due_at=at + SILENCE_MS,
    )  # fmt: skip


def _row(request: Request) -> dict[str, Any]:
    pk, sk = REQUESTS.key(request)
    values = {"pk": pk, "sk": sk, **table.values_of(request), **REQUESTS.index_keys(request)}
    return {name: attributes.plain(value) for name, value in values.items() if value is not None}


def put_all() -> None:
    client, name = clients.client("dynamodb"), settings.table("requests")
    rows = [_row(resolved(number)) for number in range(MANY)]
    for start in range(0, MANY, 25):
        puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + 25]]
        client.batch_write_item(RequestItems={name: puts})


def one_run(shard: int, world: World, order: list[int]) -> Swept:
    """Sweep a shard for as long as one run may take; note in which order it looked."""
    left = iter(range(ONE_RUN))
    real = due.now_due

    def noted(*args, **more):
        page = real(*args, **more)
        order.extend(found.due_at for found in page)
        return page

    due.now_due = noted
    try:
        return sweep(
            shard, now=OVER, tools=world.tools, has_time=lambda: next(left, None) is not None
        )
    finally:
        due.now_due = real


def test_thousands_due_at_once_are_done_oldest_first_in_a_few_runs_and_none_twice(
    any_tables, capsys
) -> None:
    move_in()
    world = World()
    put_all()
    runs: Counter[int] = Counter()
    progress: list[int] = []
    for shard in due.shards():
        unfinished = True
        while unfinished:
            order: list[int] = []
            swept = one_run(shard, world, order)
            assert order == sorted(order)
            assert swept.failed == swept.stuck == 0
            logs.swept(shard, swept)
            runs[shard] += 1
            progress.append(swept.looked_after)
            unfinished = swept.unfinished

    assert max(runs.values()) <= 4
    rows = clients.client("dynamodb").get_paginator("scan").paginate(
        TableName=settings.table("requests"), ProjectionExpression="outcome, version",
        PaginationConfig={"PageSize": 250},
    )  # fmt: skip
    found = [row for page in rows for row in page["Items"]]
    assert {(row["outcome"]["S"], row["version"]["N"]) for row in found} == {("unconfirmed", "2")}
    assert len(found) == MANY
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["Swept"] for line in lines if line["msg"] == "sweep"] == progress
    assert sum(progress) == MANY
