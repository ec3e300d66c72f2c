"""
How alike two opinions are, and which of them one measure could answer.

Words are weighed by how rare they are among all that is compared (tf-idf) and compared by
the angle between them. Chinese is cut into pairs of characters, so that nothing needs a
dictionary. What comes out is a suggestion: a person decides.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

LIKE_HERE = 0.12
"""So alike must words be on the same topic in the same building: "lamp out" and "dark stairs"
share nothing, and are found only when somebody else says both."""
LIKE_ANYWHERE = 0.45
"""And on the same topic where one of them names no building; two buildings are two boilers."""
VAGUE_HERE = 0.3
"""And where the topic says nothing ("something else"), in the same building."""

VAGUE = frozenset({"other", "suggestion", "question", "compliment", "help", "agreement"})
"""Topics that say nothing of what it is about."""

FEWEST = 2
MOST_COMPARED = 600
"""Pairs grow with the square: 600 opinions are compared in about a second."""

_LATIN = r"[a-z]{2,}|[0-9]+[a-z]?"
_CHINESE = r"[\u3400-\u9fff\uf900-\ufaff]+"
_SMALL = frozenset(
    {
        "the", "an", "and", "or", "of", "to", "in", "on", "at", "is", "are", "was", "be", "been",
        "it", "its", "this", "that", "there", "here", "with", "for", "from", "we", "you", "they",
        "our", "your", "their", "my", "not", "no", "so", "very", "too", "again", "please",
        "would", "could", "should", "have", "has", "had", "do", "does", "did", "can", "will",
        "use", "comments",
    }
)  # fmt: skip
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s")

Vector = dict[str, float]


class Text(Struct, frozen=True):
    """What is compared."""

    id: str
    topic: str
    building: str
    words: str


def tokens(words: str) -> list[str]:
    """Return the words to compare: Latin ones without their endings, Chinese in pairs."""
    plain = unicodedata.normalize("NFKC", words).lower()
    found = [_stem(word) for word in re.findall(_LATIN, plain) if word not in _SMALL]
    for run in re.findall(_CHINESE, plain):
        found += [run[n : n + 2] for n in range(len(run) - 1)] or [run]
    return found


def vectors(sayings: Sequence[Text]) -> dict[str, Vector]:
    """Return each saying's words with their weights, of length one."""
    counted = {each.id: Counter(tokens(each.words)) for each in sayings}
    known = Counter(token for words in counted.values() for token in words)
    total = len(counted)
    return {id_: _unit(words, known, total) for id_, words in counted.items()}


def similarity(one: Vector, other: Vector) -> float:
    """Return how alike the words are, from 0 to 1."""
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(token, 0.0) for token, weight in small.items())


def groups(sayings: Iterable[Text]) -> list[list[str]]:
    """Return the ids that one measure could answer together, the largest group first.

    Each saying is put where it is most alike on average; so one that is a little like two
    groups does not make them one, as a chain of pairs would.
    """
    compared = list(sayings)[:MOST_COMPARED]
    weighed = vectors(compared)
    made: list[list[Text]] = []
    for saying in compared:
        best = max(made, key=lambda group: _together(saying, group, weighed), default=None)
        if best is not None and _together(saying, best, weighed) > 0:
            best.append(saying)
        else:
            made.append([saying])
    large = [[each.id for each in group] for group in made if len(group) >= FEWEST]
    return sorted(large, key=len, reverse=True)


def _together(saying: Text, group: Sequence[Text], weighed: Mapping[str, Vector]) -> float:
    """Return by how much a saying is above what its group asks for; below 0 it does not fit."""
    return sum(_above(saying, other, weighed) for other in group) / len(group)


def _above(one: Text, other: Text, weighed: Mapping[str, Vector]) -> float:
    alike = similarity(weighed[one.id], weighed[other.id])
    wordless = not weighed[one.id] or not weighed[other.id]
    here = one.building == other.building
    apart = bool(one.building and other.building) and not here
    if one.topic != other.topic or apart:
        return -1.0
    if one.topic in VAGUE:
        return alike - (VAGUE_HERE if here else LIKE_ANYWHERE)
    if here:
        # Two taps without words: the topic and the building are all that was said.
        return 0.01 if wordless else alike - LIKE_HERE
    return alike - LIKE_ANYWHERE


def _unit(words: Counter[str], known: Counter[str], total: int) -> Vector:
    weights = {
        token: count * (1.0 + math.log((1 + total) / (1 + known[token])))
        for token, count in words.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {token: weight / length for token, weight in weights.items()} if length else {}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
