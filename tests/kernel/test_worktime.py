"""Working time: lunch, nights, holidays, clock changes, odd zones; and that it adds up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from chalicelib.kernel.worktime import (
    ALWAYS,
    Calendar,
    NeverOpen,
    add,
    between,
    calendar_from,
    is_open,
    midnight,
    next_day,
    next_open,
)  # fmt: skip
from tests.support.calendars import (
    HONG_KONG,
    HOUR,
    KATHMANDU,
    LONDON,
    LORD_HOWE,
    NEW_YORK_NIGHTS,
    WEEK,
    calendars,
    instants,
    local,
)

CHINA = Calendar("Asia/Shanghai", WEEK, {}, "CN")


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "end"),
    [
        (HONG_KONG, "2026-03-02 10:00", 2, "2026-03-02 12:00"),
        (HONG_KONG, "2026-03-02 12:00", 2, "2026-03-02 15:00"),  # over lunch
        (HONG_KONG, "2026-03-02 17:00", 2, "2026-03-03 10:00"),  # over the night
        (HONG_KONG, "2026-03-06 17:00", 2, "2026-03-09 10:00"),  # over the weekend
        (HONG_KONG, "2026-04-02 17:00", 2, "2026-04-08 10:00"),  # over Easter and Ching Ming
        (HONG_KONG, "2026-03-01 03:00", 1, "2026-03-02 10:00"),  # from a Sunday night
        (LONDON, "2026-03-27 17:00", 2, "2026-03-30 10:00"),  # over the change to summer time
        (LONDON, "2026-10-23 17:00", 2, "2026-10-26 10:00"),  # and back
        (NEW_YORK_NIGHTS, "2026-03-07 22:00", 7, "2026-03-08 06:00"),  # 02:00 to 03:00 is not
        (NEW_YORK_NIGHTS, "2026-10-31 22:00", 9, "2026-11-01 06:00"),  # 01:00 to 02:00 is twice
        (NEW_YORK_NIGHTS, "2026-03-03 23:00", 2, "2026-03-04 01:00"),  # past midnight
        (KATHMANDU, "2026-03-02 17:30", 1, "2026-03-03 09:30"),
        (LORD_HOWE, "2026-04-05 00:00", 3, "2026-04-05 02:30"),  # half an hour is twice
        (ALWAYS, "2026-03-01 00:00", 48, "2026-03-03 00:00"),
        (CHINA, "2026-02-13 17:00", 2, "2026-02-14 10:00"),  # a Saturday worked for the feast
        (CHINA, "2026-02-15 09:00", 1, "2026-02-24 10:00"),  # Spring Festival
    ],
)
def test_adding_working_time(calendar: Calendar, start: str, hours: int, end: str) -> None:
    assert add(calendar, local(calendar, start), hours * HOUR) == local(calendar, end)


def test_an_exception_wins_over_the_week() -> None:
    typhoon = structs.replace(HONG_KONG, exceptions={"2026-03-02": ((540, 720),)})
    assert add(typhoon, local(typhoon, "2026-03-02 11:00"), 2 * HOUR) == local(
        typhoon, "2026-03-03 10:00"
    )


def test_closing_is_not_open_and_opening_is() -> None:
    assert is_open(HONG_KONG, local(HONG_KONG, "2026-03-02 09:00"))
    assert not is_open(HONG_KONG, local(HONG_KONG, "2026-03-02 13:00"))
    assert next_open(HONG_KONG, local(HONG_KONG, "2026-03-02 13:00")) == local(
        HONG_KONG, "2026-03-02 14:00"
    )


@pytest.mark.parametrize(
    ("calendar", "at", "opens"),
    [
        (HONG_KONG, "2026-03-02 00:30", "2026-03-03 09:00"),  # never today
        (HONG_KONG, "2026-03-06 17:00", "2026-03-09 09:00"),  # over the weekend
        (HONG_KONG, "2026-04-02 10:00", "2026-04-08 09:00"),  # over Easter and Ching Ming
        (ALWAYS, "2026-03-06 23:30", "2026-03-07 07:00"),  # nobody is woken
        (LONDON, "2026-03-27 23:00", "2026-03-30 09:00"),  # over the change to summer time
    ],
)
def test_the_next_working_day_begins_after_today(calendar: Calendar, at: str, opens: str) -> None:
    assert next_day(calendar, local(calendar, at)) == local(calendar, opens)


def test_a_day_begins_at_its_own_midnight() -> None:
    noon = local(LONDON, "2026-03-29 12:00")
    assert midnight("Europe/London", noon) == noon - 11 * HOUR  # the clock went forward at one


def test_a_calendar_that_never_opens_ends_the_search() -> None:
    with pytest.raises(NeverOpen):
        add(Calendar("UTC", ((),) * 7), 0, HOUR)
    assert between(Calendar("UTC", ((),) * 7), 0, HOUR) == 0


lengths = st.integers(min_value=0, max_value=200 * HOUR)


@settings(max_examples=150, deadline=None)
@given(calendars, instants, lengths)
def test_adding_and_measuring_are_inverse(calendar: Calendar, start: int, length: int) -> None:
    assert between(calendar, start, add(calendar, start, length)) == length


@settings(max_examples=100, deadline=None)
@given(calendars, instants, lengths, lengths)
def test_more_time_never_ends_earlier(calendar, start, one, other) -> None:
    low, high = sorted((one, other))
    assert add(calendar, start, low) <= add(calendar, start, high)
    assert add(calendar, start, one) <= add(calendar, start + 60_000, one)


@settings(max_examples=100, deadline=None)
@given(calendars, instants, lengths, lengths)
def test_time_measured_in_two_pieces_is_the_whole(calendar, start, one, other) -> None:
    low, high = sorted((one, other))
    whole = between(calendar, start, start + high)
    assert whole == between(calendar, start, start + low) + between(
        calendar, start + low, start + high
    )


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("zone", {"zone": "Mars/Olympus", "week": [[]] * 7}),
        ("week", {"zone": "UTC", "week": [[]]}),
        ("week", {"zone": "UTC", "week": [[]] * 7}),
        ("week[0]", {"zone": "UTC", "week": [[["09:00", "08:00"]]] + [[]] * 6}),
        ("week[0]", {"zone": "UTC", "week": [[["09:00", "12:00"], ["11:00", "13:00"]]] + [[]] * 6}),
        ("week[1]", {"zone": "UTC", "week": [[], [[540, "noon"]]] + [[]] * 5}),
        ("week[6]", {"zone": "UTC", "week": [[[0, 600]]] + [[]] * 5 + [[[1200, 1500]]]}),
        ("exceptions", {"zone": "UTC", "week": [[[0, 60]]] * 7, "exceptions": {"2 March": []}}),
        ("exceptions", {"zone": "UTC", "week": [[[0, 60]]] * 7, "exceptions": {"2026-02-30": []}}),
        ("region", {"zone": "UTC", "week": [[[0, 60]]] * 7, "region": "XX"}),
    ],
)
def test_a_bad_calendar_names_the_field(field: str, data: dict) -> None:
    with pytest.raises(ValueError, match="^" + field.replace("[", r"\[").replace("]", r"\]")):
        calendar_from(data)


def test_a_calendar_is_read_from_times_as_people_write_them() -> None:
    week = [[["09:00", "13:00"], ["14:00", "18:00"]]] * 5 + [[], []]
    data = {"zone": "Asia/Hong_Kong", "week": week, "region": "HK"}
    assert calendar_from(data) == HONG_KONG
