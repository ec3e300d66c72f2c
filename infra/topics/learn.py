"""
Learn from labelled messages what words are about, and write the two files of weights.

    python -m infra.topics.learn

It reads the seen messages, never the held-back ones. A linear classifier over fragments
(each topic against all others) is made; what says most of it is kept, as much as a phone may
load, rounded and packed, the same at every run. Needs scikit-learn: `make learn` brings it.
"""

import json
from math import log2
from typing import Any

import numpy as np
from scipy.sparse import diags
from sklearn.svm import LinearSVC

from chalicelib.cases.topics.guess import HANZI, LETTERS, STATIC
from chalicelib.kernel.fragments import HAN, fragments, normal, place

from ..danger.coding import packed
from ..danger.learn import matrix, vocabulary
from .corpus import DATA, Message, read

PLACES = 1 << 18
"""So many that two fragments of one file hardly ever share one."""

KEPT = 11_700
"""Weights of a file: as many as fit into 20 KB on the way to a phone."""

LEVELS = 7
"""Sizes of a weight."""


def learn(messages: list[Message]) -> dict[str, dict[str, Any]]:
    """Return the two files, by name, as they are written."""
    cut = [set(fragments(normal(each.text))) for each in messages]
    names = vocabulary(cut)
    x = matrix(cut, names)
    topics = sorted({each.topic for each in messages})
    weights = fitted(x, np.array([topics.index(each.topic) for each in messages]))
    said = weights * np.sqrt(np.asarray(x.sum(0)).ravel())
    han = np.array([bool(HAN.search(name)) for name in names])
    step = np.quantile(np.abs(kept(weights, said, han)), 0.97) / LEVELS
    return {
        file: _file(weights, said, which, names, topics, step)
        for file, which in ((LETTERS, ~han), (HANZI, han))
    }


def fitted(x: Any, y: Any) -> Any:
    """Return what each fragment (column) weighs for each topic (row)."""
    seldom = np.log((1 + x.shape[0]) / (1 + np.asarray((x > 0).sum(0)).ravel()))
    rare = x @ diags(seldom)
    long = np.sqrt(np.asarray(rare.multiply(rare).sum(1)).ravel())
    model = LinearSVC(C=1.0, random_state=7).fit(diags(1 / np.maximum(long, 1e-9)) @ rare, y)
    return model.coef_ * seldom


def kept(weights: Any, said: Any, which: Any) -> Any:
    """Return the weights of some fragments that say most."""
    least = np.sort(np.abs(said[:, which]).ravel())[-KEPT]
    return weights[:, which][np.abs(said[:, which]) >= least]


def _file(
    weights: Any, said: Any, which: Any, names: list[str], topics: list[str], step: float
) -> dict[str, Any]:
    least = np.sort(np.abs(said[:, which]).ravel())[-KEPT]
    found: dict[int, int] = {}
    for number in np.flatnonzero(which):
        at = place(names[number], PLACES) * len(topics)
        for topic in np.flatnonzero(np.abs(said[:, number]) >= least):
            weight = int(np.clip(np.rint(weights[topic, number] / step), -LEVELS, LEVELS))
            if weight:
                found[at + int(topic)] = weight
    gap = round(log2(0.69 * PLACES * len(topics) / len(found)))
    return {"topics": topics, "places": PLACES, "gap": gap, "weights": packed(found, gap)}


if __name__ == "__main__":
    for file, made in learn(read(DATA / "seen.tsv")).items():
        (STATIC / file).write_text(json.dumps(made, separators=(",", ":")), encoding="utf-8")
