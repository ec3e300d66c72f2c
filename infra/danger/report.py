"""Recall and false alarms, by language and kind, with their intervals."""

from collections.abc import Callable, Iterable
from math import sqrt

from chalicelib.cases.danger.emergency import is_emergency

from .corpus import DANGER, EVERYDAY, Message

Z = 1.96
"""Standard errors on either side of a 95 % interval."""


def report(messages: list[Message]) -> list[str]:
    """Return the lines that tell recall and false alarms by language, then by kind in each."""
    told = []
    for label, title in ((DANGER, "recall"), (EVERYDAY, "false alarms")):
        told += [title, *_table(messages, label, lambda each: each.lang)]
        told += _table(messages, label, lambda each: f"{each.lang} {each.kind}")
    return told


def alarms(messages: list[Message]) -> list[str]:
    """Return the lines that tell how many everyday messages alarm, by language and in all."""
    return [
        *_table(messages, EVERYDAY, lambda each: each.lang),
        *_table(messages, EVERYDAY, lambda _: "all"),
    ]


def misses(messages: Iterable[Message]) -> list[str]:
    """Return a line for each message that is not seen as its label says."""
    return [
        f"  {each.id}\t{each.label}\t{each.kind}\t{each.text}"
        for each in messages
        if _alarms(each) != (each.label == DANGER)
    ]


def closing(messages: list[Message]) -> str:
    """Return the last line: recall and false alarms over all."""
    return f"recall {_share(messages, DANGER):.2f}, false alarms {_share(messages, EVERYDAY):.2f}"


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson's, which holds for shares near 0 and 1)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (middle - half) / (1 + square / of), (middle + half) / (1 + square / of)


def _alarms(message: Message) -> bool:
    return is_emergency(message.text) is not None


def _share(messages: list[Message], label: str) -> float:
    of = [message for message in messages if message.label == label]
    return sum(map(_alarms, of)) / len(of) if of else 0.0


def _table(messages: list[Message], label: str, by: Callable[[Message], str]) -> list[str]:
    groups: dict[str, list[Message]] = {}
    for message in messages:
        if message.label == label:
            groups.setdefault(by(message), []).append(message)
    return [_row(name, groups[name]) for name in sorted(groups)]


def _row(name: str, of: list[Message]) -> str:
    hits = sum(map(_alarms, of))
    low, high = interval(hits, len(of))
    return f"  {name:<24} {hits:>4} of {len(of):<4} {hits / len(of):.3f}  ({low:.3f} to {high:.3f})"
