"""The moments before what happens to a visit: offered, picked, moved, called off, reminded of."""

from typing import Any

from chalicelib.cases.tasks.model import Task
from tests.support.builders import at

from .events import Event
from .moments import acted, at_clock_of, confirmed
from .town import Town, only_task

HOUR = 3_600_000
DAY = 24 * HOUR
FIRST, SECOND = 2 * DAY, 3 * DAY
"""From the Monday morning at which a town begins: the same hour on Wednesday and on Thursday."""

WEDNESDAY = at("2026-03-04 10:00")


def windows(town: Town) -> list[list[int]]:
    return [[town.now + begin, town.now + begin + HOUR] for begin in (FIRST, SECOND)]


def offering(town: Town) -> Event:
    """Return the offer of two times to a resident who is told by mail."""
    return town.staff(acted(town, confirmed(town), "claim"), "offer_times", windows=windows(town))


def offered(town: Town) -> Task:
    town.do(offering(town))
    return _now(town)


def agreed(town: Town) -> Task:
    town.do(picking(town))
    return _now(town)


def picking(town: Town, which: int = 0) -> Event:
    return picked(town, offered(town), which)


def picked(town: Town, task: Task, which: int) -> Event:
    """Return the tap on one of the times on offer."""
    said = {"window": str(task.windows[which][0]), "seen": str(task.visit_changes)}
    return town.page(task.request, "pick", f"pick-{which}", task=task.id, **said)


def moving(town: Town) -> Event:
    return picked(town, agreed(town), 1)


def calling_off(town: Town) -> Event:
    task = agreed(town)
    return town.page(task.request, "call_off", task=task.id)


def asking(town: Town) -> Event:
    task = acted(town, confirmed(town), "claim")
    return town.page(task.request, "ask_times", task=task.id)


def by_staff(action: str, **more: Any) -> Any:
    """Return what staff do to a task whose visit is agreed."""
    return lambda town: town.staff(agreed(town), action, **more)


def reminding(town: Town) -> Event:
    agreed(town)
    return at_clock_of(town, "task#")


def hours_go(town: Town) -> Event:
    """Return the sweep after the last visit of a person."""
    agreed(town)
    return at_clock_of(town, "bookings#")


def _now(town: Town) -> Task:
    [request] = {row["request"] for row in town.engine.rows() if row["sk"].startswith("task#")}
    return only_task(request)
