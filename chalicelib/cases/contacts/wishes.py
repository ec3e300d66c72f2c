"""Which messages a resident wants at an address: a few to begin with, and each by a switch."""

from collections.abc import Iterable, Mapping

from .model import EMAIL, TEXT, Contact

KINDS = (
    "received", "taken", "visit", "asked", "put_off", "done", "answered", "reopened", "closed",
)  # fmt: skip
"""What a resident can be told of, in the order in which it happens."""

USUAL: Mapping[str, frozenset[str]] = {
    EMAIL: frozenset({"received", "visit", "asked", "done", "answered"}),
    TEXT: frozenset({"asked", "done"}),
}
"""Channel to what is told there until its owner says otherwise: a text rings, and costs."""


def wanted(contact: Contact) -> frozenset[str]:
    """Return of what this address is told."""
    return USUAL[contact.channel] if contact.wants is None else frozenset(contact.wants)


def chosen(kinds: Iterable[str]) -> list[str]:
    """Return a choice as it is stored; what we do not know is left out."""
    ticked = set(kinds)
    return [kind for kind in KINDS if kind in ticked]
