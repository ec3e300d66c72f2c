"""Labelled messages: how they are read, and where ours stand."""

from pathlib import Path
from typing import NamedTuple

from ..paths import ROOT

DATA = ROOT / "tests/data/danger"
LEXICON = Path(__file__).parent / "lexicon"
COLUMNS = ["id", "lang", "label", "kind", "text"]
DANGER, EVERYDAY = "danger", "everyday"


class Message(NamedTuple):
    """One labelled message of a corpus."""

    id: str
    lang: str
    label: str
    kind: str
    text: str


class Unreadable(ValueError):
    """A corpus that is not of the form; the sentence names the line."""


def read(path: Path) -> list[Message]:
    """Return the messages of a corpus, or raise Unreadable naming the line."""
    # Not splitlines(): a message may hold what that takes for the end of a line.
    lines = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").split("\n")
    if lines[0].split("\t") != COLUMNS:
        raise Unreadable(f"{path}: line 1: the columns are {', '.join(COLUMNS)}, tab-separated")
    return [_message(path, number, line) for number, line in enumerate(lines[1:], 2) if line]


def phrases(name: str) -> list[Message]:
    """Return the phrases of a list in `lexicon/`, each as a message of its own."""
    found = []
    for line in (LEXICON / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        head, _, body = line.partition(": ")
        lang, _, kind = head.partition(" ")
        label = DANGER if kind else EVERYDAY
        found += [Message(name, lang, label, kind or name, text) for text in body.split("|")]
    return found


def _message(path: Path, number: int, line: str) -> Message:
    parts = line.split("\t")
    if len(parts) != len(COLUMNS) or parts[2] not in (DANGER, EVERYDAY):
        raise Unreadable(
            f"{path}: line {number}: five columns, the third of them {DANGER} or {EVERYDAY}"
        )
    return Message(*parts)
