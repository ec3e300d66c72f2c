"""Trends of the board: what came and went in the last days; the board draws it."""

from typing import Any

from msgspec import UNSET, UnsetType

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, building_name, department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape

from . import days as tallies
from .trends import FEWEST_RATINGS, ON_TIME_TARGET, Count, Point, Trends

routes = StaffRoutes(__name__)


class TrendPoint(Shape, frozen=True):
    """One day or week; the numbers are left out where none of its days has a tally."""

    since: str
    until: str
    counted: int
    arrived: int | UnsetType = UNSET
    done: int | UnsetType = UNSET
    on_time: int | UnsetType = UNSET
    accepted: int | UnsetType = UNSET
    accepted_on_time: int | UnsetType = UNSET
    reopened: int | UnsetType = UNSET
    rated: int | UnsetType = UNSET
    rating: float | UnsetType | None = UNSET


class Numbers(Shape, frozen=True):
    """What came, was done and was said of it, in a span of days."""

    arrived: int
    done: int
    on_time: int
    accepted: int
    accepted_on_time: int
    reopened: int
    rated: int
    rating: float | None


class DepartmentTrend(Numbers, frozen=True):
    """The same of one department."""

    department: str
    name: str


class TopicTrend(Numbers, frozen=True):
    """The same of one topic."""

    topic: str
    title: str
    icon: str


class BuildingTrend(Shape, frozen=True):
    """The same of one building; stars are of no building."""

    building: str
    name: str
    arrived: int
    done: int
    on_time: int
    reopened: int


class Backlog(Shape, frozen=True):
    """What was open at the end of a day, by age: up to a day, a week, 30 days, older."""

    date: str
    day: int
    week: int
    month: int
    older: int


class Alarms(Shape, frozen=True):
    """How many alarms were right, and how many were none."""

    right: int
    wrong: int


class Earlier(Numbers, frozen=True):
    """The same of as many days before; `counted` says how many of them have a tally."""

    since: str
    until: str
    counted: int
    points: list[TrendPoint]
    backlog: Backlog | None


class TrendsShown(Numbers, frozen=True):
    """What came and went in a span of days; `rating` needs `fewest_ratings`.

    `on_time_target` is in percent of what was done.
    """

    community: str
    since: str
    until: str
    counted: int
    fewest_ratings: int
    on_time_target: int
    alarms: Alarms
    points: list[TrendPoint]
    departments: list[DepartmentTrend]
    topics: list[TopicTrend]
    buildings: list[BuildingTrend]
    backlog: Backlog | None
    """Null where no day of them says so."""
    before: Earlier


@routes.get("/staff/v1/trends", may=LEADS, query=("community", "days", "department"))
def show_trends(call: Call, staff: Staff) -> TrendsShown:
    """What came in, was done, in time and came back: by day or week, department and topic."""
    (found, earlier), language = _asked(call, staff), lang(call, staff)
    community = community_of(call.query("community"), now=call.now)
    return TrendsShown(
        community=community.code,
        since=found.points[0].since,
        until=found.points[-1].until,
        counted=found.counted,
        fewest_ratings=FEWEST_RATINGS,
        on_time_target=ON_TIME_TARGET,
        alarms=Alarms(right=found.right, wrong=found.wrong),
        **_numbers(found.total),
        points=[_point(point) for point in found.points],
        departments=[
            DepartmentTrend(
                department=code,
                name=department_name(community, code, language),
                **_numbers(count),
            )
            for code, count in found.departments.items()
        ],
        topics=[
            TopicTrend(
                topic=code,
                title=rows.title(code, community, language),
                icon=rows.icon(code, community),
                **_numbers(count),
            )
            for code, count in sorted(found.topics.items(), key=lambda each: -each[1].arrived)
        ],
        buildings=_buildings(found, community, language),
        backlog=_backlog(found),
        before=Earlier(
            since=earlier.points[0].since,
            until=earlier.points[-1].until,
            counted=earlier.counted,
            **_numbers(earlier.total),
            points=[_point(point) for point in earlier.points],
            backlog=_backlog(earlier),
        ),
    )


def _asked(call: Call, staff: Staff) -> tuple[Trends, Trends]:
    days = call.query("days")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    return tallies.trends(
        staff, call.query("community"), number, call.query("department"), now=call.now
    )


def _buildings(found: Trends, community: Community, language: str) -> list[BuildingTrend]:
    """Return what came and went by building, the most first."""
    return [
        BuildingTrend(
            building=code,
            name=building_name(community, code, language),
            arrived=count.arrived,
            done=count.done,
            on_time=count.on_time,
            reopened=count.reopened,
        )
        for code, count in sorted(found.buildings.items(), key=lambda each: -each[1].arrived)
    ]


def _backlog(found: Trends) -> Backlog | None:
    return Backlog(date=found.backlog_of, **found.backlog) if found.backlog_of else None


def _numbers(count: Count) -> dict[str, Any]:
    """Return the fields of Numbers."""
    return {
        "arrived": count.arrived,
        "done": count.done,
        "on_time": count.on_time,
        "accepted": count.accepted,
        "accepted_on_time": count.accepted_on_time,
        "reopened": count.reopened,
        "rated": count.rated,
        "rating": count.rating,
    }


def _point(point: Point) -> TrendPoint:
    numbers = _numbers(point.count) if point.counted else {}
    return TrendPoint(since=point.since, until=point.until, counted=point.counted, **numbers)
