"""
moto, without what it does for nobody: half of its time in these tests.

It looks up ten possible types for each stored value it answers with, though they have AWS's
own shape already, and it makes every table anew. Both cost more than what is tested.
"""

import copy
from functools import cache
from typing import Any

from moto.backends import get_backend
from moto.core.serialize import BaseJSONSerializer as Serializer

ACCOUNT, REGION = "123456789012", "us-east-1"


def backend(service: str) -> Any:
    """Return what moto knows of one service."""
    return get_backend(service)[ACCOUNT][REGION]


@cache
def install() -> None:
    """Let moto answer with its stored values as they are."""
    slow = Serializer._serialize_type_structure

    def quick(self: Any, serialized: Any, value: Any, shape: Any, name: str) -> None:
        if shape.name == "AttributeValue" and isinstance(value, dict):
            serialized[name] = value
        else:
            slow(self, serialized, value, shape, name)

    Serializer._serialize_type_structure = quick


def empty_tables(definitions: list[dict[str, Any]]) -> None:
    """Put empty tables where the last test's stood: made once, then copied."""
    if not _made:
        from chalicelib.clients import client

        for definition in definitions:
            client("dynamodb").create_table(**definition)
        _made.update(backend("dynamodb").tables)
    backend("dynamodb").tables = copy.deepcopy(_made)


_made: dict[str, Any] = {}
