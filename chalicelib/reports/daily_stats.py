"""
Tallies: the counts of one community and one local day, which nobody counts again.

What happened is read off the steps, which stay as they are: the same day counted twice
gives the same tally, also after a person was erased. A count is a name with its number,
as in "outcome.confirmed" or "line.engineering.leak.late"; minutes are working minutes in
which the clock ran, so that waiting for the resident is nobody's delay.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from statistics import median_low
from typing import Any

from msgspec import Struct, field

from chalicelib.cases.requests.model import (
    CLOSED,
    CONFIRMED,
    ERASED,
    REFUSED,
    UNCONFIRMED,
    WITHDRAWN,
    Request,
)
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.history import Step, in_order
from chalicelib.kernel.ids import parse_task_id
from chalicelib.kernel.targets import Hold, calendar_of, worked
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.worktime import Calendar, local_day

OUTCOMES = {
    "confirm": CONFIRMED,
    "silence": UNCONFIRMED,
    "decline": REFUSED,
    "withdraw": WITHDRAWN,
    "erase": ERASED,
}
"""The step that closed a request to how it ended; another one ends as it is called."""

ENDS = {
    tasks_life.DONE: "done",
    tasks_life.DECLINED: "declined",
    tasks_life.HANDED_OVER: "handed_over",
    tasks_life.CANCELLED: "cancelled",
}
NUMBERS = ("begun", "reopened", *ENDS.values(), "on_time", "late")
"""What is counted of the tasks of one department and topic; `reopened` of those begun."""

ANSWERED = ("accepted", "accepted_on_time")
"""What was accepted, and how much of it by its deadline; days counted before have neither."""

OVER = (CLOSED, ERASED)
ANSWERS = ("confirm", "reopen")
"""The steps with which a resident may give stars."""


AGES = {"day": 1, "week": 7, "month": 30, "older": 10_000}
"""How old what is open is: up to so many days, and no younger than the one before."""
OF_BUILDINGS = ("begun", "reopened", "done", "on_time")


class Sheet(Struct, kw_only=True):
    """Counts of one day as they come together; sheets of parts of the table add up."""

    counts: dict[str, int] = field(default_factory=dict)
    minutes: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    def took(self, name: str, minutes: int) -> None:
        self.minutes.setdefault(name, []).append(minutes)

    def merge(self, other: "Sheet") -> None:
        for name, number in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + number
        for name, minutes in other.minutes.items():
            self.minutes.setdefault(name, []).extend(minutes)


class Tally(Struct, frozen=True, kw_only=True):
    """One community and one local day, as it is stored and shown."""

    community: str
    date: str
    accepted: int = 0
    reopened: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    priorities: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    """Of dangers recognised in words alone: `right` were worked on to the end as what they
    were, `wrong` are those of which staff said that they are none."""
    lines: list[dict[str, Any]] = field(default_factory=list)
    """One for each department and topic: NUMBERS, and accept_minutes and done_minutes, medians."""
    ratings: list[dict[str, Any]] = field(default_factory=list)
    """One for each topic and the departments that worked on it: `rated`, and their `stars` in all.

    Nobody is shown them as they are: a score needs five (reports/trends.py)."""
    buildings: list[dict[str, Any]] = field(default_factory=list)
    """One for each department and building: OF_BUILDINGS. Days counted before have none."""
    backlog: list[dict[str, Any]] = field(default_factory=list)
    """What was open at the end of the day, one for each department: by age, a number for each of
    AGES. Days counted before have none."""


def count_request(request: Request, calendar: Calendar, days: dict[str, Sheet]) -> None:
    """Put what happened to a request on the sheets of the days on which it happened."""
    sheet = days.get(local_day(calendar.zone, request.created_at))
    if sheet is not None:
        for name in _accepted(request):
            sheet.add(name)
    for step in request.steps.values():
        sheet = days.get(local_day(calendar.zone, step.at))
        name = _moved(step)
        if sheet is not None and name:
            sheet.add(name)
    for at, name in _alarms(request):
        sheet = days.get(local_day(calendar.zone, at))
        if sheet is not None:
            sheet.add(name)
    if request.rating is not None:
        _rated(request, request.rating, calendar, days)


def count_task(task: Task, calendar: Calendar, days: dict[str, Sheet]) -> None:
    """Put what happened to a task on the sheets of the days on which it happened."""
    line = f"line.{task.department}.{task.topic}"
    place = f"building.{task.department}.{task.building}"
    _left_open(task, calendar, days)
    sheet = days.get(local_day(calendar.zone, task.created_at))
    if sheet is not None:
        for name in (line, place) if task.building else (line,):
            sheet.add(f"{name}.begun")
            if task.round > 1:
                sheet.add(f"{name}.reopened")
    if task.accepted_at is not None:
        sheet = days.get(local_day(calendar.zone, task.accepted_at))
        if sheet is not None:
            minutes = _minutes(task, calendar, task.accepted_at)
            sheet.took(f"{line}.accept", minutes)
            sheet.add(f"{line}.accepted")
            sheet.add(f"{line}.accepted_on_time", int(minutes <= task.accept))
    if task.finished_at is not None and task.state in ENDS:
        sheet = days.get(local_day(calendar.zone, task.finished_at))
        if sheet is not None:
            _finished(task, sheet, line, _minutes(task, calendar, task.finished_at))


def tally(community: str, date: str, sheet: Sheet) -> Tally:
    """Return the tally of a day's whole sheet."""
    counts = sheet.counts
    return Tally(
        community=community,
        date=date,
        accepted=counts.get("accepted", 0),
        reopened=counts.get("reopened", 0),
        outcomes=_named(counts, "outcome"),
        channels=_named(counts, "channel"),
        kinds=_named(counts, "kind"),
        priorities=_named(counts, "priority"),
        alarms=_named(counts, "alarm"),
        lines=list(_lines(sheet)),
        ratings=list(_ratings(sheet)),
        buildings=list(_buildings(sheet)),
        backlog=list(_backlog(sheet)),
    )


