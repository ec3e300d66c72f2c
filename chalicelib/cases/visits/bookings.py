"""
The hours of a person that visits have taken: of two residents who pick the same, one has them.

A person has one item that says which task has which hours. A pick takes its hours there, on
condition that nobody wrote the item since it was read, and then writes its task. An entry is a
claim and no visit: it counts while that very visit is agreed or goes on, or for as long as a
pick needs to come to that. So nothing has to be given back when a visit is moved or called off.
"""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct, field, structs

from chalicelib.cases.contractors.model import CONTRACTOR
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task, is_finished
from chalicelib.estate.communities import community_of
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import HOUR_MS, MINUTE_MS
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.items import ConditionFailed, Kind
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import with_due_at, write

Time = TypeVar("Time", bound=Sequence[int])
"""From and until when."""

PICKING_MS = MINUTE_MS
"""Longer than a pick takes to write its task; what died before that has nothing after this."""


class Booking(Struct, frozen=True):
    """The hours that one task has, or is about to have."""

    begin: int
    end: int
    at: int
    """When they were taken."""


class Bookings(Entity, frozen=True, kw_only=True):
    """What visits have of one person's time."""

    person: str
    company: str
    """Somebody may work in several of its communities, and has one day."""
    community: str
    """Where the first of them was."""
    visits: dict[str, Booking] = field(default_factory=dict)
    """By task and beginning: a move that fails must not lose the hours that stand."""


BOOKINGS = Kind(Bookings, lambda each: _key(each.company, each.person))


def take(task: Task, begin: int, end: int | None, *, now: int, at_any_rate: bool = False) -> bool:
    """Take hours of whoever has a task for its visit; say whether they were free.

    Who agrees on the telephone has them at any rate: they know their day. Twice is once.
    """
    if not _is_one_person(task):
        return True
    name, before = (f"{task.id}#{at}" for at in (begin, task.visit_at))
    mine = Booking(begin, end or begin + HOUR_MS, now)

    company = _company(task, now=now)

    def once() -> bool:
        found = BOOKINGS.get(*_key(company, task.holder))
        if found is None:
            fresh = Bookings(
                person=task.holder, company=company, community=task.community, visits={name: mine}
            )
            if not BOOKINGS.insert(with_due_at(fresh, now=now)):
                raise ConditionFailed
            return True
        if not at_any_rate and _is_taken(task, found, mine, now=now):
            return False
        left = {id_: each for id_, each in found.visits.items() if each.end > now}
        if stood := left.get(before):
            # No pick is on its way to it: it goes with the visit, at once.
            left[before] = structs.replace(stood, at=0)
        after = structs.replace(found, visits={**left, name: mine})
        write(found, with_due_at(after, now=now))
        return True

    return retry(once)


def free(task: Task, windows: Sequence[Time], *, now: int) -> list[Time]:
    """Return those of some times that no other visit of whoever has the task has."""
    kept = list(windows)
    if not kept or not _is_one_person(task):
        return kept
    found = BOOKINGS.get(*_key(_company(task, now=now), task.holder))
    if found is None:
        return kept
    return [
        each for each in kept if not _is_taken(task, found, Booking(each[0], each[1], now), now=now)
    ]


def clocks(bookings: Bookings, now: int) -> list[int | None]:
    """Return when the last visit is over."""
    return [max((each.end for each in bookings.visits.values()), default=now)]


def tick(bookings: Bookings, *, now: int, tools: Tools) -> bool:
    """Forget a person's hours once all of them are over; say whether they are."""
    if any(each.end > now for each in bookings.visits.values()):
        return False
    BOOKINGS.delete(bookings)
    return True


def _is_taken(task: Task, found: Bookings, wanted: Booking, *, now: int) -> bool:
    return any(
        each.begin < wanted.end
        and wanted.begin < each.end
        and _counts(id_, each, task.holder, now=now)
        for id_, each in ((_task_of(name), each) for name, each in found.visits.items())
        if id_ != task.id
    )


def _counts(task_id: str, booking: Booking, person: str, *, now: int) -> bool:
    if now < booking.at + PICKING_MS:
        return True
    task = tasks.get(task_id)
    if task is None or task.visit_off or is_finished(task):
        return False
    # On the way or at the door the task is on hold no longer, and the hours are not free.
    return (task.holder, task.visit_at) == (person, booking.begin)


def _task_of(name: str) -> str:
    return name.partition("#")[0]


def _is_one_person(task: Task) -> bool:
    """Say whether one person has the task: a contractor sends as many as it likes."""
    return bool(task.holder) and not task.holder.startswith(CONTRACTOR)


def _company(task: Task, *, now: int) -> str:
    return community_of(task.community, now=now).company


def _key(company: str, person: str) -> tuple[str, str]:
    return f"bookings-{company}", f"bookings#{person}"
