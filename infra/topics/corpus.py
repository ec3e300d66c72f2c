"""Messages labelled with their topic: how they are read, and where ours stand."""

from pathlib import Path
from typing import NamedTuple

from ..danger.corpus import Unreadable
from ..paths import ROOT

DATA = ROOT / "tests/data/topics"
COLUMNS = ["id", "lang", "topic", "text"]


class Message(NamedTuple):
    """One message and what it is about; "other" when it does not say."""

    id: str
    lang: str
    topic: str
    text: str


def read(path: Path) -> list[Message]:
    """Return the messages of a corpus, or raise Unreadable naming the line."""
    lines = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").split("\n")
    if lines[0].split("\t") != COLUMNS:
        raise Unreadable(f"{path}: line 1: the columns are {', '.join(COLUMNS)}, tab-separated")
    found = []
    for number, line in enumerate(lines[1:], 2):
        parts = line.split("\t")
        if line and len(parts) != len(COLUMNS):
            raise Unreadable(f"{path}: line {number}: four columns")
        if line:
            found.append(Message(*parts))
    return found
