"""
An hour of staff polling, on virtual time, as DynamoDB Local bills it; `make bench` tells it.

Each member of staff polls their queue as often as the answers say, from a moment of their
own, while tasks come in and move. The naive way is metered beside it: reading the fifty
open tasks of a department each time.
"""

import heapq
import random

from msgspec import Struct, structs

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.poll import poll
from chalicelib.cases.tasks.polling import poll_after_s, situation_of
from chalicelib.estate.people import Staff
from tests.capacity.made import task
from tests.support.builders import MINUTE, MONDAY_TEN, World, member, move_in, staff
from tests.support.calls import Meter, metered

DEPARTMENTS = ("engineering", "security", "cleaning", "customer_service")
OPEN, FINISHED = 50, 150
"""In each queue when the hour begins; what is finished has left it: its stay is over."""
NAIVE = "qy.engineering"
"""A queue of fifty open tasks and nothing else."""
EVERY = 20
"""Nothing of that queue moves: one naive poll in twenty is made, and counts for all of them."""
LEAST_UNITS = 0.5
"""What AWS bills for a query that finds nothing; DynamoDB Local says 0."""


class Hour(Struct, kw_only=True):
    """What an hour of polling cost, and what it would have."""

    polls: int = 0
    unchanged: int = 0
    resyncs: int = 0
    units: float = 0
    resync_units: float = 0
    naive_units: float = 0
    told: int = 0
    last_told: int = 0


def lived(
    people: int, minutes: int, moves: int, seed: int = 1, *, overlap_is_news: bool = False
) -> Hour:
    """Let so many people poll for so many minutes while so many tasks move.

    With `overlap_is_news` they ask as often as they did before the overlap was no news.
    """
    chance = random.Random(seed)
    move_in()
    _fill()
    hour, cursors = Hour(), dict.fromkeys(range(people), "")
    crew = [_worker(n) for n in range(people)]
    turns = [(MONDAY_TEN + chance.randint(0, MINUTE), 0, n) for n in range(people)]
    turns += [(MONDAY_TEN + chance.randint(0, minutes * MINUTE), 1, n) for n in range(moves)]
    heapq.heapify(turns)
    while turns:
        now, kind, n = heapq.heappop(turns)
        if now > MONDAY_TEN + minutes * MINUTE:
            continue
        if kind == 1:
            _move(chance, n, now)
            continue
        cursors[n], wait = _polled(hour, crew[n], cursors[n], now)
        if overlap_is_news:
            wait = poll_after_s(situation_of(on_duty=True, rows=hour.last_told))
        heapq.heappush(turns, (now + int(wait * 1000 * chance.uniform(0.9, 1.1)), 0, n))
    return hour


def _polled(hour: Hour, person: Staff, cursor: str, now: int) -> tuple[str, int]:
    queue = f"hv.{person.memberships[0].departments[0]}"
    with metered() as meter:
        answer = poll(person, [queue], cursor, now=now)
    if hour.polls % EVERY == 0:
        with metered() as naive:
            tasks.changed_since(NAIVE, 0, limit=2 * OPEN)
        hour.naive_units += EVERY * _billed(naive)
    hour.polls += 1
    hour.unchanged += not answer.tasks
    hour.told += len(answer.tasks)
    hour.last_told = len(answer.tasks)
    hour.units += _billed(meter)
    if answer.resync:
        hour.resyncs += 1
        hour.resync_units += _billed(meter)
    return answer.cursor, answer.poll_after_s


def _billed(meter: Meter) -> float:
    return max(meter.read_units, LEAST_UNITS * len(meter.calls))


def _worker(n: int) -> Staff:
    return staff(member(f"worker{n}", "staff", DEPARTMENTS[n % len(DEPARTMENTS)]))


def _fill() -> None:
    for department in DEPARTMENTS:
        for n in range(OPEN):
            tasks.insert(task("hv", department, n))
        for n in range(OPEN, OPEN + FINISHED):
            done = task("hv", department, n, state=life.DONE)
            tasks.insert(structs.replace(done, in_queue=False))
    for n in range(OPEN):
        tasks.insert(task("qy", "engineering", n))


def _move(chance: random.Random, n: int, now: int) -> None:
    """Let somebody claim, or give back, one of the open tasks."""
    department = DEPARTMENTS[n % len(DEPARTMENTS)]
    held = tasks.get(task("hv", department, chance.randrange(OPEN)).id)
    assert held is not None
    by = member(held.holder or f"mover{n}", "staff", department)
    action = "release" if held.holder else "claim"
    World().act(held.id, action, held.version, by=by, now=now, n=f"{n}-{now}")
