"""Trends of the board: what came and went in the last days, as JSON and as pictures."""

import re
from collections.abc import Callable
from typing import Any

from chalice import Response
from msgspec import UNSET, UnsetType

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import SVG
from chalicelib.platform.http.shapes import Shape

from . import days as tallies
from .trends import FEWEST_RATINGS, Count, Point, Trends

routes = StaffRoutes(__name__)

ARRIVED, DONE, AGAIN, INK = "#1d4f91", "#3f7a70", "#a4161a", "#4a5b58"
"""The colours of the board (web/static/shared/tokens.css)."""
SOLID, DASHED, DOTTED = "", "10,6", "2,5"
"""Told apart without colours, too."""


class TrendPoint(Shape, frozen=True):
    """One day or week; the numbers are left out where none of its days has a tally."""

    since: str
    until: str
    counted: int
    arrived: int | UnsetType = UNSET
    done: int | UnsetType = UNSET
    on_time: int | UnsetType = UNSET
    reopened: int | UnsetType = UNSET
    rated: int | UnsetType = UNSET
    rating: float | UnsetType | None = UNSET


class DepartmentTrend(Shape, frozen=True):
    """The same of one department."""

    department: str
    name: str
    arrived: int
    done: int
    on_time: int
    reopened: int
    rated: int
    rating: float | None


class TopicTrend(Shape, frozen=True):
    """The same of one topic."""

    topic: str
    title: str
    icon: str
    arrived: int
    done: int
    on_time: int
    reopened: int
    rated: int
    rating: float | None


class Alarms(Shape, frozen=True):
    """How many alarms were right, and how many were none."""

    right: int
    wrong: int


class TrendsShown(Shape, frozen=True):
    """What came and went in a span of days; `rating` needs `fewest_ratings`."""

    community: str
    since: str
    until: str
    counted: int
    fewest_ratings: int
    alarms: Alarms
    arrived: int
    done: int
    on_time: int
    reopened: int
    rated: int
    rating: float | None
    points: list[TrendPoint]
    departments: list[DepartmentTrend]
    topics: list[TopicTrend]


@routes.get("/staff/v1/trends", may=LEADS, query=("community", "days", "department"))
def show_trends(call: Call, staff: Staff) -> TrendsShown:
    """What came in, was done, in time and came back: by day or week, department and topic."""
    found, language = _asked(call, staff), lang(call, staff)
    community = community_of(call.query("community"), now=call.now)
    return TrendsShown(
        community=community.code,
        since=found.points[0].since,
        until=found.points[-1].until,
        counted=sum(point.counted for point in found.points),
        fewest_ratings=FEWEST_RATINGS,
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
    )


@routes.get(
    "/staff/v1/trends.svg",
    may=LEADS,
    query=("community", "days", "department", "picture"),
    files=(SVG,),
)
def draw_trends(call: Call, staff: Staff) -> Response:
    """One picture of them: "flow" (came in, done, came back) or "on_time" (in percent)."""
    which = call.query("picture")
    if which not in PICTURES:
        raise InvalidInput(picture=f"There is no such picture; there are {', '.join(PICTURES)}.")
    drawn = PICTURES[which](_asked(call, staff).points, lang(call, staff))
    return text(drawn, "image/svg+xml", {"Cache-Control": "no-store"})


def _asked(call: Call, staff: Staff) -> Trends:
    days = call.query("days")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    return tallies.trends(
        staff, call.query("community"), number, call.query("department"), now=call.now
    )


def _numbers(count: Count) -> dict[str, Any]:
    """Return the fields of Numbers."""
    return {
        "arrived": count.arrived,
        "done": count.done,
        "on_time": count.on_time,
        "reopened": count.reopened,
        "rated": count.rated,
        "rating": count.rating,
    }


def _point(point: Point) -> TrendPoint:
    numbers = _numbers(point.count) if point.counted else {}
    return TrendPoint(since=point.since, until=point.until, counted=point.counted, **numbers)


def _flow(points: list[Point], language: str) -> str:
    """Draw lines of what came in, was done and came back; a day without a tally is a gap."""
    lines = [
        (ARRIVED, DASHED, [p.count.arrived if p.counted else None for p in points]),
        (DONE, SOLID, [p.count.done if p.counted else None for p in points]),
        (AGAIN, DOTTED, [p.count.reopened if p.counted else None for p in points]),
    ]
    most = max([1, *(number for _, _, numbers in lines for number in numbers if number)])
    return _drawn(points, lines, [0, -(-most // 2), most], language)


def _on_time(points: list[Point], language: str) -> str:
    """Draw how much of what was done was done in time; where nothing was done there is a gap."""
    shares = [100 * p.count.on_time / p.count.done if p.count.done else None for p in points]
    return _drawn(points, [(DONE, SOLID, shares)], [0, 50, 100], language)


PICTURES: dict[str, Callable[[list[Point], str], str]] = {"flow": _flow, "on_time": _on_time}
"""Picture to how it is drawn; its words and its numbers stand beside it on the page."""


def _drawn(
    points: list[Point], lines: list[tuple[str, str, list[Any]]], marks: list[int], language: str
) -> str:
    import pygal  # here: 70 ms and 3 MB that only a picture needs
    from pygal.style import Style

    style = Style(
        background="transparent", plot_background="transparent",
        colors=tuple(colour for colour, _, _ in lines),
        foreground=INK, foreground_strong=INK, foreground_subtle=INK, label_font_size=16,
        major_label_font_size=16, font_family="system-ui, sans-serif",
        opacity="1", stroke_opacity="1", stroke_width="4",
    )  # fmt: skip
    chart = pygal.Line(
        style=style, width=640, height=260, js=[], show_legend=False, disable_xml_declaration=True,
        margin=14, dots_size=5, range=(0, marks[-1]), value_formatter=lambda n: f"{n:g}",
        truncate_label=-1, allow_interruptions=True, show_minor_x_labels=False,
    )  # fmt: skip
    chart.x_labels = [_short(point.until, language) for point in points]
    every = -(-len(points) // 8)
    chart.x_labels_major = chart.x_labels[::-1][::every]
    chart.y_labels = sorted(set(marks))
    for _, dashes, numbers in lines:
        chart.add("", numbers, stroke_style={"dasharray": dashes or "none"})
    # It brings a script for its tooltips, which no picture runs.
    return re.sub(r"<script\b.*?</script>", "", str(chart.render(is_unicode=True)), flags=re.S)


def _short(day: str, language: str) -> str:
    """Return a day of this year as one reads it under a picture."""
    month, number = int(day[5:7]), int(day[8:])
    return f"{number}/{month}" if language == "en" else f"{month}/{number}"
