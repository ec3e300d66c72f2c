"""
Answering a mail: the address that finds the request, and the line that a reply stands above.

    r-<request id>-<address><secret version>-<signature>@<domain>

It is made for one recipient, signed, and at most 64 octets long (RFC 5321); programs on the
way may lower its case, and nothing in it minds. Whoever has it may write under the request,
which is what whoever has the mail may do, and nothing else.
"""

import hmac
import re
from collections.abc import Mapping

from msgspec import Struct

from .ids import COMMUNITY, CROCKFORD_LOWER, REQUEST, base32, framed

SIGNATURE_LENGTH = 12
"""60 bits: each guess is a mail of its own."""
SLOT = 8
OPENS, CLOSES = "##-", "-##"
"""What stands around the line above which a reply is written: no program translates it, and a
quoted, wrapped or indented one is still found."""

MARK = "X-Steward"
"""A header of every mail of ours, by which we know one that comes back."""

_ADDRESS = re.compile(
    rf"r-({REQUEST})-([0-9a-f]{{{SLOT}}})([1-9][0-9]{{0,2}})-([{CROCKFORD_LOWER}]{{{SIGNATURE_LENGTH}}})"
)
_COMMUNITY = re.compile(COMMUNITY)


class Answers(Struct, frozen=True):
    """What a reply address names: a request, and the beginning of the hash of an address."""

    request: str
    slot: str


def signed(request_id: str, hash: str, *, secrets: Mapping[int, bytes], current: int) -> str:
    """Return the local part of the address by which this recipient answers."""
    body = f"{request_id}-{hash[:SLOT]}{current}"
    return f"r-{body}-{_signature(secrets[current], body)}"


def verified(local: str, *, secrets: Mapping[int, bytes]) -> Answers | None:
    """Return what a reply address names; None for one that we did not sign."""
    found = _ADDRESS.fullmatch(local.lower())
    if found is None:
        return None
    request_id, slot, version, signature = found.groups()
    secret = secrets.get(int(version))
    if secret is None:
        return None
    ours = _signature(secret, f"{request_id}-{slot}{version}")
    return Answers(request_id, slot) if hmac.compare_digest(ours, signature) else None


def in_message_id(text: str) -> str:
    """Return the reply address that a Message-ID of ours holds, "" in any other."""
    found = re.search(rf"\.({_ADDRESS.pattern})@", text.lower())
    return found[1] if found else ""


def community(local: str) -> str:
    """Return the community whose own address this may be; "" for none."""
    return local.lower() if _COMMUNITY.fullmatch(local.lower()) else ""


def marked(sentence: str) -> str:
    """Return the line above which a reply is written."""
    return f"{OPENS} {sentence} {CLOSES}"


def _signature(secret: bytes, body: str) -> str:
    return base32(hmac.digest(secret, framed("answer", body), "sha256"), SIGNATURE_LENGTH)
