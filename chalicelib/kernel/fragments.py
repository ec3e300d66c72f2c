"""
Words as they are weighed, for whether they speak of danger and for what they are about.

A message is cut into fragments (words, pairs of words and stems; of Han letters each run of
one to three). A fragment stands at a place, and weights are packed as bits by place. The
page cuts and unpacks in the same way (`static/reading.js`).
"""

import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from zlib import crc32

BETWEEN = re.compile("[\\x00-/:->@\\[-`{-\xbf\u2000-\u206f\u3000-\u303f\u0964\u0965\ufe0f\ufeff]+")
"""What stands between words: all signs but the question mark, which says something."""

HAN = re.compile("([\u3400-\u9fff\U00020000-\U0003ffff]+)")
LONGEST_RUN = 3
STEMS = (4, 5, 6, 7)


def normal(words: str) -> str:
    """Return words as they are weighed: one width, small letters, one blank between them."""
    text = unicodedata.normalize("NFKC", words).lower().replace("?", " ? ")
    return re.sub("[0-9]+", "0", BETWEEN.sub(" ", text)).strip()


def fragments(text: str) -> Iterator[str]:
    """Yield the fragments of a normal text that have a weight, or could have one."""
    for number, part in enumerate(HAN.split(text)):
        yield from _of_han(part) if number % 2 else _of_words(part.split(" "))


def _of_han(run: str) -> Iterator[str]:
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST_RUN, len(run)) + 1):
            yield run[start:end]


def _of_words(parts: list[str]) -> Iterator[str]:
    before = ""
    for word in filter(None, parts):
        yield f" {word} "
        if before:
            yield f" {before} {word} "
        for stem in STEMS:
            if len(word) > stem:
                yield f" {word[:stem]}"
        before = word


def place(fragment: str, places: int) -> int:
    """Return where the weight of a fragment stands."""
    return crc32(fragment.encode()) % places


def unpacked(packed: str, gap: int) -> dict[int, int]:
    """Return place to weight from bits in base 64.

    For each weight: the way from the place before it, less one, as a Rice code with
    `gap` low bits; its sign; its size, less one, as a unary code.
    """
    raw = b64decode(packed)
    bits = f"{int.from_bytes(raw):0{len(raw) * 8}b}"
    weights, at, here = {}, 0, -1
    # The last byte is filled up with ones, in which no code ends.
    while (end := bits.find("0", at)) >= 0:
        sign = end + 1 + gap
        size = bits.find("0", sign + 1)
        here += ((end - at) << gap) + int(bits[end + 1 : sign], 2) + 1
        weights[here] = (size - sign) * (-1 if bits[sign] == "1" else 1)
        at = size + 1
    return weights
