"""One case: a journey, the number of the call that is spoiled, the way, and a seed."""

import random
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tests.support.builders import HOUR

from . import oracle, spoil
from .journeys import JOURNEYS, Journey
from .oracle import Outcome
from .spoil import Calls, Killed, watching
from .town import HORIZON, MINUTE, Event, Reply, Town, forget

RETRIES, GIVES_UP = "retries", "gives up"
OF_PEOPLE = ("call", "command")
"""What people send: they may try again, or not."""
SPEAK = ("ses.", "sns.")
TRIES = 4


class Prepared(Struct):
    """A journey ready to be spoiled: the moment before, its calls, and how it ends unspoiled."""

    journey: Journey
    event: Event
    kept: Any
    now: int
    calls: list[str]
    good: bool
    """Whether an unspoiled answer is a yes to somebody."""
    wanted: Outcome
    untouched: Outcome
    """How it ends without its event; of what people send alone, for they may give up."""


class Case(Struct, frozen=True, order=True):
    """What is spoiled, how, and what the sender of a call does then."""

    journey: str
    number: int
    way: str
    patience: str = RETRIES
    seed: int = 0


class Ran(Struct, frozen=True):
    """What came of a case."""

    case: Case
    call: str
    broken: list[str]
    repeats: int


def prepare(town: Town, journey: Journey, empty: Any, now: int) -> Prepared:
    """Walk a journey without trouble, and once without its event if people could give it up."""
    town.begin(empty, now)
    event = journey.given(town)
    kept, then = town.engine.keep(), town.now
    town.begin(kept, then)
    with watching(Calls()) as calls:
        reply = town.give(event)
    aftermath(town, event, reply, then, RETRIES, None)
    good = reply.good and event.kind in OF_PEOPLE
    wanted = oracle.outcome(town)
    broken = oracle.promises(town) + oracle.sent_too_early(calls.names)
    assert not broken, (journey.name, broken)
    untouched = wanted
    if event.kind in OF_PEOPLE:
        town.begin(kept, then)
        town.settle_down(until=then + HORIZON)
        untouched = oracle.outcome(town)
    if journey.refused:
        assert 400 <= reply.status < 500, (journey.name, reply.status)
        assert wanted == untouched, (journey.name, "was refused, and changed something")
    elif journey.changes and event.kind in OF_PEOPLE:
        assert wanted != untouched, (journey.name, "was answered, and changed nothing")
    return Prepared(journey, event, kept, then, calls.names, good, wanted, untouched)


def cases_of(prepared: Prepared, seed: int = 0) -> Iterator[Case]:
    """Return every case of a journey: call x way, and for people also giving up."""
    patience = [RETRIES, GIVES_UP] if prepared.event.kind in OF_PEOPLE else [RETRIES]
    for number in range(1, len(prepared.calls) + 1):
        for way in spoil.WAYS:
            for each in patience:
                yield Case(prepared.journey.name, number, way, each, seed)


def run(town: Town, prepared: Prepared, case: Case) -> Ran:
    """Spoil one call, do what AWS and people do, and look at what became of it."""
    town.begin(prepared.kept, prepared.now)
    with watching(Calls(case.number, case.way)) as calls:
        reply = given(town, prepared.event)
    forget()
    return ended(town, prepared, case, reply, calls.names)


def ended(town: Town, prepared: Prepared, case: Case, reply: Reply, names: list[str]) -> Ran:
    """Do after the trouble what AWS and people do, and hold the end against what was promised."""
    broken = oracle.at_once(town)
    chance = random.Random(f"{case}")
    last = aftermath(town, prepared.event, reply, prepared.now, case.patience, chance)
    told = last.good or last.status == prepared.journey.again
    if case.patience == RETRIES and prepared.good and not told:
        broken.append(f"was done, and its sender was told {last.status}")
    return _judged(town, prepared, case, names, broken)


def _judged(town: Town, prepared: Prepared, case: Case, names: list[str], broken: list[str]) -> Ran:
    found = oracle.outcome(town)
    near = names[max(0, case.number - 2) : case.number]
    repeatable = any(name.startswith(SPEAK) for name in near)
    differing = oracle.differences(prepared.wanted, found, repeatable=repeatable)
    if differing and case.patience == GIVES_UP:
        # Nobody was promised anything: then nothing happened, or all of it.
        nothing = oracle.differences(prepared.untouched, found, repeatable=False)
        differing = differing if nothing and not prepared.journey.partly else []
    call = names[case.number - 1] if len(names) >= case.number else "never reached"
    repeats = oracle.repeats(prepared.wanted, found) if repeatable else 0
    return Ran(case, call, broken + differing + oracle.promises(town), repeats)


def by_name(name: str) -> Journey:
    return next(journey for journey in JOURNEYS if journey.name == name)


def given(town: Town, event: Event) -> Reply:
    try:
        return town.give(event)
    except Killed:
        return Reply(good=False)
    except Exception:  # noqa: BLE001  whatever a function dies of, Lambda gives it again
        return Reply(good=False)


def aftermath(
    town: Town,
    event: Event,
    reply: Reply,
    began: int,
    patience: str,
    chance: random.Random | None,
) -> Reply:
    """Do what whoever sent the event does when it was not good, then all that AWS does."""
    tries = 1
    refused = 400 <= reply.status < 500
    while not reply.good and not refused and patience == RETRIES and tries < TRIES:
        town.now += MINUTE
        reply = given(town, event)
        refused = 400 <= reply.status < 500
        tries += 1
    town.settle_down(chance, until=began + HORIZON)
    if event.name == "reconcile":
        # It comes every hour, and goes on where the one before stopped.
        town.now = max(town.now, began + HOUR)
        given(town, event)
        town.settle_down(chance, until=town.now + HORIZON)
    return reply
