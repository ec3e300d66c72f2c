"""
What words are about, where nobody chose a topic.

Every fragment of the words (`kernel/fragments.py`) weighs for some topics and against others;
the sums rank them. The weights were learned from labelled messages by
`python -m infra.topics.learn`, one file for words in letters and one for Han. The page reads
the same files while somebody types (`static/topics.js`), so that what it suggests is what the
server takes. How well they hold, on messages that they were not learned from: `make topics`.

They are read when the first words come without a topic, and never for a form.
"""

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.kernel.fragments import HAN, fragments, normal, place, unpacked

STATIC = Path(__file__).parents[2] / "web/static"
LETTERS, HANZI = "topics-latin.json", "topics-han.json"
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
    by_place: dict[int, list[tuple[int, int]]]
    """Place to the number of a topic and what the fragment that stands there weighs for it."""


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
    for at in {place(each, known.places) for each in found}:
        for number, weight in known.by_place.get(at, ()):
            topic = known.topics[number]
            sums[topic] = sums.get(topic, 0) + weight


@cache
def _read(name: str) -> Weights:
    kept = json.loads((STATIC / name).read_bytes())
    topics: list[str] = kept["topics"]
    by_place: dict[int, list[tuple[int, int]]] = {}
    for at, weight in unpacked(kept["weights"], kept["gap"]).items():
        by_place.setdefault(at // len(topics), []).append((at % len(topics), weight))
    return Weights(topics, kept["places"], by_place)
