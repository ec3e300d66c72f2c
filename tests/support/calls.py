"""
Counting the calls and the units of a piece of code, by hooks on botocore and not by reading it.

Units are told by DynamoDB Local alone: the other stand-ins make them up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.platform.storage import connection


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the names of the DynamoDB calls made meanwhile, in order."""
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = connection.connection().client.meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", note)


READS = frozenset({"GetItem", "Query", "BatchGetItem", "Scan"})


class Meter:
    """What DynamoDB billed and looked at."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.read_units = 0.0
        self.write_units = 0.0
        self.scanned = 0

    def note(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        self.calls.append(model.name)
        billed = parsed.get("ConsumedCapacity", {})
        # A batch is billed table by table.
        tables = billed if isinstance(billed, list) else [billed]
        units = sum(each.get("CapacityUnits", 0.0) for each in tables)
        if model.name in READS:
            self.read_units += units
        else:
            self.write_units += units
        self.scanned += parsed.get("ScannedCount", 0)


@contextmanager
def metered() -> Iterator[Meter]:
    """Meter the DynamoDB calls made meanwhile: each is asked what it consumed."""
    meter = Meter()
    events = connection.connection().client.meta.events

    def ask(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    events.register("provide-client-params.dynamodb", ask)
    events.register("after-call.dynamodb", meter.note)
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb", ask)
        events.unregister("after-call.dynamodb", meter.note)
