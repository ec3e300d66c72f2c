"""What was done in the last two weeks: shares in time, by whom and about what, and a picture."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from ..domain.worktime import local_day
from ..usecases.board import Board, Done
from . import rows

DAYS = 14
ON_TIME, LATE, INK = "#5f8f86", "#a4161a", "#4a5b58"
"""The colours of the board (static/manage/board.css)."""


def days(made: Board, *, now: int) -> list[dict[str, Any]]:
    """Return each of the last 14 local days with what was done, and how much of it in time."""
    last = date.fromisoformat(local_day(made.community.calendar.zone, now))
    dates = [(last - timedelta(days=n)).isoformat() for n in range(DAYS - 1, -1, -1)]
    return [{"day": each, **shares([d for d in made.done if d.day == each])} for each in dates]


def shares(found: list[Done]) -> dict[str, int]:
    """Return how many were done, and how many of them in time."""
    return {"done": len(found), "on_time": sum(each.on_time for each in found)}


def by_topic(made: Board, language: str) -> list[dict[str, Any]]:
    """Return what is open, late and done by topic, what is late most often first."""
    topics = {each.task.topic for each in [*made.lines, *made.done]}
    found = [_topic(made, topic, language) for topic in topics]
    return sorted(found, key=lambda each: (-each["late"], -each["open"], each["title"]))


def _topic(made: Board, topic: str, language: str) -> dict[str, Any]:
    of_it: Callable[[Any], bool] = lambda each: each.task.topic == topic  # noqa: E731
    lines = [line for line in made.lines if of_it(line)]
    return {
        "topic": topic,
        "title": rows.title(topic, made.community, language),
        "icon": rows.icon(topic, made.community),
        "open": len(lines),
        "late": sum(line.late_by > 0 for line in lines),
        **shares([each for each in made.done if of_it(each)]),
    }


def picture(told: list[dict[str, Any]]) -> str:
    """Return the days as bars in SVG, in time and late; its words stand beside it on the page."""
    import pygal  # here: 70 ms and 3 MB that only a picture needs
    from pygal.style import Style

    most = max(1, *(each["done"] for each in told))
    style = Style(
        background="transparent", plot_background="transparent", colors=(ON_TIME, LATE),
        foreground=INK, foreground_strong=INK, foreground_subtle=INK, label_font_size=15,
        major_label_font_size=15, font_family="system-ui, sans-serif", opacity="1",
    )  # fmt: skip
    chart = pygal.StackedBar(
        style=style, width=960, height=280, js=[], show_legend=False, disable_xml_declaration=True,
        margin=12, rounded_bars=4,
        value_formatter=str, include_x_axis=True, range=(0, most),
    )  # fmt: skip
    chart.x_labels = [f"{int(d['day'][8:])}.{int(d['day'][5:7])}." for d in told]
    chart.y_labels = sorted({0, -(-most // 2), most})
    chart.add("", [d["on_time"] for d in told])
    chart.add("", [d["done"] - d["on_time"] for d in told])
    # It brings a script for its tooltips, which no picture runs.
    return re.sub(r"<script\b.*?</script>", "", str(chart.render(is_unicode=True)), flags=re.S)
