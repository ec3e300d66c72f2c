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

from chalicelib.kernel import telephone
from chalicelib.kernel.entity import Entity

EMAIL, TEXT = "email", "text"
UNVERIFIED, VERIFIED, STOPPED = "unverified", "verified", "stopped"
REFUSED = "refused"
"""The mailbox is none, or its owner called us spam: nothing more is sent there."""

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII
)
_AROUND = " \t\n\r.,;:!?<>()[]{}\"'\u201c\u201d\u2018\u2019\u3001\u3002\u300a\u300b\u3010\u3011"
"""What ends up around an address that is typed in a sentence, or copied out of one."""


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


def parse(text: str, country: str) -> tuple[str, str] | None:
    """Return (channel, address) of an e-mail address or a telephone number, else None.

    `country` is the calling code of the community: a number is in E.164, however it is typed.
    """
    plain = _plain(text)
    if "@" in plain:
        mail = _in_ascii(plain)
        return (EMAIL, mail.lower()) if _EMAIL.fullmatch(mail) and len(mail) <= 254 else None
    number = telephone.e164(plain, country)
    return (TEXT, number) if number else None


def every_form(text: str, country: str) -> list[str]:
    """Return the address that a text is, then what a release before made of it; [] for none."""
    parsed = parse(text, country)
    if parsed is None:
        return []
    channel, address = parsed
    return [address, *(telephone.earlier_forms(_plain(text), country) if channel == TEXT else [])]


def dialled(channel: str, address: str, country: str) -> str:
    """Return an address as it is sent to; a number may be stored as somebody typed it."""
    parsed = parse(address, country) if channel == TEXT else None
    return parsed[1] if parsed and parsed[0] == TEXT else address


def _plain(text: str) -> str:
    """Return a text without what keyboards, and programs it is copied from, do to an address.

    Chinese keyboards type ９１２３ and 。; what is copied from a list of contacts has marks of
    direction around it that nobody sees.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = text.strip(_AROUND).replace("\u3002", ".")
    return text.removeprefix("mailto:").removeprefix("tel:")


def _in_ascii(mail: str) -> str:
    """Return a mail address with its domain as mail servers know it: 例子.公司 has another name."""
    name, _, domain = mail.rpartition("@")
    if domain.isascii():
        return mail
    import idna

    try:
        return f"{name}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return ""


def hashed(community: str, address: str, *, secret: bytes) -> str:
    """Return the key under which one person is found, which does not give the address."""
    return hmac(secret, f"person|{community}|{address}".encode(), sha256).hexdigest()[:32]
