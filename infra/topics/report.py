"""How often the first guess, and one of three, is what was meant; how often nothing is guessed."""

from collections.abc import Callable
from functools import cache

from chalicelib.cases.topics.guess import MOST, scores, suggested
from chalicelib.estate.topics import base

from ..danger.report import interval
from .corpus import Message

UNSAID = "other"
"""The label of words that do not say what they are about."""


@cache
def taken() -> frozenset[str]:
    """Return the topics that may be suggested."""
    return frozenset(base()) - {UNSAID}


def first(message: Message) -> bool:
    """Say whether what weighs most is what was meant."""
    return _ranked(message)[:1] == [message.topic]


def among(message: Message) -> bool:
    """Say whether what was meant is among the three that weigh most."""
    return message.topic in _ranked(message)[:MOST]


def used(message: Message) -> bool:
    """Say whether the words are clear enough for the server to take a topic."""
    return bool(suggested(message.text, taken()))


def report(messages: list[Message]) -> list[str]:
    """Return the lines that tell, by language and in all, how well topics are guessed."""
    told = []
    clear = [each for each in messages if each.topic != UNSAID]
    for title, holds in (("first guess", first), ("among three", among), ("taken", used)):
        told += [title, *_table(clear, holds, lambda each: each.lang)]
        told += _table(clear, holds, lambda _: "all")
    right = [each for each in clear if used(each)]
    told += ["right where taken", *_table(right, first, lambda each: each.lang)]
    unsaid = [each for each in messages if each.topic == UNSAID]
    return [*told, "taken though nothing is said", *_table(unsaid, used, lambda each: each.lang)]


def by_topic(messages: list[Message]) -> list[str]:
    """Return a line for each topic: how often the first guess is what was meant."""
    return _table(messages, first, lambda each: each.topic)


def share(messages: list[Message], holds: Callable[[Message], bool]) -> float:
    """Return how often something holds of messages that say what they are about."""
    clear = [each for each in messages if each.topic != UNSAID]
    return sum(map(holds, clear)) / len(clear)


def _ranked(message: Message) -> list[str]:
    return [topic for _, topic in scores(message.text) if topic in taken()]


def _table(
    messages: list[Message], holds: Callable[[Message], bool], by: Callable[[Message], str]
) -> list[str]:
    groups: dict[str, list[Message]] = {}
    for message in messages:
        groups.setdefault(by(message), []).append(message)
    return [_row(name, groups[name], holds) for name in sorted(groups)]


def _row(name: str, of: list[Message], holds: Callable[[Message], bool]) -> str:
    hits = sum(map(holds, of))
    low, high = interval(hits, len(of))
    return f"  {name:<24} {hits:>4} of {len(of):<4} {hits / len(of):.3f}  ({low:.3f} to {high:.3f})"