def _left_open(task: Task, calendar: Calendar, days: dict[str, Sheet]) -> None:
    """Put a task on each day at the end of which it was open, by its age in local days."""
    begun = local_day(calendar.zone, task.created_at)
    ended = "9" if task.finished_at is None else local_day(calendar.zone, task.finished_at)
    for day, sheet in days.items():
        if begun <= day < ended:
            old = (date.fromisoformat(day) - date.fromisoformat(begun)).days
            age = next(name for name, most in AGES.items() if old <= most)
            sheet.add(f"open.{task.department}.{age}")


def _accepted(request: Request) -> Iterable[str]:
    priority = request.priority or "normal"
    return (
        "accepted",
        f"channel.{request.channel}",
        f"kind.{request.kind}",
        f"priority.{priority}",
    )


def _moved(step: Step) -> str:
    if step.action == "reopen":
        return "reopened"
    if step.after in OVER and step.before not in OVER:
        return f"outcome.{OUTCOMES.get(step.action, step.action)}"
    return ""


def _alarms(request: Request) -> Iterator[tuple[int, str]]:
    """Yield when words of danger proved wrong, each time, and when right, the first time."""
    steps = [step for _, step in in_order(request.steps)]
    yield from ((step.at, "alarm.wrong") for step in steps if step.action == "lower")
    settled = [step.at for step in steps if step.action == "settle"]
    if request.by_words and settled:
        yield settled[0], "alarm.right"


def _rated(request: Request, stars: int, calendar: Calendar, days: dict[str, Sheet]) -> None:
    """Put stars on the sheet of the day of the answer; an answer is counted once, as it stands."""
    answers = [step.at for step in request.steps.values() if step.action in ANSWERS]
    sheet = days.get(local_day(calendar.zone, max(answers))) if answers else None
    if sheet is not None:
        worked = "+".join(sorted({parse_task_id(task).department for task in request.plan}))
        sheet.add(f"rating.{request.topic}.{worked}.rated")
        sheet.add(f"rating.{request.topic}.{worked}.stars", stars)


def _finished(task: Task, sheet: Sheet, line: str, minutes: int) -> None:
    end = ENDS[task.state]
    sheet.add(f"{line}.{end}")
    if end == "done":
        in_time = "late" if minutes > task.done else "on_time"
        sheet.add(f"{line}.{in_time}")
        sheet.took(f"{line}.done", minutes)
        if task.building:
            for name in ("done", in_time):
                sheet.add(f"building.{task.department}.{task.building}.{name}")


def _minutes(task: Task, calendar: Calendar, until: int) -> int:
    holds = [Hold(since, end) for since, end in task.holds]
    ran = worked(calendar_of(task.priority, calendar), task.start_at, until, holds)
    return ran // MINUTE_MS


def _named(counts: dict[str, int], what: str) -> dict[str, int]:
    return {
        name.partition(".")[2]: number
        for name, number in sorted(counts.items())
        if name.startswith(f"{what}.")
    }


def _lines(sheet: Sheet) -> Iterator[dict[str, Any]]:
    names = [*sheet.counts, *sheet.minutes]
    keys = {name.rpartition(".")[0] for name in names if name.startswith("line.")}
    for key in sorted(keys):
        _, department, topic = key.split(".", 2)
        numbers = {name: sheet.counts.get(f"{key}.{name}", 0) for name in (*NUMBERS, *ANSWERED)}
        yield {
            "department": department,
            "topic": topic,
            **numbers,
            "accept_minutes": _median(sheet.minutes.get(f"{key}.accept")),
            "done_minutes": _median(sheet.minutes.get(f"{key}.done")),
        }


def _ratings(sheet: Sheet) -> Iterator[dict[str, Any]]:
    keys = {name.rpartition(".")[0] for name in sheet.counts if name.startswith("rating.")}
    for key in sorted(keys):
        _, topic, departments = key.split(".", 2)
        yield {
            "topic": topic,
            "departments": departments.split("+") if departments else [],
            "rated": sheet.counts[f"{key}.rated"],
            "stars": sheet.counts[f"{key}.stars"],
        }


def _buildings(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for key in sorted({n.rpartition(".")[0] for n in sheet.counts if n.startswith("building.")}):
        _, department, building = key.split(".", 2)
        numbers = {name: sheet.counts.get(f"{key}.{name}", 0) for name in OF_BUILDINGS}
        yield {"department": department, "building": building, **numbers}


def _backlog(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for key in sorted({n.rpartition(".")[0] for n in sheet.counts if n.startswith("open.")}):
        ages = {name: sheet.counts.get(f"{key}.{name}", 0) for name in AGES}
        yield {"department": key.partition(".")[2], **ages}


def _median(minutes: list[int] | None) -> int | None:
    # The lower of two in the middle: a whole number, whatever the order they came in.
    return median_low(minutes) if minutes else None
