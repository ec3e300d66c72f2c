"""
Learn from labelled messages what words are about, and write the weights: two files for the
server, which reads them at once, and the same two packed for a phone.

    python -m infra.topics.learn

It reads the seen messages, never the held-back ones. A linear classifier over fragments
(each topic against all others) is made; what says most of it is kept, as much as a phone may
load, rounded and packed, the same at every run. Needs scikit-learn: `make learn` brings it.
"""

import json
from array import array
from math import log2
from typing import Any

import numpy as np
from scipy.sparse import diags
from sklearn.svm import LinearSVC

from chalicelib.cases.topics.guess import HANZI, HERE, LETTERS
from chalicelib.kernel.fragments import HAN, fragments, normal, place

from ..danger.coding import packed
from ..danger.learn import matrix, vocabulary
from ..paths import ROOT
from .corpus import DATA, Message, read

STATIC = ROOT / "chalicelib/web/static"

PLACES = 1 << 18
"""So many that two fragments of one file hardly ever share one."""

KEPT = 11_700
"""Weights of a file: as many as fit into 20 KB on the way to a phone."""

LEVELS = 7
"""Sizes of a weight."""


def learn(messages: list[Message]) -> tuple[list[str], dict[str, dict[int, int]]]:
    """Return the topics, and by the name of its file place and topic to weight."""
    cut = [set(fragments(normal(each.text))) for each in messages]
    names = vocabulary(cut)
    x = matrix(cut, names)
    topics = sorted({each.topic for each in messages})
    weights = fitted(x, np.array([topics.index(each.topic) for each in messages]))
    said = weights * np.sqrt(np.asarray(x.sum(0)).ravel())
    han = np.array([bool(HAN.search(name)) for name in names])
    step = np.quantile(np.abs(kept(weights, said, han)), 0.97) / LEVELS
    return topics, {
        file: _chosen(weights, said, which, names, step)
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


def _chosen(weights: Any, said: Any, which: Any, names: list[str], step: float) -> dict[int, int]:
    least = np.sort(np.abs(said[:, which]).ravel())[-KEPT]
    found: dict[int, int] = {}
    for number in np.flatnonzero(which):
        at = place(names[number], PLACES) * len(weights)
        for topic in np.flatnonzero(np.abs(said[:, number]) >= least):
            weight = int(np.clip(np.rint(weights[topic, number] / step), -LEVELS, LEVELS))
            if weight:
                found[at + int(topic)] = weight
    return found


def for_server(topics: list[str], found: dict[int, int]) -> bytes:
    """Return a file as `cases/topics/guess.py` reads it."""
    head = json.dumps({"topics": topics, "places": PLACES, "size": len(found)}).encode()
    ordered = sorted(found.items())
    where = array("I", (at for at, _ in ordered))
    return head + b"\n" + where.tobytes() + array("b", (weight for _, weight in ordered)).tobytes()


def for_phone(topics: list[str], found: dict[int, int]) -> str:
    """Return a file as `static/topics.js` reads it."""
    gap = round(log2(0.69 * PLACES * len(topics) / len(found)))
    made = {"topics": topics, "places": PLACES, "gap": gap, "weights": packed(found, gap)}
    return json.dumps(made, separators=(",", ":"))


if __name__ == "__main__":
    topics, files = learn(read(DATA / "seen.tsv"))
    for file, found in files.items():
        (HERE / f"{file}.bin").write_bytes(for_server(topics, found))
        (STATIC / f"topics-{file}.json").write_text(for_phone(topics, found), encoding="utf-8")
