"""Asking to hurry: once in four working hours counts, and the page says from when again."""

from chalicelib.cases.requests import urges
from tests.support.builders import HARBOUR, HOUR, at

CALENDAR = HARBOUR.calendar


def test_nobody_asked_yet():
    assert urges.next_at([], CALENDAR) is None


def test_a_second_urge_within_four_working_hours_does_not_count():
    first = at("2026-03-02 10:00")

    assert urges.counting([first, first + HOUR], CALENDAR) == [first]


def test_the_next_one_counts_after_four_working_hours_and_not_in_the_night():
    evening = at("2026-03-02 17:00")

    assert urges.next_at([evening], CALENDAR) == at("2026-03-03 12:00")


def test_urges_that_do_not_count_put_nothing_off():
    first = at("2026-03-02 10:00")
    again = at("2026-03-02 15:00")

    assert urges.next_at([first, first + HOUR], CALENDAR) == again
    assert urges.counting([first, first + HOUR, again], CALENDAR) == [first, again]
