"""
The tables as one release writes them, for the next ones to read, work, export and erase.

    python -m tests.resilience.release tests/data/release-2026-11-28.json.gz

A scene is a journey stopped right after its event: what is owed is still owed. Kept are as few
as show every state, effect, step and field that any of them shows. Run it once a release.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeSerializer
from msgspec import Struct

from chalicelib.platform import settings

from . import quick
from . import town as towns
from .engine import TABLES, Row
from .journeys import JOURNEYS
from .town import MONDAY_TEN, Town


class Scene(Struct, frozen=True):
    """What stood in the tables at a moment, beside the people and the places."""

    name: str
    now: int
    rows: dict[str, list[Row]]
    """Table to its rows."""


def scenes(path: Path) -> list[Scene]:
    """Return the scenes that a release left."""
    told = json.loads(gzip.decompress(path.read_bytes()), parse_float=Decimal)
    return [Scene(**scene) for scene in told]


def begin(town: Town, scene: Scene, empty: Any) -> None:
    """Put a town where a scene was, with a process that has just started."""
    town.begin(empty, scene.now)
    client, serialize = town.engine.client("dynamodb"), TypeSerializer().serialize
    for table, rows in scene.rows.items():
        for row in rows:
            item = {name: serialize(value) for name, value in row.items()}
            client.put_item(TableName=settings.table(table), Item=item)


def _left(town: Town) -> Iterator[Scene]:
    """Walk every journey up to its event; yield those that together show all there is."""
    empty = town.engine.keep()
    before = {table: town.engine.rows(table) for table in TABLES}
    facts: dict[str, set[tuple[str, ...]]] = {}
    found: dict[str, Scene] = {}
    for journey in JOURNEYS:
        town.begin(empty, MONDAY_TEN)
        town.give(journey.given(town))
        rows = {
            table: [row for row in town.engine.rows(table) if row not in before[table]]
            for table in TABLES
        }
        left = {table: each for table, each in rows.items() if each}
        found[journey.name] = Scene(journey.name, town.now, left)
        facts[journey.name] = {
            fact for each in left.values() for row in each for fact in _facts(row)
        }
    while any(facts.values()):
        most = max(facts, key=lambda name: len(facts[name]))
        yield found[most]
        shown = facts[most]
        facts = {name: each - shown for name, each in facts.items()}


def _facts(row: Row) -> Iterator[tuple[str, ...]]:
    """Yield what a row shows: its state, what it owes, its steps, the fields it has."""
    kind = str(row.get("sk", row["pk"])).split("#", 1)[0]
    yield kind, "state", str(row.get("state")), str(row.get("outcome"))
    for name in row.get("pending", {}):
        yield kind, "owes", name.split("#", 1)[1]
    for step in row.get("steps", {}).values():
        yield kind, "step", step["action"]
    for name in row:
        yield kind, "has", name


def main(path: str) -> None:
    with quick.quick() as engine, towns.town(engine) as town:
        lines = [
            json.dumps(
                {"name": scene.name, "now": scene.now, "rows": scene.rows},
                ensure_ascii=False, separators=(",", ":"),
            )
            for scene in _left(town)
        ]  # fmt: skip
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    Path(path).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
