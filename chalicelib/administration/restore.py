"""
Bringing a table back to a point in time, without giving it another name.

AWS restores into a new table. What is missing or differs is put back from it into the live
one, whose name, rights, alarms and indexes stay as they are; the sweep then catches up.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from chalicelib.cases.contacts.model import SLOT
from chalicelib.platform import settings
from chalicelib.platform.clients import client

from .refusal import Refusal

TABLES = ("requests", "estate", "households")
BATCH = 100
ERASED = {"S": "erased"}
REQUEST = {"S": "request"}

Item = dict[str, Any]


def copy_of(table: str, at: str, *, dry: bool) -> list[str]:
    """Ask AWS for a copy of a table as it was at a time (UTC); it takes some minutes."""
    live = settings.table(table)
    try:
        when = datetime.fromisoformat(at).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(f"{at} is no time; write it as 2026-03-02T09:55, in UTC.") from None
    copy = f"{live}-{when:%Y%m%dT%H%M%S}"
    if dry:
        return [f"the copy would be {copy}"]
    client("dynamodb").restore_table_to_point_in_time(
        SourceTableName=live, TargetTableName=copy, RestoreDateTime=when
    )
    return [f"the copy is {copy}; it is made now, which takes tens of minutes"]


def restore(
    table: str, copy: str, put: str, community: str, *, dry: bool, has_time: Callable[[], bool]
) -> list[str]:
    """Compare the live table with a copy; `put` back what is "missing", or also "differing".

    Where the time is over it says so: whatever is back already is the same at the next run.
    """
    live, database = settings.table(table), client("dynamodb")
    _is_ready(database, copy, live)
    counts = {"same": 0, "missing": 0, "differing": 0, "put": 0, "erased": 0}
    tombs, ended = Tombs(database, settings.table("requests")), True
    for item, now in _pairs(database, copy, live, community):
        if not has_time():
            ended = False
            break
        if tombs.covers(item):
            counts["erased"] += 1
            continue
        kind = "same" if item == now else "missing" if now is None else "differing"
        counts[kind] += 1
        if put and not dry and kind in ("missing", put):
            counts["put"] += _put(database, live, item, now)
    return _told(counts, copy, ended)


def _told(counts: dict[str, int], copy: str, ended: bool) -> list[str]:
    return [
        f"{counts['same']} are the same, {counts['missing']} are missing, "
        f"{counts['differing']} differ; {counts['put']} were put back",
        f"{counts['erased']} were erased since and stay so",
        f"the copy is {copy}; delete it in the console when all is well"
        if ended
        else "the time was over before the end: run it again, it goes on",
    ]


def _is_ready(database: Any, copy: str, live: str) -> None:
    if not copy.startswith(f"{live}-"):
        raise Refusal(f"{copy} is no copy of {live}.")
    try:
        status = database.describe_table(TableName=copy)["Table"]["TableStatus"]
    except database.exceptions.ResourceNotFoundException:
        raise Refusal(f"there is no table {copy}.") from None
    if status != "ACTIVE":
        raise Refusal(f"{copy} is {status}; wait until it is ACTIVE, and run this again.")


class Tombs:
    """What was erased since the copy was made: read in the live table before anything is put."""

    def __init__(self, database: Any, requests: str) -> None:
        self._database = database
        self._requests = requests
        self._known: dict[tuple[str, str], Item] = {}

    def covers(self, item: Item) -> bool:
        """Say whether an item is of an erased request, or of what a household took back."""
        pk = item["pk"]["S"]
        if "#" in pk and not pk.startswith("find#"):
            community, _, household = pk.partition("#")
            gone = self._read(f"{community}-home-{household}", "home").get("forgotten_at")
            told = item.get("kept_at") or item.get("consent_at")
            return bool(gone and told and "N" in gone and int(told["N"]) < int(gone["N"]))
        if self._is_forgotten(item):
            return True
        owners = {pk, item.get("request", {}).get("S", "")} - {""}
        return item.get("sk") != REQUEST and any(map(self._is_erased, owners))

    def _is_forgotten(self, item: Item) -> bool:
        """Say whether an item is an address that was erased alone: its request remembers it."""
        word, _, hash = item.get("sk", {}).get("S", "").partition("#")
        if word != "contact":
            return False
        forgot = self._read(item["pk"]["S"], "request").get("forgot", {}).get("M", {})
        erased_at = forgot.get(hash[:SLOT], {"N": "0"})
        return int(item["created_at"]["N"]) < int(erased_at["N"])

    def _is_erased(self, owner: str) -> bool:
        return self._read(owner, "request").get("state") == ERASED

    def _read(self, pk: str, sk: str) -> Item:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        if (pk, sk) not in self._known:
            answer = self._database.get_item(TableName=self._requests, Key=key, ConsistentRead=True)
            self._known[pk, sk] = answer.get("Item", {})
        return self._known[pk, sk]


def _pairs(
    database: Any, copy: str, live: str, community: str
) -> Iterator[tuple[Item, Item | None]]:
    """Yield each item of the copy, and what stands at its key in the live table."""
    batch: list[Item] = []
    for item in _scanned(database, copy):
        if item["pk"]["S"].startswith(community):
            batch.append(item)
        if len(batch) == BATCH:
            yield from _beside(database, live, batch)
            batch = []
    yield from _beside(database, live, batch)


def _scanned(database: Any, table: str) -> Iterator[Item]:
    for page in database.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _beside(database: Any, live: str, batch: list[Item]) -> Iterator[tuple[Item, Item | None]]:
    keys = [_key(item) for item in batch]
    found: dict[str, Item] = {}
    while keys:
        asked = {live: {"Keys": keys, "ConsistentRead": True}}
        answer = database.batch_get_item(RequestItems=asked)
        found |= {str(_key(item)): item for item in answer["Responses"][live]}
        keys = answer.get("UnprocessedKeys", {}).get(live, {}).get("Keys", [])
    for item in batch:
        yield item, found.get(str(_key(item)))


def _key(item: Item) -> Item:
    return {name: item[name] for name in ("pk", "sk") if name in item}


def _put(database: Any, live: str, item: Item, now: Item | None) -> int:
    """Put one item back unless somebody wrote it meanwhile; what was erased stays erased."""
    if now is not None and now.get("state") == ERASED:
        return 0
    condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if now is not None and "writes" in now:
        condition = {
            "ConditionExpression": "#w = :w",
            "ExpressionAttributeNames": {"#w": "writes"},
            "ExpressionAttributeValues": {":w": now["writes"]},
        }
    elif now is not None:
        condition = {}
    try:
        database.put_item(TableName=live, Item=item, **condition)
    except database.exceptions.ConditionalCheckFailedException:
        return 0
    return 1
