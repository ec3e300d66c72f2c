"""Looks at a resident's address: who, when, for which task; the resident may ask for them."""

from msgspec import Struct


class Look(Struct, frozen=True, kw_only=True):
    """One look, an item of its own under the request, so that it goes when the request goes."""

    request: str
    task: str
    at: int
    by: str
    by_name: str
    what: str = "contact"
    """"contact" (an address), "preferences" (what helps) or "message" (a number was sent)."""
