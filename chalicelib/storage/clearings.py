"""Clearings: one item for each person who left and each department that closed."""

from ..domain.clearings import Clearing
from .items import Kind

CLEARINGS = Kind(Clearing, lambda clearing: (clearing.id, "clearing"))


def insert(clearing: Clearing) -> bool:
    """Put a clearing unless one of its kind is at work; say whether it was put."""
    return CLEARINGS.insert(clearing)


def save(before: Clearing, after: Clearing) -> Clearing:
    """See Kind.save."""
    return CLEARINGS.save(before, after)


def delete(clearing: Clearing) -> None:
    CLEARINGS.delete(clearing)
