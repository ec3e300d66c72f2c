"""
Learn the weights of danger from labelled messages, and write `emergency_model.py`.

    python -m infra.danger.learn

It reads the seen half and the lists in `lexicon/`, never the held-back half. A logistic
regression over fragments is made twice: over all of them, to find those that say most, and
over these alone. What is written is sorted, rounded and packed, the same at every run.
Needs scikit-learn: `make learn` brings it.
"""

import json
import random
from collections import defaultdict
from math import log2
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from chalicelib.kernel.fragments import fragments, normal, place

from ..paths import ROOT
from .coding import packed
from .corpus import DANGER, DATA, EVERYDAY, Message, phrases, read

MODEL = ROOT / "chalicelib/cases/danger/emergency_model.py"
PLACES = 1 << 20
"""So many that two fragments hardly ever share one."""

FRAGMENTS = 6800
"""As many as fit into what a page may carry (6 KB)."""

KIND_FRAGMENTS = 300
STRENGTH = 1.0
LEVELS = 7
"""Sizes of a weight."""

CRY = 7
"""Words of the longest cry."""

KINDS = ("fire", "gas", "trapped", "electric", "water", "structure", "medical", "crime")
SHARE = {"danger": 0.5, "everyday": 0.3, "ordinary": 0.5, "p": 3.4}
"""How much a phrase of a list counts beside a message."""

LIMIT = -0.2
"""The log odds past which words alarm: a missed danger costs more than a walk for nothing."""


def bags(lists: list[Message]) -> list[Message]:
    """Return everyday phrases put together at random: words that say nothing, however many."""
    chance = random.Random(7)
    found = []
    for lang in sorted({each.lang for each in lists}):
        texts = [each.text for each in lists if each.lang == lang]
        for _ in range(len(texts) * 3):
            some = chance.sample(texts, chance.choice((1, 2, 2, 3, 3, 4, 5)))
            text = ("" if lang == "zh" else " ").join(some)
            found.append(Message("ordinary", lang, EVERYDAY, "ordinary", text))
    return found


def lessons() -> list[Message]:
    """Return everything that is learned from."""
    return [
        *read(DATA / "seen.tsv"),
        *phrases("danger"),
        *phrases("everyday"),
        *bags(phrases("ordinary")),
    ]


def vocabulary(cut: list[set[str]]) -> list[str]:
    """Return the fragments that stand in two messages or more; of those that always stand
    together, the shortest."""
    where = defaultdict(list)
    for number, found in enumerate(cut):
        for fragment in found:
            where[fragment].append(number)
    best: dict[tuple[int, ...], str] = {}
    for fragment, numbers in where.items():
        key = tuple(numbers)
        if len(key) > 1 and (key not in best or _rank(fragment) < _rank(best[key])):
            best[key] = fragment
    return sorted(best.values())


def _rank(fragment: str) -> tuple[int, str]:
    return len(fragment), fragment


def matrix(cut: list[set[str]], names: list[str]) -> Any:
    """Return which message (row) has which fragment (column)."""
    index = {name: number for number, name in enumerate(names)}
    rows, columns = [], []
    for number, found in enumerate(cut):
        known = [index[each] for each in found if each in index]
        rows += [number] * len(known)
        columns += known
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(cut), len(names)))


def contrast(x: Any, y: Any, shares: Any) -> Any:
    """Return how much more often each fragment stands in a danger, as log odds: what a
    regression starts from (Wang and Manning 2012, "Baselines and bigrams")."""
    weighted = diags(shares) @ x
    often, seldom = (np.asarray(weighted[of].sum(0)).ravel() + 1 for of in (y, ~y))
    return np.log((often / shares[y].sum()) / (seldom / shares[~y].sum()))


def fitted(x: Any, y: Any, shares: Any, most: int) -> tuple[Any, Any, float]:
    """Return the columns that say most, their weights, and what is added to their sum."""
    scale = contrast(x, y, shares)
    first, _ = _regression(x @ diags(scale), y, shares)
    spread = np.sqrt(np.asarray(x.sum(0)).ravel())
    kept = np.sort(np.argsort(-np.abs(first * scale) * spread, kind="stable")[:most])
    second, bias = _regression(x[:, kept] @ diags(scale[kept]), y, shares)
    return kept, second * scale[kept], bias


def _regression(x: Any, y: Any, shares: Any) -> tuple[Any, float]:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300)
    model.fit(x, y, sample_weight=shares)
    return model.coef_[0], float(model.intercept_[0])


def rounded(weights: Any) -> tuple[Any, float]:
    """Return weights as whole numbers up to LEVELS, and what one of them stands for."""
    step = np.quantile(np.abs(weights), 0.99) / LEVELS
    return np.clip(np.rint(weights / step), -LEVELS, LEVELS).astype(int), step


def learn(messages: list[Message]) -> str:
    """Return the text of the module that holds the weights."""
    cut = [set(fragments(normal(each.text))) for each in messages]
    names = vocabulary(cut)
    x = matrix(cut, names)
    y = np.array([each.label == DANGER for each in messages])
    shares = np.array([SHARE.get(each.id.partition("-")[0], 1.0) for each in messages])
    kept, weights, bias = fitted(x, y, shares, FRAGMENTS)
    whole, step = rounded(weights)
    danger = {place(names[k], PLACES): int(w) for k, w in zip(kept, whole, strict=True) if w}
    gap = round(log2(0.69 * PLACES / len(danger)))
    limit = round((LIMIT - bias) / step)
    kinds = {kind: packed(_kind(x, y, shares, messages, names, kind), gap) for kind in KINDS}
    return _module(packed(danger, gap), kinds, gap, limit, cries(messages, danger, limit))


def cries(messages: list[Message], danger: dict[int, int], limit: int) -> dict[str, str]:
    """Return the plain messages of a word or two that have too few fragments to weigh enough."""
    found = {}
    for each in messages:
        text = normal(each.text)
        short = len(text.split(" ")) <= CRY and len(text) <= CRY * 8
        if each.id.startswith("p-") and each.label == DANGER and short:
            places = {place(fragment, PLACES) for fragment in fragments(text)}
            if sum(danger.get(at, 0) for at in places) <= limit:
                found[text] = each.kind
    return found


def _kind(
    x: Any, y: Any, shares: Any, messages: list[Message], names: list[str], kind: str
) -> dict[int, int]:
    of_danger = np.flatnonzero(y)
    is_kind = np.array([messages[number].kind == kind for number in of_danger])
    kept, weights, _ = fitted(x[of_danger], is_kind, shares[of_danger], KIND_FRAGMENTS)
    whole, _ = rounded(weights)
    return {place(names[k], PLACES): int(w) for k, w in zip(kept, whole, strict=True) if w}


def _module(danger: str, kinds: dict[str, str], gap: int, limit: int, cries: dict[str, str]) -> str:
    rows = "".join(f'    "{kind}": "{packed}",\n' for kind, packed in kinds.items())
    return (
        '"""The weights of danger, learned by `python -m infra.danger.learn`: not for reading."""\n'
        "\n# ruff: noqa: E501\n"
        f"\nPLACES = {PLACES}\nGAP = {gap}\nLIMIT = {limit}\n"
        f'DANGER = "{danger}"\n'
        f"KINDS = {{\n{rows}}}\n"
        f"CRIES = {json.dumps(cries, ensure_ascii=False)}\n"
    )


if __name__ == "__main__":
    MODEL.write_text(learn(lessons()), encoding="utf-8")
