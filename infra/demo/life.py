"""
Three weeks of life for the demo: played by the use cases, with time as an argument.

`life.tsv` is the story: what is reported in which weeks, on which day and hour of the
community's own clock, and what becomes of it. It is shifted by whole weeks, so that its fourth
week is this one and a Monday stays a Monday; of that week only what is past happens.

It is played on tables in this process and put into the stage's tables at the end: old mails
are marked as sent and never leave, and a last sweep leaves nothing due.
"""

import csv
import heapq
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from chalicelib.kernel.times import DAY_MS, HOUR_MS
from chalicelib.platform.services import id_secret
from infra import in_process
from infra.demo import acts, beside
from infra.say import line, one_sentence

STORY = Path(__file__).with_name("life.tsv")
WEEKS = 4
SWEPT_EVERY = 3 * HOUR_MS
TABLES = ("requests", "estate", "households", "ledger")
BATCH = 25


class Clock:
    """What is to happen, in order of time; nothing that would happen after `now` does."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._ahead: list[tuple[int, int, Callable[[int], None]]] = []
        self._number = count()

    def at(self, when: int, do: Callable[[int], None]) -> None:
        if when <= self.now:
            heapq.heappush(self._ahead, (when, next(self._number), do))

    def run(self) -> None:
        while self._ahead:
            when, _, do = heapq.heappop(self._ahead)
            do(when)


def main() -> None:
    with one_sentence():
        rows = story()
        database = boto3.client("dynamodb")
        if _is_lived_in(database):
            line("  there are requests already; the demo's life stays out")
            return
        kept = _read(database)
        with in_process.tables():
            _lay_out(database, kept)
            told = play(rows, time.time_ns() // 1_000_000, id_secret())
            made = {name: _items(name) for name in ("requests", "ledger")}
        for name, items in made.items():
            _put(database, _name(name), items)
        line(f"  {told} requests in three weeks, {sum(map(len, made.values()))} items")


def story() -> list[dict[str, str]]:
    """Return the lines of the story by the names of their columns."""
    lines = STORY.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t"))


def play(rows: list[dict[str, str]], now: int, secret: bytes) -> int:
    """Play the story up to `now`; return how many requests there are."""
    clock = Clock(now)
    stage = acts.Stage(now, {row["place"] for row in rows}, secret)
    zones = {code: ZoneInfo(each.calendar.zone) for code, each in stage.communities.items()}
    for number, row in enumerate(rows):
        zone = zones[stage.places[row["place"]].community]
        for week in map(int, row["weeks"].split(",")):
            begins = moment(now, zone, week, int(row["day"]), row["time"])
            report = acts.Report(stage, clock, row, f"{number}-{week}")
            clock.at(begins, report.told)
    beside.plan(stage, clock, lambda code, *local: moment(now, zones[code], *local))
    first = now - WEEKS * 7 * DAY_MS
    for when in range(first - first % HOUR_MS, now, SWEPT_EVERY):
        clock.at(when, stage.sweep)
    # A run counts the three days before it.
    for when in range(first, now, 3 * DAY_MS):
        clock.at(when, stage.count_days)
    for do in (stage.count_days, stage.sweep, stage.sweep):
        clock.at(now, do)
    clock.run()
    return stage.told


def moment(now: int, zone: ZoneInfo, week: int, day: int, hour: str) -> int:
    """Return the instant of a local hour; the story's last week is the one of `now`."""
    hours, minutes = map(int, hour.split(":"))
    monday = datetime.fromtimestamp(now / 1000, zone).date()
    monday -= timedelta(days=monday.weekday() + 7 * (WEEKS - week))
    on = monday + timedelta(days=day - 1)
    return int(datetime(on.year, on.month, on.day, hours, minutes, tzinfo=zone).timestamp()) * 1000


def _name(table: str) -> str:
    return os.environ[f"{table.upper()}_TABLE"]


def _is_lived_in(database: Any) -> bool:
    """Say whether anybody reported something: then it is no demo to be filled."""
    pages = database.get_paginator("scan").paginate(
        TableName=_name("requests"),
        FilterExpression="sk = :sk",
        ExpressionAttributeValues={":sk": {"S": "request"}},
    )
    return any(page["Items"] for page in pages)


def _read(database: Any) -> dict[str, list[dict[str, Any]]]:
    pages = database.get_paginator("scan").paginate
    return {
        name: [item for page in pages(TableName=_name(name)) for item in page["Items"]]
        for name in TABLES
    }


def _lay_out(database: Any, kept: dict[str, list[dict[str, Any]]]) -> None:
    """Make the stage's tables in this process, with what stands in them."""
    for name, items in kept.items():
        found = database.describe_table(TableName=_name(name))["Table"]
        asked = {key: found[key] for key in ("TableName", "AttributeDefinitions", "KeySchema")}
        indexes = [
            {key: each[key] for key in ("IndexName", "KeySchema", "Projection")}
            for each in found.get("GlobalSecondaryIndexes", [])
        ]
        more = {"GlobalSecondaryIndexes": indexes} if indexes else {}
        in_process.ask("CreateTable", asked | more | {"BillingMode": "PAY_PER_REQUEST"})
        for item in items:
            in_process.ask("PutItem", {"TableName": _name(name), "Item": item})


def _items(name: str) -> list[dict[str, Any]]:
    """Return what stands in a table now, without the counts of limits that are long over."""
    found: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        _, page = in_process.ask("Scan", {"TableName": _name(name)} | more)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return [item for item in found if not item["pk"].get("S", "").startswith("count#")]
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _put(database: Any, table: str, items: list[dict[str, Any]]) -> None:
    for start in range(0, len(items), BATCH):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
        left = {table: puts}
        while left:
            left = database.batch_write_item(RequestItems=left)["UnprocessedItems"]


if __name__ == "__main__":
    main()
