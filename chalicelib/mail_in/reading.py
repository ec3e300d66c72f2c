"""A mail as it came, read: who it is from, to whom, what is new in it, and what it carries."""

import re
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from msgspec import Struct, field

from chalicelib.kernel.answering import in_message_id
from chalicelib.platform.recoverable import RECOVERABLE

from . import automatic, calendar_reply, charsets, parts, quotation, verdicts
from .calendar_reply import CalendarReply
from .parts import Content, File
from .quotation import Words
from .verdicts import Verdicts

MOST_BYTES = 25 * 1024 * 1024
READ_OF_TOO_LARGE = 512 * 1024
"""Of a larger mail this much is read: its head, and nearly always all of its words."""
LONGEST_SUBJECT = 200
LONGEST_HEADER = 5_000
MOST_ADDRESSES = 50

_SAID = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)')
"""What stands in quotes or in brackets: a name, which anybody chooses as they like."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_ANSWERED = re.compile(
    r"\s*((re|fw|fwd|aw|sv|回复|回覆|答复|答覆|转发|轉寄|轉發|回信)\s*(\[\d+\])?\s*[:：]\s*)+", re.I
)


class Envelope(Struct, frozen=True):
    """What the server that took a mail says beside it."""

    key: str
    """What names the mail in the bucket: the same when its message comes again."""
    recipients: list[str] = field(default_factory=list)
    null_sender: bool = False
    """Nobody is to be told of a failure: a report itself."""
    verdicts: dict[str, str] = field(default_factory=dict)


class Mail(Struct, frozen=True, kw_only=True):
    """A mail that was read."""

    sender: str = ""
    """Whom it says it is from, in small letters; "" where that is no address."""
    doubtful: bool = False
    """It names several senders, or none plainly: whoever checked it may have checked another."""
    name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    """Without "Re:" and what else programs put before it."""
    message_id: str = ""
    answers: str = ""
    """The reply address in the Message-ID of ours that it refers to."""
    reply: Words = Words("", "")
    first: Words = Words("", "")
    """What is new in it, if it answers a mail of ours and if it does not."""
    text: str = ""
    """All of its text, quotations and all."""
    files: tuple[File, ...] = ()
    calendar: CalendarReply | None = None
    """What a calendar answered to an invitation."""
    left: tuple[str, ...] = ()
    automatic: str = ""
    verdicts: Verdicts = Verdicts()
    too_large: bool = False
    broken: bool = False
    """It could be read only roughly."""

    @property
    def is_proven(self) -> bool:
        """Say whether it comes from the address that it names."""
        plain = bool(self.sender) and not self.doubtful
        return plain and self.verdicts.vouch_for(self.sender)


def read(raw: bytes, envelope: Envelope) -> Mail:
    """Return what a mail says; never raises for what somebody may have sent."""
    too_large = len(raw) > MOST_BYTES
    message, broken = _parsed(raw[:READ_OF_TOO_LARGE] if too_large else raw)
    headers = [(name, str(value)) for name, value in message.raw_items()]
    known = _known(headers)
    content, damaged = _content(message, raw)
    files = () if too_large else tuple(content.files)
    left = [*content.left, *(file.name for file in content.files if too_large)]
    sender, name = _sender(known.get("from", ""))
    source = _source(envelope, known)
    return Mail(
        sender=sender,
        doubtful=[each.lower() for each, _ in headers].count("from") > 1
        or _senders(known.get("from", "")) != {sender},
        name=name,
        to=_addressed(envelope, known),
        subject=_subject(known.get("subject", "")),
        message_id=known.get("message-id", "").strip()[:250],
        answers=in_message_id(
            f"{known.get('in-reply-to', '')[:LONGEST_HEADER]} "
            f"{known.get('references', '')[-LONGEST_HEADER:]}"
        ),
        reply=quotation.of_reply(content.text),
        first=quotation.of_first(content.text),
        text=content.text,
        files=files,
        calendar=calendar_reply.read(content.calendar) if content.calendar else None,
        left=tuple(left),
        automatic=automatic.kind_of(known, content.types, sender=sender, source=source),
        verdicts=verdicts.of(envelope.verdicts, headers),
        too_large=too_large,
        broken=broken or damaged,
    )


def _parsed(raw: bytes) -> tuple[Message, bool]:
    """Return a mail parsed, and whether that failed: thousands of nested parts are one way."""
    try:
        return BytesParser(policy=compat32).parsebytes(raw), False
    except RECOVERABLE:
        return BytesHeaderParser(policy=compat32).parsebytes(raw[:READ_OF_TOO_LARGE]), True


def _content(message: Message, raw: bytes) -> tuple[Content, bool]:
    try:
        return parts.content_of(message), False
    except RECOVERABLE:
        text = charsets.decoded(raw.partition(b"\n\n")[2] or raw.partition(b"\r\n\r\n")[2])
        return Content(text=text[: parts.LONGEST_TEXT]), True


def _known(headers: list[tuple[str, str]]) -> Mapping[str, str]:
    """Return the first of each header, by its name in small letters."""
    known: dict[str, str] = {}
    for name, value in headers:
        known.setdefault(name.lower(), value)
    return known


def _subject(raw: str) -> str:
    """Return what a mail is about, without "Re:" and its like in several languages."""
    text = charsets.header(raw[:LONGEST_HEADER])
    before = _ANSWERED.match(text)
    return text[before.end() if before else 0 :][:LONGEST_SUBJECT]


def _sender(raw: str) -> tuple[str, str]:
    """Return the address and the name of a From; of several the first.

    A name is no address, whatever it looks like: `"<rosa@home.example>" <x@evil.example>`.
    """
    raw = raw[:LONGEST_HEADER]
    text = _SAID.sub(_blanked, raw)
    if not _ADDRESS.search(text):
        raw = text = charsets.header(raw)
    inside = re.search(rf"<\s*({_ADDRESS.pattern})\s*>", text)
    found = inside or _ADDRESS.search(text)
    if found is None:
        return "", ""
    address = found[1] if inside else found[0]
    name = charsets.header(raw[: found.start()]).strip().strip("\"'<").strip() if inside else ""
    return _small(address), name[:100]


def _senders(raw: str) -> set[str]:
    """Return the addresses that a From names outside of names."""
    return {_small(each) for each in _ADDRESS.findall(_SAID.sub(_blanked, raw[:LONGEST_HEADER]))}


def _small(address: str) -> str:
    return address.lower().rstrip(".")


def _blanked(said: re.Match[str]) -> str:
    return " " * len(said[0])


def _source(envelope: Envelope, known: Mapping[str, str]) -> str | None:
    """Return the envelope's sender: as the server says, else as it wrote into the mail."""
    if envelope.null_sender:
        return ""
    returned = known.get("return-path")
    return None if returned is None else returned.strip().strip("<> ")


def _addressed(envelope: Envelope, known: Mapping[str, str]) -> tuple[str, ...]:
    if envelope.recipients:
        return tuple(each.lower() for each in envelope.recipients[:MOST_ADDRESSES])
    names = ("x-original-to", "delivered-to", "to", "cc")
    said = " ".join(charsets.header(known.get(name, "")[:LONGEST_HEADER]) for name in names)
    return tuple(dict.fromkeys(each.lower() for each in _ADDRESS.findall(said)))[:MOST_ADDRESSES]
