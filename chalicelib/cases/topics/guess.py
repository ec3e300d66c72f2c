"""
What words are about, where nobody chose a topic.

Every fragment of the words (`kernel/fragments.py`) weighs for some topics and against others;
the sums rank them. The weights were learned from labelled messages by
`python -m infra.topics.learn`, one file for words in letters and one for Han. The page has the
same while somebody types (`static/topics.js`), packed smaller, so that what it suggests is what
the server takes. How well they hold, on messages that they were not learned from: `make topics`.

They are read when the first words come without a topic, and never for a form.
"""

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.kernel.fragments import HAN, fragments, normal, place

HERE = Path(__file__).parent
LETTERS, HANZI = "latin", "han"
LONGEST = 400
"""So much of the words is read: who writes more has said what it is about by then."""

LIMIT, LEAD = 6, 1
"""What the best topic must weigh, and by how much it must lead, to be taken for what is meant."""

MOST = 3
"""So many are suggested; one of them is meant nineteen times in twenty."""


class Weights(NamedTuple):
    """What one file holds."""

    topics: list[str]
    places: int
    where: "array[int]"
    """Place of a fragment times the number of topics, and the number of a topic: in order."""
    weights: "array[int]"
    """What it weighs for that topic."""


def suggested(words: str, taken: Collection[str]) -> list[str]:
    """Return what the words may be about, best first: at most three of the topics `taken`.

    None when the words say too little, or as much for one topic as for another.
    """
    ranked = [(score, topic) for score, topic in scores(words) if topic in taken]
    lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else LIMIT
    if not ranked or ranked[0][0] < LIMIT or lead < LEAD:
        return []
    return [topic for score, topic in ranked[:MOST] if score > 0]


def scores(words: str) -> list[tuple[int, str]]:
    """Return what the words weigh for each topic, the heaviest first."""
    text = normal(words)[:LONGEST]
    found = set(fragments(text))
    sums: dict[str, int] = {}
    for name in needed(text):
        _add(
            sums, {each for each in found if bool(HAN.match(each)) == (name == HANZI)}, _read(name)
        )
    return sorted(((score, topic) for topic, score in sums.items()), key=lambda s: (-s[0], s[1]))


def needed(text: str) -> list[str]:
    """Return the files that tell of a normal text: numbers alone need none."""
    parts = HAN.split(text)
    letters = any(part.strip(" 0?") for part in parts[::2])
    return [LETTERS] * letters + [HANZI] * (len(parts) > 1)


def _add(sums: dict[str, int], found: set[str], known: Weights) -> None:
    many = len(known.topics)
    for start in {place(each, known.places) * many for each in found}:
        at = bisect_left(known.where, start)
        while at < len(known.where) and known.where[at] < start + many:
            topic = known.topics[known.where[at] - start]
            sums[topic] = sums.get(topic, 0) + known.weights[at]
            at += 1


@cache
def _read(name: str) -> Weights:
    """Return the weights of `latin.bin` or `han.bin`: a line of JSON, and two rows of numbers."""
    head, _, rows = (HERE / f"{name}.bin").read_bytes().partition(b"\n")
    said = json.loads(head)
    where, weights = array("I"), array("b")
    where.frombytes(rows[: said["size"] * where.itemsize])
    weights.frombytes(rows[said["size"] * where.itemsize :])
    if sys.byteorder == "big":
        where.byteswap()
    return Weights(said["topics"], said["places"], where, weights)
