"""Whether mail can leave a stage, and what the emulator of AWS was given to send."""

import json
import urllib.request
from email.utils import parseaddr
from typing import Any

from infra.cloud import Target

DEFAULT_SENDER = "steward@localhost.example"
"""The address in the template's default of MailFrom; nobody owns it."""

Sent = tuple[float, str, str, str]
"""When (epoch s), to whom, subject, text."""


def verify(ses: Any, sender: str = DEFAULT_SENDER) -> None:
    """Verify a sender where nobody has to click: on the emulator, and in tests."""
    ses.verify_email_identity(EmailAddress=parseaddr(sender)[1])


def is_verified(where: Target, sender: str) -> bool:
    """Say whether SES takes mail from this sender, by its address or by its domain."""
    from chalicelib.platform.clients import client

    ses, address = client("ses"), parseaddr(sender)[1]
    if where.endpoint:
        verify(ses, address)
    known = [address, address.rpartition("@")[2]]
    found = ses.get_identity_verification_attributes(Identities=known)["VerificationAttributes"]
    return any(each["VerificationStatus"] == "Success" for each in found.values())


def sent(emulator: str) -> list[Sent]:
    """Return every mail that the emulator was given to send."""
    found = peek(f"{emulator}/_ministack/ses/messages")["messages"]
    return [
        (float(mail["Timestamp"]), ", ".join(mail["To"]), mail["Subject"], mail["BodyText"] or "")
        for mails in found.values()
        for mail in mails
    ]


def peek(address: str) -> dict[str, Any]:
    """Return what one of the emulator's own pages says."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return dict(json.load(answer))
