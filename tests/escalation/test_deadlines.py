"""Deadlines: moved by holds exactly, and never compared while one lasts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.targets import Hold, calendar_of, deadline, worked
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.worktime import ALWAYS, between
from tests.support.calendars import HONG_KONG, HOUR, calendars, instants, local


def at(text: str) -> int:
    return local(HONG_KONG, text)


def test_urgent_is_clock_time() -> None:
    assert calendar_of("urgent", HONG_KONG) is ALWAYS
    assert calendar_of("low", HONG_KONG) is HONG_KONG


def test_a_deadline_on_hold_is_none() -> None:
    assert (
        deadline(HONG_KONG, at("2026-03-02 10:00"), 60, [Hold(at("2026-03-02 10:30"), None)])
        is None
    )


def test_a_hold_moves_the_deadline_by_its_working_time() -> None:
    hold = Hold(at("2026-03-02 11:00"), at("2026-03-03 11:00"))
    assert deadline(HONG_KONG, at("2026-03-02 10:00"), 120, [hold]) == at("2026-03-03 12:00")


def test_a_hold_after_the_deadline_moves_nothing() -> None:
    hold = Hold(at("2026-03-02 15:00"), at("2026-03-02 16:00"))
    assert deadline(HONG_KONG, at("2026-03-02 10:00"), 60, [hold]) == at("2026-03-02 11:00")


def test_holds_that_overlap_count_once() -> None:
    holds = [
        Hold(at("2026-03-02 10:00"), at("2026-03-02 11:00")),
        Hold(at("2026-03-02 10:30"), at("2026-03-02 11:30")),
    ]
    assert deadline(HONG_KONG, at("2026-03-02 10:00"), 30, holds) == at("2026-03-02 12:00")


hold_lists = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 60)).map(
        lambda pair: (pair[0] * HOUR // 2, pair[1] * HOUR // 2)
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(calendars, instants, st.integers(1, 3_000), hold_lists)
def test_exactly_the_target_is_worked_by_the_deadline(calendar, start, minutes, drawn) -> None:
    holds = [Hold(start + since, start + since + length) for since, length in drawn]
    by = deadline(calendar, start, minutes, holds)
    assert by is not None
    assert worked(calendar, start, by, holds) == minutes * MINUTE_MS


@settings(max_examples=100, deadline=None)
@given(calendars, instants, st.integers(0, 500), hold_lists)
def test_worked_and_held_time_are_the_whole(calendar, start, half_hours, drawn) -> None:
    end = start + half_hours * HOUR // 2
    held = [Hold(start + since, start + since + length) for since, length in drawn]
    ran = worked(calendar, start, end, held)
    assert 0 <= ran <= between(calendar, start, end)
