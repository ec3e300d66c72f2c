"""
Personal data: each stored field with what it is for, by what right, and for how long.

Every feature says it of what it stores (`personal` in its `feature.py`): a stored field that
nobody explained fails a test, and what `blank` takes away at an erasure is read off it. What
stays of an erased request counts and names nobody: a kind, a topic, a building, the instants
of its steps, and which member of staff did the work.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.kernel.personal import Use
from chalicelib.platform.feature import features

T = TypeVar("T", bound=Struct)


@cache
def stored() -> Mapping[str, Mapping[Use, tuple[str, ...]]]:
    """Return each stored struct's uses, and the fields of each use."""
    return {name: uses for feature in features() for name, uses in feature.personal.items()}


def use_of(struct: str, field: str) -> Use | None:
    """Return what a stored field is for, or None for one that nobody explained."""
    found = (use for use, names in stored().get(struct, {}).items() if field in names)
    return next(found, None)


def blank(item: T) -> T:
    """Return the item without what says anything of a resident."""
    gone = {
        field.name: _nothing(field)
        for field in msgspec.structs.fields(item)
        if (use := use_of(type(item).__name__, field.name)) is not None and use.goes
    }
    return msgspec.structs.replace(item, **gone)


def _nothing(field: Any) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return ""
