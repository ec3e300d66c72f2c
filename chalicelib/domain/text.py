"""Words that people typed, made safe to store, list and send; never changed in meaning."""

import unicodedata

_KEPT_MARKS = {"\u200d"}
"""Zero-width joiner: without it, joined emoji and some scripts fall apart."""


def clean(text: str, *, lines: bool = False) -> str:
    """Return text without control and direction-changing characters, trimmed and in NFC.

    Bidirectional overrides would let one sentence show as another; control characters
    forge log lines and mail headers. Line ends are kept when `lines`.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = [_kept(character, lines=lines) for character in text]
    return "".join(kept).strip()


def shortened(text: str, most: int) -> str:
    """Return the first `most` characters on one line, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _kept(character: str, *, lines: bool) -> str:
    if character == "\n":
        return "\n" if lines else " "
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co"):
        return ""
    return "" if category == "Cf" and character not in _KEPT_MARKS else character
