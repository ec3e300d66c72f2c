"""
The parts of a mail: its text, and its files. Parts are hostile until they are read.

At most 200 parts and 20 levels are looked at; what is beyond is named as left out.
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from msgspec import Struct, field

from chalicelib.cases.photos import kinds
from chalicelib.platform.recoverable import RECOVERABLE

from . import charsets, flowed, markup

MOST_PARTS, DEEPEST = 200, 20
LONGEST_TEXT = 100_000
"""Characters of one mail's text that are read."""
LONGEST_NAME = 80
LONGEST_CALENDAR = 64_000

FIRST = 256
"""Bytes of a file that say what it is."""
SMALL = 12_000
"""Bytes of a picture within HTML that is a logo of a signature, and no photo."""


class File(Struct, frozen=True):
    """A file that came with a mail."""

    name: str
    data: bytes
    inline: bool = False

    @property
    def is_photo(self) -> bool:
        """Say whether it is a picture by its first bytes, and none of a signature."""
        return kinds.is_picture(self.data[:FIRST]) and not (self.inline and len(self.data) < SMALL)


class Content(Struct):
    """What a mail holds."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    calendar: bytes = b""
    """The first calendar file: an answer to an invitation, it may be."""
    left: list[str] = field(default_factory=list)
    """What was not looked at, by name."""


def content_of(message: Message) -> Content:
    """Return the text and the files of a mail."""
    found = Content()
    budget = iter(range(MOST_PARTS))
    text, html = _read(message, found, budget, 0)
    found.text = (text if text.strip() else html)[:LONGEST_TEXT]
    return found


def _read(part: Message, found: Content, budget: Iterator[int], depth: int) -> tuple[str, str]:
    """Return a part's plain text, and its text as HTML has it; "" for what it has not."""
    kind = part.get_content_type()
    found.types.add(kind)
    if depth > DEEPEST or next(budget, None) is None:
        if not found.left or found.left[-1] != "…":
            found.left.append("…")
        return "", ""
    held: Any = part.get_payload()
    if isinstance(held, list):
        if kind == "message/rfc822" or part.get_content_maintype() == "message":
            return _handed_on(held, found, budget, depth)
        return _together(kind, [_read(each, found, budget, depth + 1) for each in held])
    return _leaf(part, kind, found)


def _together(kind: str, read: list[tuple[str, str]]) -> tuple[str, str]:
    if kind == "multipart/alternative":
        plain = next((text for text, _ in read if text.strip()), "")
        html = next((text for _, text in read if text.strip()), "")
        return plain or html, ""
    # Apple Mail cuts text around its pictures: what follows them is text as well.
    texts = [text if text.strip() else html for text, html in read]
    return "\n".join(text.rstrip("\n") for text in texts if text.strip()), ""


def _handed_on(
    held: list[Message], found: Content, budget: Iterator[int], depth: int
) -> tuple[str, str]:
    """Name a mail that is handed on as a file, and take its files; its words are another's."""
    inner = Content()
    for each in held:
        _read(each, inner, budget, depth + 1)
        found.left.append(charsets.header(str(_raw(each, "subject")))[:LONGEST_NAME] or "mail")
    found.files += inner.files
    found.types |= {kind for kind in inner.types if "status" in kind or "disposition" in kind}
    return "", ""


def _leaf(part: Message, kind: str, found: Content) -> tuple[str, str]:
    data = _bytes(part)
    name, disposition = name_of(part), str(_raw(part, "content-disposition")).strip().lower()
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        return _wrapped(data, found)
    is_text = kind in ("text/plain", "text/html") and not disposition.startswith("attachment")
    if not is_text or name:
        if kind == "text/calendar":
            found.calendar = found.calendar or data[:LONGEST_CALENDAR]
        elif data:
            inline = disposition.startswith("inline") or bool(_raw(part, "content-id"))
            found.files.append(File(name or kind, data, inline))
        return "", ""
    text = charsets.decoded(data[: LONGEST_TEXT * 4], _charset(part))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/html":
        return "", markup.text_of(text)
    wraps = str(part.get_param("format", "") or "").lower() == "flowed"
    spaces = str(part.get_param("delsp", "") or "").lower() == "yes"
    return (flowed.joined(text, without_space=spaces) if wraps else text), ""


def _bytes(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except RECOVERABLE:  # the standard library raises what it likes on what is damaged
        data = None
    return data if isinstance(data, bytes) else b""


def _wrapped(data: bytes, found: Content) -> tuple[str, str]:
    """Open what Outlook wraps for itself (winmail.dat); what cannot be opened is named."""
    from tnefparse import TNEF

    try:
        opened = TNEF(data)
        files = [
            File(charsets.valid(str(each.long_filename() or each.name or "file")), each.data)
            for each in opened.attachments[:MOST_PARTS]
            if isinstance(each.data, bytes) and each.data
        ]
        text = _tnef_text(opened)
    except RECOVERABLE:
        found.left.append("winmail.dat")
        return "", ""
    found.files += files
    return text


def _tnef_text(opened: object) -> tuple[str, str]:
    body, html = getattr(opened, "body", None), getattr(opened, "htmlbody", None)
    plain = charsets.decoded(body) if isinstance(body, bytes) else str(body or "")
    if isinstance(html, bytes):
        html = charsets.decoded(html)
    return plain.replace("\r\n", "\n"), markup.text_of(str(html or ""))


def name_of(part: Message) -> str:
    """Return the name of a file, however its program wrote it."""
    try:
        said = part.get_filename() or ""
    except RECOVERABLE:
        said = ""
    name = re.split(r"[/\\]", charsets.header(str(said)))[-1]
    return re.sub(r"[\x00-\x1f]", "", name)[-LONGEST_NAME:].strip()


def _charset(part: Message) -> str:
    try:
        said = part.get_param("charset", "")
    except RECOVERABLE:
        return ""
    return str(said[2] if isinstance(said, tuple) else said or "")


def _raw(part: Message, name: str) -> str:
    return next((str(value) for key, value in part.raw_items() if key.lower() == name), "")
