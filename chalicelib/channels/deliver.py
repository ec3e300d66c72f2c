"""
Where notices go: one function a channel, in one table.

A new channel is a function that takes a message, and a row in DELIVER. Raising Undelivered
makes the effect come again; `permanent` ends it; Unanswered says that it may have arrived.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from chalicelib.i18n import msg
from chalicelib.kernel.answering import marked
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.senders import parts
from chalicelib.kernel.text import fitted
from chalicelib.kernel.words import N_
from chalicelib.notifications.bounces import TAG, tag_of
from chalicelib.platform import settings
from chalicelib.platform.aws import parameter_table, parameters
from chalicelib.platform.clients import client

from . import calendars, chats, mail, push, smtp
from .wording import of_entry, words

WRITE_ABOVE = N_("To answer by mail, please write above this line")

LONGEST_TEXT = 300
"""Characters of a text message: past this its middle is cut, its link stays."""


class Message(Struct, frozen=True, kw_only=True):
    """One notice in words, on its way; `event` names it, `at` is when it is sent (epoch ms)."""

    to: str
    subject: str
    body: str
    sender: str
    event: str
    at: int
    invitation: mail.Invitation | None = None
    answer: str = ""
    """Where its reader answers: the mail says so in its first line."""


def deliver(notice: Notice, *, sender: str, now: int) -> None:
    """Send one notice in its person's language, or raise Undelivered."""
    subject, body = words(notice)
    if notice.answer:
        body = f"{marked(msg(notice.lang, WRITE_ABOVE))}\n\n{body}"
    try:
        send = DELIVER[notice.channel]
    except KeyError:
        raise Undelivered(f"there is no channel {notice.channel}", permanent=True) from None
    message = Message(
        to=notice.address, subject=subject, body=body, sender=sender, event=notice.event, at=now,
        invitation=_invitation(notice, sender) if notice.channel == "email" else None,
        answer=notice.answer,
    )  # fmt: skip
    send(message)


def _invitation(notice: Notice, sender: str) -> mail.Invitation | None:
    """Return the calendar file of a notice of a visit; only a mail can bring one."""
    if notice.entry is None:
        return None
    try:
        organizer = parts(sender)
    except ValueError:
        return None  # the mail itself will say so
    method = calendars.method_of(notice.entry)
    file = calendars.written(
        notice.entry,
        method=method,
        organizer=organizer,
        attendee=notice.address,
        **of_entry(notice),
    )
    return mail.Invitation(method, file)


def _email(message: Message) -> None:
    asked = parameters.known("mail_reply_to")
    try:
        made = mail.composed(
            message.to,
            message.subject,
            message.body,
            sender=message.sender,
            reply_to="" if asked == parameter_table.NONE else asked,
            answer=message.answer,
            event=message.event,
            now=message.at,
            invitation=message.invitation,
        )
    except ValueError as error:
        # Ours to put right, and then it goes: never the recipient's fault.
        raise Undelivered(f"the mail could not be written: {type(error).__name__}") from error
    if parameters.known("mail_by") == "smtp":
        smtp.send(made)
        return
    request: dict[str, Any] = {
        "Source": mail.address_of(message.sender).addr_spec,
        "Destinations": [message.to],
        "RawMessage": {"Data": made.as_bytes()},
    }
    if (known := settings.mail_set()) and (tag := tag_of(message.event)):
        request |= {
            "ConfigurationSetName": known,
            "Tags": [{"Name": TAG, "Value": tag}],
        }
    _call("ses", "send_raw_email", request)


def _text(message: Message) -> None:
    asked = {"SMSType": parameters.known("text_type"), "SenderID": parameters.known("text_sender")}
    said = {
        "PhoneNumber": message.to,
        "Message": fitted(message.body, LONGEST_TEXT),
        "MessageAttributes": {
            f"AWS.SNS.SMS.{name}": {"DataType": "String", "StringValue": value}
            for name, value in asked.items()
            if value != parameter_table.NONE
        },
    }
    _call("sns", "publish", said)


def _chat(message: Message) -> None:
    chats.send(message.to, message.subject, message.body)


def _push(message: Message) -> None:
    text, _, link = message.body.rpartition("\n")
    push.send(message.to, message.subject, fitted(text, push.MOST_BYTES // 4), link, now=message.at)


def _none(message: Message) -> None:
    """Somebody who wants no messages: their app shows everything."""


def _call(service: str, operation: str, request: dict[str, Any]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        getattr(client(service), operation)(**request)
    except ClientError as error:
        said = error.response.get("Error", {})
        code = said.get("Code", "")
        final = _blames_recipient(service, code, said.get("Message", ""))
        raise Undelivered(f"{service} said {code}", permanent=final) from error
    except HTTPClientError as error:
        # The call went out and no answer came back; what could not connect is another kind.
        raise Unanswered(f"{service} did not answer: {type(error).__name__}") from error
    except BotoCoreError as error:
        raise Undelivered(f"{service} was not reached: {type(error).__name__}") from error


def _blames_recipient(service: str, code: str, words: str) -> bool:
    """Say whether no second try makes it better: a number that is none, or wants nothing.

    SES says nothing of the kind. What it calls an invalid value, or rejects, may be the
    sender, and then it is every notice, until somebody puts the parameter right.
    """
    if service != "sns":
        return False
    return code == "OptedOut" or (code == "InvalidParameter" and "PhoneNumber" in words)


DELIVER: Mapping[str, Callable[[Message], None]] = {
    "email": _email,
    "text": _text,
    "chat": _chat,
    "push": _push,
    "none": _none,
}
