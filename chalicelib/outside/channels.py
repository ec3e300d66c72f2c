"""
Where notices go: one function a channel, in one table.

A new channel is a function that takes an address, a subject and a text, and a row in
DELIVER. Raising Undelivered makes the effect come again; `permanent` ends it.
"""

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

from ..clients import client
from ..domain.departments import DEPARTMENTS
from ..domain.errors import Undelivered
from ..domain.estate import said
from ..domain.ids import shown
from ..domain.notices import Notice
from ..domain.topics import base
from ..i18n import dates, msg
from ..i18n.notices import DIGEST, NOTICES, NUDGES
from . import parameters, smtp, webhooks

DIGEST_LINES = 8
"""Of each section of the daily message; the board has the rest."""
LONGEST_TEXT = 300
"""Characters of a text message: past this it is cut, never split into many."""


def deliver(notice: Notice, *, sender: str) -> None:
    """Send one notice in its person's language, or raise Undelivered."""
    subject, body = words(notice)
    try:
        send = DELIVER[notice.channel]
    except KeyError:
        raise Undelivered(f"there is no channel {notice.channel}", permanent=True) from None
    send(notice.address, subject, body, sender)


def words(notice: Notice) -> tuple[str, str]:
    """Return subject and text of a notice in its language; its link is the last line."""
    if notice.template == "bundle":
        return _bundle_words(notice)
    if notice.template == "digest":
        return _digest_words(notice)
    subject, body = NOTICES[notice.template]
    values = _values(notice)
    text = msg(notice.lang, body, **values)
    return msg(notice.lang, subject, **values), f"{text}\n{_link(notice)}"


def _link(notice: Notice) -> str:
    """Return where the notice leads; only the message itself knows which address to confirm."""
    asks = notice.template == "confirm_contact"
    return notice.values["link"] + (f"?confirm={notice.values['hash']}" if asks else "")


def _nudge(what: str) -> str:
    return NUDGES.get(what, NUDGES["assigned"])


def _topic(code: str) -> str:
    """Return what a topic is called; a community's own topic is its code until it has a name."""
    known = base().get(code)
    return known.name if known else code


def _values(notice: Notice) -> dict[str, str]:
    named = {name: said(names, notice.lang) for name, names in notice.names.items()}
    topic = msg(notice.lang, _topic(notice.values.get("topic", "")))
    times = {
        name: dates.when(notice.lang, at, zone=notice.zone, now=notice.at)
        for name, at in notice.times.items()
    }
    return {
        **notice.values,
        **named,
        **times,
        "topic": topic,
        "reference": shown(notice.values["reference"]),
    }


def _bundle_words(notice: Notice) -> tuple[str, str]:
    subject = msg(notice.lang, NUDGES["subject"], count=len(notice.lines))
    lines = [_line(line, notice.lang) for line in notice.lines]
    return subject, "\n".join([*lines, notice.values.get("link", "")]).strip()


def _line(line: dict[str, Any], lang: str) -> str:
    """Return what one nudge says; one that is about no task says only what it is."""
    place, nudge = said(line["place"], lang), msg(lang, _nudge(line["what"]))
    if line.get("department"):
        department = DEPARTMENTS.get(line["department"], line["department"])
        return f"{place}, {msg(lang, department)}: {nudge}"
    if not line["reference"]:
        return nudge
    topic = msg(lang, _topic(line["topic"]))
    link = f"\n{line['link']}" if line.get("link") else ""
    return f"{shown(line['reference'])}  {place}  {topic}: {nudge}{link}"


def _digest_words(notice: Notice) -> tuple[str, str]:
    """Return the daily message: its sections by community, the first lines of each."""
    lang, groups = notice.lang, dict[tuple[str, str], list[dict[str, Any]]]()
    for line in notice.lines:
        groups.setdefault((said(line["community"], lang), line["section"]), []).append(line)
    text: list[str] = []
    for (community, section), lines in groups.items():
        text.append(f"{community} – {msg(lang, DIGEST[section], count=len(lines))}")
        text += [f"  {_digest_line(line, lang)}" for line in lines[:DIGEST_LINES]]
        if len(lines) > DIGEST_LINES:
            text.append("  " + msg(lang, DIGEST["more"], count=len(lines) - DIGEST_LINES))
    things = {line.get("reference") or line.get("department") for line in notice.lines}
    subject = msg(lang, DIGEST["subject"], count=len(things))
    return subject, "\n".join([*text, notice.values["link"]])


def _digest_line(line: dict[str, Any], lang: str) -> str:
    if "department" in line:
        return msg(lang, DEPARTMENTS.get(line["department"], line["department"]))
    what = msg(lang, _topic(line["topic"])) if line["topic"] else ""
    reference = shown(line["reference"]) if line["reference"] else ""
    return "  ".join(part for part in (reference, said(line["place"], lang), what) if part)


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
    text = body if len(body) <= LONGEST_TEXT else f"{subject}\n{body.splitlines()[-1]}"
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
