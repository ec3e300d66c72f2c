"""What is measured of each side, and what is said of it: medians, spread, ratios, goals."""

import statistics
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct


class Cost(Struct, frozen=True):
    """What one thing took: CPU seconds, and how many of them are the database's."""

    cpu: float
    database: float = 0.0


class Goal(Struct, frozen=True):
    """What the peer takes of CPU beside what we take, at least."""

    title: str
    times: float | None = None


GOALS: Mapping[str, Goal] = {
    "poll": Goal("unchanged queue poll", 200),
    "form": Goal("form", 6),
    "submit": Goal("submit", 5),
    "escalation": Goal("escalation of 100 due", 4),
    "rest": Goal("REST list, first page"),
}
CALLS_GOAL = 4.0
FLAT = 1.25
"""What stays within this much from a thousand open to ten thousand is flat: these are shared
cores, and a median of what is truly flat moves by a fifth."""

Turns = Sequence[tuple[Cost, Cost]]
"""The peer and Steward, turn by turn, at one size."""


class Ratio(Struct, frozen=True):
    """How many times as much the peer takes: the median of the turns, the least and the most."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.1f} ({self.low:.1f} to {self.high:.1f})"


def ratio_of(turns: Turns) -> Ratio:
    """Return how many times as much the peer took, by turns that lie beside each other."""
    ratios = [theirs.cpu / ours.cpu for theirs, ours in turns]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def verdict(reached: float, goal: float | None) -> str:
    """Say what was wanted, and whether it was reached."""
    if goal is None:
        return "no goal"
    return f"goal {goal:.0f}, {'reached' if reached >= goal else 'NOT REACHED'}"


def told(name: str, turns: Mapping[int, Turns]) -> Iterator[str]:
    """Yield a line for each number of open tasks, and one that says what grows with it."""
    goal = GOALS[name]
    for number, each in turns.items():
        theirs, data, ours = _medians(each)
        ratio = ratio_of(each)
        yield (
            f"  {goal.title:<24} {number:>7,} {theirs:>9.1f} {data:>9.1f} {ours:>9.2f}"
            f"   {ratio!s:<24} {verdict(ratio.middle, goal.times)}"
        )
    few, many = _medians(turns[min(turns)]), _medians(turns[max(turns)])
    grown = many[2] / few[2]
    word = "flat" if grown <= FLAT else "NOT FLAT"
    yield f"  {'':<24} {'':>7} x {many[0] / few[0]:>7.1f} {'':>9} x {grown:>7.2f}   {word}"


def told_calls(theirs: Mapping[int, int], ours: Mapping[int, int]) -> Iterator[str]:
    """Yield what the escalation asked of the database, for each number of open tasks."""
    for number in theirs:
        ratio = theirs[number] / ours[number]
        yield (
            f"  {'  its calls':<24} {number:>7,} {theirs[number]:>9,} {'':>9} {ours[number]:>9,}"
            f"   {ratio:<24.1f} {verdict(ratio, CALLS_GOAL)}"
        )


def _medians(turns: Turns) -> tuple[float, float, float]:
    """Return the milliseconds of the peer, of its database alone, and of Steward."""
    return (
        statistics.median(theirs.cpu for theirs, _ in turns) * 1000,
        statistics.median(theirs.database for theirs, _ in turns) * 1000,
        statistics.median(ours.cpu for _, ours in turns) * 1000,
    )
