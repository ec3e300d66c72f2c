"""
What another program was told, try by try, and the judge of it.

It states the promise once more and reads no rule of Steward: what happened stands in the
histories of requests and tasks, and each of it reaches the address, under one webhook-id, and
again only after a try that failed or whose worker was killed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from .engine import Row

UNDER_WAY, TIMED_OUT, KILLED, REFUSED = "under way", "timeout", "kill", "no 2xx"

Event = tuple[str, str, str]
"""A type, the request, and the task where it is about one."""


class Try(Struct):
    """One call of the address, as the worker that called saw it."""

    id: str
    event: Event
    taken: bool = False
    """The address took it, whether or not the worker heard of that."""
    why: str = UNDER_WAY
    """Why another try may follow; "" when the worker got its 2xx."""
    beside: bool = False
    """It began while the one before was under way."""


class Books(Struct):
    """The tries of each webhook-id, in order."""

    tries: dict[str, list[Try]] = field(default_factory=dict)

    def note(self, id: str, said: dict[str, Any]) -> Try:
        told = said["data"]
        event = (said["type"], told["request"], told.get("task", ""))
        before = self.tries.setdefault(id, [])
        made = Try(id=id, event=event, beside=any(each.why == UNDER_WAY for each in before))
        before.append(made)
        return made

    def repeats(self) -> Counter[str]:
        """Return how often a message came once more, by what came before it."""
        return Counter(each.why for tries in self.tries.values() for each in tries[:-1])


class Verdict(Struct):
    """What was lost, doubled or made up."""

    lost: list[Event]
    doubled: list[Event]
    """Told once more although the try before went well, or was under way."""
    too_many: list[Event]
    """Under more ids than it happened."""

    def broken(self) -> list[str]:
        named = {"lost": self.lost, "doubled": self.doubled, "too many": self.too_many}
        return [f"{name}: {event}" for name, events in named.items() for event in events]


def judge(books: Books, rows: Iterable[Row], types: Iterable[str]) -> Verdict:
    """Hold the books against what stands in the tables."""
    wanted = Counter(event for event in happened(rows) if event[0] in types)
    taken: Counter[Event] = Counter()
    doubled = []
    for tries in books.tries.values():
        taken[tries[0].event] += any(each.taken for each in tries)
        doubled += [each.event for each in tries[:-1] if not each.why]
        doubled += [each.event for each in tries if each.beside]
    return Verdict(
        lost=list((wanted - taken).elements()),
        doubled=doubled,
        too_many=list((taken - wanted).elements()),
    )


def happened(rows: Iterable[Row]) -> Iterator[Event]:
    """Return what programs are to be told of, from the histories."""
    for row in rows:
        steps = [step for _, step in sorted(row.get("steps", {}).items(), key=_order)]
        if row["sk"].startswith("request"):
            yield from ((type_, row["pk"], "") for step in steps for type_ in _of_request(step))
        elif row["sk"].startswith("task"):
            task = (row["request"], row["id"])
            yield from ((type_, *task) for step in steps for type_ in _of_task(step))


def _of_request(step: dict[str, str]) -> Iterator[str]:
    action, before, after = _said(step)
    if action == "submit":
        yield "request.received"
    if action == "route":
        yield "request.routed"
    if action == "reopen":
        yield "request.reopened"
    if action in ("confirm", "reopen") and step["by"] == "resident":
        yield "feedback.given"
    for state in ("resolved", "closed"):
        if after == state and before != state:
            yield f"request.{state}"


def _of_task(step: dict[str, str]) -> Iterator[str]:
    action, before, after = _said(step)
    if after in ("claimed", "working") and before != after:
        yield "request.in_progress"
    if action == "ask":
        yield "request.waiting"
    if action == "nudge" and step.get("why") in ("breach", "overdue"):
        yield "task.late"


def _said(step: dict[str, str]) -> tuple[str, str, str]:
    return step["action"], step.get("before", ""), step.get("after", "")


def _order(pair: tuple[str, Any]) -> tuple[int, ...]:
    return tuple(int(part) for part in pair[0].split("."))
