"""Looks at contact data, one item each under their request."""

from ..domain.looks import Look
from .items import Kind

LOOKS = Kind(Look, lambda look: (look.request, f"look#{look.at:013d}#{look.by}"))


def insert(look: Look) -> bool:
    """Put a look; the same person in the same millisecond looked once."""
    return LOOKS.insert(look)
