"""Trends: tallies added up; a gap is no zero, and a score needs five people."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from chalicelib.reports.daily_stats import NUMBERS, Tally
from chalicelib.reports.trends import SPANS, trends

LAST = "2026-03-31"


def a_line(department="engineering", topic="leak", **numbers):
    return {"department": department, "topic": topic} | dict.fromkeys(NUMBERS, 0) | numbers


def a_day(day, *lines, ratings=()):
    return Tally(community="hv", date=day, lines=list(lines), ratings=list(ratings))


def stars(rated, number, *departments, topic="leak"):
    return {"topic": topic, "departments": list(departments), "rated": rated, "stars": number}


def everything(name):
    return True


@pytest.mark.parametrize("days", SPANS)
def test_every_day_of_the_span_is_in_one_point(days):
    points = trends([], LAST, days, everything).points

    held = [
        (date.fromisoformat(point.since) + timedelta(days=n)).isoformat()
        for point in points
        for n in range((date.fromisoformat(point.until) - date.fromisoformat(point.since)).days + 1)
    ]
    first = date.fromisoformat(LAST) - timedelta(days=days - 1)
    assert held == [(first + timedelta(days=n)).isoformat() for n in range(days)]
    assert len(points) <= 30


def test_what_came_back_is_not_what_came_in():
    found = trends(
        [a_day(LAST, a_line(begun=5, reopened=2, done=3, on_time=2))], LAST, 14, everything
    )

    assert (found.total.arrived, found.total.reopened) == (3, 2)
    assert (found.total.done, found.total.on_time) == (3, 2)


def test_a_day_without_a_tally_is_a_gap_and_not_a_zero():
    points = trends([a_day("2026-03-30")], LAST, 14, everything).points

    assert [point.counted for point in points[-2:]] == [1, 0]


def test_what_is_left_open_is_that_of_the_last_day_that_says_so_in_whatever_order():
    def left(day, older):
        ages = {"day": 1, "week": 0, "month": 0, "older": older}
        both = [{"department": name, **ages} for name in ("engineering", "security")]
        return structs.replace(a_day(day), backlog=both)

    days = [left("2026-03-30", 5), left("2026-03-29", 9), a_day(LAST)]
    found = trends(days, LAST, 14, lambda name: name == "security")

    assert found.backlog == {"day": 1, "week": 0, "month": 0, "older": 5}
    assert found.backlog_of == "2026-03-30"


def test_a_building_adds_up_in_the_departments_that_are_wanted():
    numbers = {"begun": 3, "reopened": 1, "done": 2, "on_time": 1}
    both = [
        {"department": name, "building": "8", **numbers} for name in ("engineering", "security")
    ]
    day = structs.replace(a_day(LAST), buildings=both)

    assert trends([day], LAST, 14, everything).buildings["8"].arrived == 4
    assert trends([day], LAST, 14, lambda name: name == "security").buildings["8"].done == 2


def test_what_was_accepted_in_time_adds_up_with_days_that_counted_none_of_it():
    lines = [a_line(accepted=3, accepted_on_time=2), a_line()]
    total = trends([a_day(LAST, *lines)], LAST, 14, everything).total

    assert (total.accepted, total.accepted_on_time) == (3, 2)


def test_a_tally_of_an_older_build_still_counts():
    line = a_line(begun=4)
    del line["reopened"]

    assert trends([a_day(LAST, line)], LAST, 14, everything).total.arrived == 4


def test_only_the_departments_that_are_wanted_are_added_up():
    day = a_day(
        LAST,
        a_line(begun=2),
        a_line("security", "noise", begun=9),
        ratings=[stars(5, 25, "engineering"), stars(5, 5, "security", topic="noise")],
    )
    found = trends([day], LAST, 14, lambda name: name == "engineering")

    assert (found.total.arrived, found.total.rating) == (2, 5.0)
    assert set(found.departments) == {"engineering"}
    assert set(found.topics) == {"leak"}


def test_a_score_needs_five_ratings():
    four = trends([a_day(LAST, ratings=[stars(4, 4, "engineering")])], LAST, 14, everything)
    five = trends([a_day(LAST, ratings=[stars(5, 18, "engineering")])], LAST, 14, everything)

    assert (four.total.rated, four.total.rating) == (4, None)
    assert (five.total.rated, five.total.rating) == (5, 3.6)


def test_one_answer_about_two_departments_is_one_answer():
    day = a_day(LAST, ratings=[stars(5, 20, "cleaning", "engineering")])
    found = trends([day], LAST, 14, everything)

    assert (found.total.rated, found.topics["leak"].rated) == (5, 5)
    assert {name: count.rated for name, count in found.departments.items()} == {
        "cleaning": 5,
        "engineering": 5,
    }
