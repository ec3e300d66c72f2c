"""A town for every test of this folder, and servers for races."""

from .fixtures import empty, fresh, town
from .racing import rows

__all__ = ["empty", "fresh", "rows", "town"]
