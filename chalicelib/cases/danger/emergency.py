"""
Whether words speak of danger, and of which: somebody must come within minutes.

Every fragment of a message (`kernel/fragments.py`) has a weight that was learned from labelled
messages: `emergency_model.py`, made by `python -m infra.danger.learn`. Their sum decides. What was
measured, and on which messages: `make danger`. The page asks the same while somebody types
(`static/danger.js`), with the same weights.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from chalicelib.kernel.fragments import fragments, normal, place, unpacked
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

ENDS = re.compile("[.!\u3002\uff01\uff61\uff0e\n]+")
"""What ends a sentence: not a comma, behind which a negation goes on, nor a question mark."""

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


def _windows(text: str) -> Iterator[set[int]]:
    length = PIECE if len(text) > LONG else LONG
    pieces = [
        {place(each, model.PLACES) for each in fragments(text[at : at + length])}
        for at in range(0, len(text), length)
    ]
    for at in range(max(0, len(pieces) - WINDOW) + 1):
        yield set().union(*pieces[at : at + WINDOW])


def _sum(places: Iterable[int], weights: Mapping[int, int]) -> int:
    return sum(weights[at] for at in places if at in weights)


@cache
def _weights() -> dict[int, int]:
    return unpacked(model.DANGER, model.GAP)


@cache
def _kinds() -> dict[str, dict[int, int]]:
    return {kind: unpacked(packed, model.GAP) for kind, packed in model.KINDS.items()}
