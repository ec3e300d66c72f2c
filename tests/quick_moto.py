"""
moto, without what it does for nobody: half of its time where it plays the tables.

It looks up ten possible types for each stored value it answers with, though they have AWS's
own shape already.
"""

from functools import cache
from typing import Any

from moto.core.serialize import BaseJSONSerializer as Serializer


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
