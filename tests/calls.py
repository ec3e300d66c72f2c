"""Counting the AWS calls of a piece of code, by a hook on botocore and not by reading it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.storage import table


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the names of the DynamoDB calls made meanwhile, in order."""
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = table.connection().client.meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", note)
