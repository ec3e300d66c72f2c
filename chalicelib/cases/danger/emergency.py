"""
Whether words speak of danger, and of which: somebody must come within minutes.

A message is cut into fragments (words, pairs of words and stems; of Han letters each run of
one to three), and every fragment has a weight that was learned from labelled messages:
`emergency_model.py`, made by `python -m infra.danger.learn`. Their sum decides. What was
measured, and on which messages: `make danger`. The page asks the same while somebody types
(`static/resident.js`), with the same weights.
"""

import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from zlib import crc32

from chalicelib.kernel.words import N_

from . import emergency_model as model

NAMES = {
    "fire": N_("fire or smoke"),
    "gas": N_("gas"),
    "trapped": N_("trapped in the lift"),
    "electric": N_("electric shock"),
    "water": N_("flooding"),
    "structure": N_("falling objects or collapse"),
    "medical": N_("someone hurt or ill"),
    "crime": N_("crime or violence"),
    "danger": N_("emergency"),
    # As the releases before 2026-12 stored them.
    "shock": N_("electric shock"),
    "flooding": N_("flooding"),
}
"""Emergency to what it is called, where the page says it can wait for nothing."""

KINDS = tuple(model.KINDS)

HELP = (
    "help", "help me", "sos", "mayday", "救命", "救命啊", "救命呀", "救我", "快来人", "快來人",
    "saklolo", "tulong", "tolong", "tolong saya", "बचाओ", "मदद करो", "bachao",
)  # fmt: skip
"""What people cry who can write no more: a danger when it is all that they write."""

BETWEEN = re.compile("[\\x00-/:->@\\[-`{-\xbf\u2000-\u206f\u3000-\u303f\u0964\u0965\ufe0f\ufeff]+")
"""What stands between words: all signs but the question mark, which says something."""

ENDS = re.compile("[.!\u3002\uff01\uff61\uff0e\n]+")
"""What ends a sentence: not a comma, behind which a negation goes on, nor a question mark."""

HAN = re.compile("([\u3400-\u9fff\U00020000-\U0003ffff]+)")
LONGEST_RUN = 3
STEMS = (4, 5, 6, 7)

LONG, PIECE, WINDOW = 400, 100, 3
"""What is longer than LONG characters is read three pieces of 100 at a time: the politeness
of a long letter would hide the danger in its middle."""


def is_emergency(words: str) -> str | None:
    """Return which emergency the words speak of (a key of NAMES), or None.

    Width, case and composed letters do not matter; any of our languages may be mixed. Of several
    sentences each is read by itself as well: an everyday one beside it would hide a danger.
    """
    if normal(words) in HELP:
        return "danger"
    sentences = [each for each in ENDS.split(words) if each.strip()]
    readings = [words, *sentences] if len(sentences) > 1 else [words]
    return next(filter(None, map(_heard, readings)), None)


def _heard(words: str) -> str | None:
    text = normal(words)
    if text in model.CRIES:
        return model.CRIES[text]
    for places in _windows(text):
        if _sum(places, _weights()) > model.LIMIT:
            return max(KINDS, key=lambda kind: _sum(places, _kinds()[kind]))
    return None


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


def place(fragment: str, places: int = model.PLACES) -> int:
    """Return where the weight of a fragment stands."""
    return crc32(fragment.encode()) % places


def _windows(text: str) -> Iterator[set[int]]:
    length = PIECE if len(text) > LONG else LONG
    pieces = [
        {place(each) for each in fragments(text[at : at + length])}
        for at in range(0, len(text), length)
    ]
    for at in range(max(0, len(pieces) - WINDOW) + 1):
        yield set().union(*pieces[at : at + WINDOW])


def _sum(places: Iterable[int], weights: Mapping[int, int]) -> int:
    return sum(weights[at] for at in places if at in weights)


@cache
def _weights() -> dict[int, int]:
    return unpacked(model.DANGER)


@cache
def _kinds() -> dict[str, dict[int, int]]:
    return {kind: unpacked(packed) for kind, packed in model.KINDS.items()}


def unpacked(packed: str) -> dict[int, int]:
    """Return place to weight from bits in base 64.

    For each weight: the way from the place before it, less one, as a Rice code with
    `model.GAP` low bits; its sign; its size, less one, as a unary code.
    """
    raw = b64decode(packed)
    bits = f"{int.from_bytes(raw):0{len(raw) * 8}b}"
    weights, at, here = {}, 0, -1
    # The last byte is filled up with ones, in which no code ends.
    while (end := bits.find("0", at)) >= 0:
        sign = end + 1 + model.GAP
        size = bits.find("0", sign + 1)
        here += ((end - at) << model.GAP) + int(bits[end + 1 : sign], 2) + 1
        weights[here] = (size - sign) * (-1 if bits[sign] == "1" else 1)
        at = size + 1
    return weights
