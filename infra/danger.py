"""
How well dangers are recognised, on messages that the rules were not made from.

    python -m infra.danger                the held-back half, the ordinary messages, the seen half
    python -m infra.danger --misses       also prints what was missed of the held-back half
    python -m infra.danger --file F.tsv   the same for any file of this form

A file is tab-separated UTF-8 without quoting; its first line is id, lang, label, kind, text;
the label is `danger` or `everyday`. What is asked is the function that a submit asks.
"""

import argparse
from collections.abc import Callable, Iterable
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from chalicelib.domain.emergency import is_emergency

from .paths import ROOT
from .say import Refused, one_sentence

DATA = ROOT / "tests/data/danger"
COLUMNS = ["id", "lang", "label", "kind", "text"]
DANGER, EVERYDAY = "danger", "everyday"
Z = 1.96
"""Standard errors on either side of a 95 % interval."""


class Message(NamedTuple):
    """One labelled message of a corpus."""

    id: str
    lang: str
    label: str
    kind: str
    text: str

    @property
    def wrong(self) -> bool:
        """Say whether the rules see it otherwise than its label."""
        return bool(is_emergency(self.text)) != (self.label == DANGER)


class Unreadable(ValueError):
    """A corpus that is not of the form; the sentence names the line."""


def read(path: Path) -> list[Message]:
    """Return the messages of a corpus, or raise Unreadable naming the line."""
    # Not splitlines(): a message may hold what that takes for the end of a line.
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    lines = text.split("\n")
    if not lines or lines[0].split("\t") != COLUMNS:
        raise Unreadable(f"{path}: line 1: the columns are {', '.join(COLUMNS)}, tab-separated")
    return [_message(path, number, line) for number, line in enumerate(lines[1:], 2) if line]


def _message(path: Path, number: int, line: str) -> Message:
    parts = line.split("\t")
    if len(parts) != len(COLUMNS) or parts[2] not in (DANGER, EVERYDAY):
        raise Unreadable(
            f"{path}: line {number}: five columns, the third of them {DANGER} or {EVERYDAY}"
        )
    return Message(*parts)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson's, which holds for shares near 0 and 1)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (middle - half) / (1 + square / of), (middle + half) / (1 + square / of)


def _row(name: str, messages: Iterable[Message], label: str) -> str:
    of = [message for message in messages if message.label == label]
    alarms = sum(message.wrong != (label == DANGER) for message in of)
    if not of:
        return ""
    low, high = interval(alarms, len(of))
    return f"  {name:<24} {alarms:>4} of {len(of):<4} {alarms / len(of):.3f}  ({low:.3f} to {high:.3f})"


def _table(messages: list[Message], label: str, by: Callable[[Message], str]) -> list[str]:
    names = sorted({by(message) for message in messages if message.label == label})
    return [_row(name, (m for m in messages if by(m) == name), label) for name in names]


def report(messages: list[Message]) -> list[str]:
    """Return the lines that tell recall and false alarms by language, and by kind in each."""
    told = []
    for label, title in ((DANGER, "recall"), (EVERYDAY, "false alarms")):
        told += [title, *_table(messages, label, lambda m: m.lang)]
        told += _table(messages, label, lambda m: f"{m.lang} {m.kind}")
    return told


def closing(messages: list[Message]) -> str:
    """Return the last line: recall and false alarms over all."""
    return f"recall {_share(messages, DANGER):.2f}, false alarms {_share(messages, EVERYDAY):.2f}"


def _share(messages: list[Message], label: str) -> float:
    of = [message for message in messages if message.label == label]
    return sum(message.wrong != (label == DANGER) for message in of) / len(of) if of else 0.0


def _misses(messages: list[Message]) -> list[str]:
    return [f"  {m.id}\t{m.label}\t{m.kind}\t{m.text}" for m in messages if m.wrong]


def _told_of_ours(misses: bool) -> list[str]:
    held, seen = read(DATA / "held.tsv"), read(DATA / "seen.tsv")
    told = ["ordinary messages", *_table(read(DATA / "ordinary.tsv"), EVERYDAY, lambda m: m.lang)]
    told += ["seen half: missed", *_misses(seen), "seen half:", f"  {closing(seen)}"]
    told += ["held-back half", *report(held)]
    return [*told, *(_misses(held) if misses else []), closing(held)]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make danger", description="How dangers are recognised.")
    parser.add_argument("--file", type=Path, help="a corpus of your own")
    parser.add_argument("--misses", action="store_true", help="print held-back misses as well")
    asked = parser.parse_args(arguments)
    try:
        if asked.file:
            messages = read(asked.file)
            told = [*report(messages), "missed", *_misses(messages), closing(messages)]
        else:
            told = _told_of_ours(asked.misses)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Refused(str(error)) from None
    print("\n".join(line for line in told if line))


if __name__ == "__main__":
    with one_sentence():
        main()
