"""
What SES sends back of a mail: it bounced for good, or its reader called it spam.

The mail carries the name of its delivery as a tag, so that what comes back says whose it was.
Tags take letters, digits, - and _ only, 256 of them: a longer name goes without.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

TAG = "delivery"
LONGEST_TAG = 256
BOUNCE, COMPLAINT = "Bounce", "Complaint"


class MailBack(Struct, frozen=True):
    """One mail that came back for good, `event` as the ledger names it, and to whom it went."""

    event: str
    address: str


def tag_of(event: str) -> str:
    """Return the name of a delivery as a tag's value; empty where it does not fit."""
    said = urlsafe_b64encode(event.encode()).decode().rstrip("=")
    return said if len(said) <= LONGEST_TAG else ""


def read(body: Mapping[str, Any]) -> MailBack | None:
    """Return what came back; None for a mailbox that is only full, or a mail without our tag.

    `body` is an event of SES's (docs.aws.amazon.com/ses, "Contents of event data").
    """
    kind, mail = body.get("eventType"), body.get("mail") or {}
    gone = kind == BOUNCE and (body.get("bounce") or {}).get("bounceType") == "Permanent"
    tags = (mail.get("tags") or {}).get(TAG) or []
    if not (gone or kind == COMPLAINT) or not tags:
        return None
    tag = str(tags[0])
    event = urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
    return MailBack(event, str((mail.get("destination") or [""])[0]))
