"""
Trends: many days of tallies added up, by day or week, by department and by topic.

What a tally says is only added here, never counted again. A day without a tally is a gap
and not a zero, and stars are a score from five answers on: fewer say too much of one person.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, field

from .daily_stats import AGES, ANSWERED, Tally

SPANS = {14: 1, 30: 1, 90: 7}
"""How many days may be looked at, to how many of them are one point of the picture."""
FEWEST_RATINGS = 5
ON_TIME_TARGET = 90
"""How much of what is done is to be done in time, in percent: the line on the board's chart.

Not a parameter: a 31st of those would cost every process a fourth call a minute."""


class Count(Struct, kw_only=True):
    """What was added up."""

    arrived: int = 0
    done: int = 0
    on_time: int = 0
    accepted: int = 0
    accepted_on_time: int = 0
    reopened: int = 0
    rated: int = 0
    stars: int = 0

    @property
    def rating(self) -> float | None:
        """The mean of the stars, or None while there are too few."""
        if self.rated < FEWEST_RATINGS:
            return None
        return round(self.stars / self.rated, 1)


class Point(Struct, kw_only=True):
    """One day, or one week; `counted` says how many of its days have a tally."""

    since: str
    until: str
    counted: int = 0
    count: Count = field(default_factory=Count)


class Trends(Struct, kw_only=True):
    """What came of a span of days."""

    points: list[Point]
    total: Count = field(default_factory=Count)
    departments: dict[str, Count] = field(default_factory=dict)
    topics: dict[str, Count] = field(default_factory=dict)
    buildings: dict[str, Count] = field(default_factory=dict)
    backlog: dict[str, int] = field(default_factory=dict)
    """What was open at the end of the last day that says so, by age (daily_stats.AGES)."""
    backlog_of: str = ""
    """That day."""
    right: int = 0
    """Alarms by words alone that were some, and `wrong` that were none: of the community."""
    wrong: int = 0

    @property
    def counted(self) -> int:
        """Return how many of its days have a tally."""
        return sum(point.counted for point in self.points)


def before(last: str, days: int) -> str:
    """Return the day before the `days` days until `last`."""
    return (date.fromisoformat(last) - timedelta(days=days)).isoformat()


def trends(tallies: Iterable[Tally], last: str, days: int, wanted: Callable[[str], bool]) -> Trends:
    """Add up the `days` days until `last`, in the departments that are `wanted`."""
    made = Trends(points=_points(date.fromisoformat(last), days, SPANS[days]))
    at = {day: point for point in made.points for day in _days(point)}
    for tally in tallies:
        point = at.get(tally.date)
        if point is None:
            continue
        point.counted += 1
        made.right += tally.alarms.get("right", 0)
        made.wrong += tally.alarms.get("wrong", 0)
        for line in tally.lines:
            if wanted(line["department"]):
                here = made.departments.setdefault(line["department"], Count())
                topic = made.topics.setdefault(line["topic"], Count())
                for count in (point.count, made.total, here, topic):
                    _add_line(count, line)
        for each in tally.buildings:
            if wanted(each["department"]):
                _add_line(made.buildings.setdefault(each["building"], Count()), each)
        _left_open(made, tally, wanted)
        for rating in tally.ratings:
            _rate(made, point, rating, [name for name in rating["departments"] if wanted(name)])
    return made


def _points(last: date, days: int, step: int) -> list[Point]:
    ends = [last - timedelta(days=n) for n in range(0, days, step)]
    first = last - timedelta(days=days - 1)
    return [
        Point(since=max(first, end - timedelta(days=step - 1)).isoformat(), until=end.isoformat())
        for end in reversed(ends)
    ]


def _days(point: Point) -> list[str]:
    since, until = date.fromisoformat(point.since), date.fromisoformat(point.until)
    return [(since + timedelta(days=n)).isoformat() for n in range((until - since).days + 1)]


def _add_line(count: Count, line: dict[str, Any]) -> None:
    # A tally of an older build counted no task again: it has no such number.
    again = line.get("reopened", 0)
    count.arrived += line["begun"] - again
    count.reopened += again
    count.done += line["done"]
    count.on_time += line["on_time"]
    for name in ANSWERED:
        setattr(count, name, getattr(count, name) + line.get(name, 0))


def _left_open(made: Trends, tally: Tally, wanted: Callable[[str], bool]) -> None:
    """Take over what was open at the end of a day, where no later day said so before."""
    if tally.backlog and tally.date > made.backlog_of:
        mine = [each for each in tally.backlog if wanted(each["department"])]
        made.backlog = {age: sum(each[age] for each in mine) for age in AGES}
        made.backlog_of = tally.date


def _rate(made: Trends, point: Point, rating: dict[str, Any], departments: list[str]) -> None:
    """Add stars once to the day and topic, and to each department that worked for them."""
    if not departments:
        return
    counts = [point.count, made.total, made.topics.setdefault(rating["topic"], Count())]
    counts += [made.departments.setdefault(name, Count()) for name in departments]
    for count in counts:
        count.rated += rating["rated"]
        count.stars += rating["stars"]
