"""
How to reach a resident: an address of its own under each request.

    unverified ──confirm──▶ verified ──stop──▶ stopped
    unverified ──stop──▶ stopped
    unverified, verified ──its mail came back──▶ refused ──confirm──▶ verified

An address gets one confirmation message and nothing else until it answers; otherwise a
stranger could have our notices sent to somebody who never asked for them.
"""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from hmac import new as hmac

from chalicelib.kernel.entity import Entity

EMAIL, TEXT = "email", "text"
UNVERIFIED, VERIFIED, STOPPED = "unverified", "verified", "stopped"
REFUSED = "refused"
"""The mailbox is none, or its owner called us spam: nothing more is sent there."""

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII
)
_PHONE = re.compile(r"\+?[0-9]{5,15}", re.ASCII)


class Contact(Entity, frozen=True, kw_only=True):
    """One address of one resident, for one request."""

    request: str
    community: str
    hash: str
    channel: str
    """"email" or "text"."""
    address: str
    lang: str
    state: str = UNVERIFIED
    created_at: int
    changed_at: int
    asked_at: int | None = None
    """When its household's own link was last asked for."""
    prefix: str = ""
    """The neighbourhood that the address was sent from: a short hash that changes daily."""
    linked_at: int | None = None
    """When the link to its request was last sent by number, see `way_back.py`."""
    wants: list[str] | None = None
    """Of what it is told, see `wishes.py`; None: the usual of its channel."""
    refused: str = ""
    """Why its first message was not sent, see kernel/outgoing.py."""


SLOT = 8
"""Digits of a hash that tell the addresses of one request apart."""


def slot_of(contact: Contact) -> str:
    return contact.hash[:SLOT]


def is_forgotten(contact: Contact, forgot: Mapping[str, int]) -> bool:
    """Say whether an address was erased alone after it was given: a restore brought it back."""
    erased_at = forgot.get(slot_of(contact))
    return bool(contact.address) and erased_at is not None and contact.created_at < erased_at


def parse(text: str) -> tuple[str, str] | None:
    """Return (channel, address) of an e-mail address or a telephone number, else None.

    The width of its characters does not matter: Chinese keyboards type ９１２３ as well.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if _EMAIL.fullmatch(text) and len(text) <= 254:
        return "email", text.lower()
    digits = re.sub(r"[\s().-]", "", text)
    return ("text", digits) if _PHONE.fullmatch(digits) else None


def hashed(community: str, address: str, *, secret: bytes) -> str:
    """Return the key under which one person is found, which does not give the address."""
    return hmac(secret, f"person|{community}|{address}".encode(), sha256).hexdigest()[:32]
