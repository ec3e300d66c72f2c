"""Words that people typed, made safe to store, list and send; never changed in meaning."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable

_KEPT_MARKS = {"\u200d"}
"""Zero-width joiner: without it, joined emoji and some scripts fall apart."""


def clean(text: str, *, lines: bool = False) -> str:
    """Return text without control and direction-changing characters, trimmed and in NFC.

    Bidirectional overrides would let one sentence show as another; control characters
    forge log lines and mail headers. Line ends are kept when `lines`.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = [_kept(character, lines=lines) for character in text]
    return "".join(kept).strip() if any(map(_is_seen, kept)) else ""


def shortened(text: str, most: int) -> str:
    """Return the first `most` characters on one line, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def fitted(text: str, most: int, *, size: Callable[[str], int] = len) -> str:
    """Return text of at most `most` by this measure, cut in the middle: its last line stays.

    The first words say what it is, the last line is the link to act on. A last line that
    does not fit by itself is cut, too.
    """
    if size(text) <= most:
        return text
    head, _, last = text.rpartition("\n")
    end = f"…\n{last}" if head and size(f"…\n{last}") <= most else "…"
    head = head if len(end) > 1 else text
    room = most - size(end)
    fits = bisect_right(range(len(head) + 1), room, key=lambda n: size(head[:n])) - 1
    return head[:fits].rstrip() + end


_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that look like nothing: fillers of Hangul, the empty Braille cell."""


def _is_seen(character: str) -> bool:
    """Say whether a reader sees this: no space, no mark by itself, nothing invisible."""
    if not character or character in _BLANK:
        return False
    return (
        unicodedata.category(character)[0] not in "ZC"
        and not unicodedata.combining(character)
        and unicodedata.category(character) not in ("Mn", "Me")
    )


def _kept(character: str, *, lines: bool) -> str:
    if character == "\n":
        return "\n" if lines else " "
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co"):
        return ""
    return "" if category == "Cf" and character not in _KEPT_MARKS else character
