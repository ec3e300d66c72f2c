"""Clients of AWS services, as the rest of this floor makes them."""

from ..clients import client

__all__ = ["client"]
