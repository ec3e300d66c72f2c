"""
Where notices go: one function a channel, in one table.

A new channel is a function that takes an address, a subject and a text, and a row in
DELIVER. Raising Undelivered makes the effect come again; `permanent` ends it.
"""

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

from ..clients import client
from ..domain.errors import Undelivered
from ..domain.notices import Notice
from ..domain.text import fitted
from . import parameters, smtp, webhooks
from .wording import words

LONGEST_TEXT = 300
"""Characters of a text message: past this its middle is cut, its link stays."""


def deliver(notice: Notice, *, sender: str) -> None:
    """Send one notice in its person's language, or raise Undelivered."""
    subject, body = words(notice)
    try:
        send = DELIVER[notice.channel]
    except KeyError:
        raise Undelivered(f"there is no channel {notice.channel}", permanent=True) from None
    send(notice.address, subject, body, sender)


def _email(address: str, subject: str, body: str, sender: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, address, subject
    message.set_content(body)
    if parameters.known("mail_by") == "smtp":
        smtp.send(message)
        return
    request = {
        "Source": sender,
        "Destinations": [address],
        "RawMessage": {"Data": message.as_bytes()},
    }
    _call("ses", "send_raw_email", request)


def _text(address: str, subject: str, body: str, sender: str) -> None:
    text = fitted(body, LONGEST_TEXT)
    _call("sns", "publish", {"PhoneNumber": address, "Message": text})


def _chat(address: str, subject: str, body: str, sender: str) -> None:
    webhooks.send(address, subject, body)


def _none(address: str, subject: str, body: str, sender: str) -> None:
    """Somebody who wants no messages: their app shows everything."""


def _call(service: str, operation: str, request: dict[str, Any]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        getattr(client(service), operation)(**request)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise Undelivered(f"{service} said {code}", permanent=code in _FINAL) from error
    except BotoCoreError as error:
        raise Undelivered(f"{service} did not answer: {type(error).__name__}") from error


_FINAL = frozenset({"InvalidParameter", "InvalidParameterValue", "OptedOut"})
"""What no second try makes better: an address that does not exist, or wants nothing.

MessageRejected is not among them: it is said of a sender that is not verified, and then
of every notice, until somebody puts the parameter right."""

DELIVER: Mapping[str, Callable[[str, str, str, str], None]] = {
    "email": _email,
    "text": _text,
    "chat": _chat,
    "none": _none,
}
