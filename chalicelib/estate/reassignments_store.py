"""Clearings: one item for each person who left and each department that closed."""

from chalicelib.platform.storage.items import Kind

from .reassignments import Clearing

CLEARINGS = Kind(Clearing, lambda clearing: (clearing.id, "clearing"))


def insert(clearing: Clearing) -> bool:
    """Put a clearing unless one of its kind is at work; say whether it was put."""
    return CLEARINGS.insert(clearing)


def save(before: Clearing, after: Clearing) -> Clearing:
    """See Kind.save."""
    return CLEARINGS.save(before, after)


def delete(clearing: Clearing) -> None:
    CLEARINGS.delete(clearing)
