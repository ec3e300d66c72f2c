"""
Characters as mail programs really send them, which the labels say only roughly.

Programs call GBK "gb2312", Big5 with Hong Kong's characters "big5", CP932 "iso-2022-jp" or
"shift_jis", and UTF-8 nothing at all. The standard library believes each label; the table of
the WHATWG (`webencodings`) knows what is meant.
"""

import base64
import binascii
import codecs
import quopri
import re

import webencodings

UNSAID = frozenset(
    {"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "unknown", "default", "binary", "none"}
)
"""Labels that say nothing: bytes above 127 under them are UTF-8, or else Chinese."""

OURS = {
    # GB18030 holds all of GB2312 and GBK, under each of their names.
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "gb18030": "gb18030", "ms936": "gb18030", "gb_2312-80": "gb18030", "euc-cn": "gb18030",
    "hz-gb-2312": "hz", "hz": "hz",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs",
    "cn-big5": "big5hkscs", "big5hkscs": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-1": "iso2022_jp_ext",
    "iso-2022-jp-2": "iso2022_jp_2", "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext", "iso-2022-kr": "iso2022_kr",
    "utf-7": "utf-7", "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip
"""What browsers do not read, or read with fewer characters than people use."""

_WORD = re.compile(
    r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^?]{0,4000})\?="
)
_BETWEEN = re.compile(r"(\?=)\s+(=\?[A-Za-z0-9_.:+*-]{1,60}\?[BbQq]\?)")


def decoded(data: bytes, label: str = "") -> str:
    """Return text from its bytes, as whoever wrote it saw it; never raises."""
    label = label.strip().strip("\"'").lower()
    text = _by_label(data, label) if label not in UNSAID else None
    return valid(_guessed(data) if text is None else text)


def valid(text: str) -> str:
    """Return text without half characters: JSON and DynamoDB refuse them."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\x00", "")


def header(raw: str) -> str:
    """Return a header's value as it was meant; `raw` is as the standard parser keeps it.

    Words that follow each other in one charset are one text: programs cut them by bytes, also
    inside a character.
    """
    text = _guessed(raw.encode("utf-8", "surrogateescape")) if not raw.isascii() else raw
    text = _BETWEEN.sub(r"\1\2", re.sub(r"\r?\n[ \t]*", " ", text))
    made, end, held, label = "", 0, b"", ""
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        if between or found[1].lower() != label:
            made += decoded(held, label) + between
            held = b""
        label, end = found[1].lower(), found.end()
        held += _bytes(found[3], found[2])
    return valid(made + decoded(held, label) + text[end:]).strip()


def _bytes(said: str, how: str) -> bytes:
    plain = said.encode("ascii", "ignore")
    if how in "Qq":
        return quopri.decodestring(plain.replace(b" ", b"_"), header=True)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", plain)
    try:
        return base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + b"==")
    except binascii.Error:
        return b""


def _by_label(data: bytes, label: str) -> str | None:
    """Return text by its label; None where the label cannot be what it is."""
    if label in ("utf-8", "utf8"):
        return _strict(data, "utf-8-sig")
    if (name := OURS.get(label)) is not None:
        return _strict(data, name) or data.decode(name, "replace")
    known = webencodings.lookup(label)
    return None if known is None else str(webencodings.decode(data, known, "replace")[0])


def _guessed(data: bytes) -> str:
    """Return text of which nobody says how it is written: UTF-8 if it can be, else Chinese."""
    for name in ("utf-8-sig", "gb18030"):
        if (text := _strict(data, name)) is not None:
            return text
    return data.decode("utf-8", "replace")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return codecs.decode(data, name)
    except ValueError:
        return None
