"""What a label says: its address, its serial, its hours, and what replaces it."""

from msgspec import structs

from chalicelib.estate import labels
from chalicelib.kernel.ids import normalise_place_code
from tests.support.builders import HARBOUR, LIFT, OFFICE, SECRET


def test_an_address_is_in_capitals_and_read_like_the_small_one():
    assert labels.address("https://r.example/", "7KQ2M9X0AB3CDE") == (
        "HTTPS://R.EXAMPLE/Q/7KQ2M9X0AB3CDE"
    )


def test_a_path_before_the_label_stays_as_it_is_for_a_stage_in_capitals_is_another_stage():
    base = "https://ab12.execute-api.eu-west-1.amazonaws.com/v1"

    assert labels.address(base, LIFT.code) == (
        f"HTTPS://AB12.EXECUTE-API.EU-WEST-1.AMAZONAWS.COM/v1/Q/{LIFT.code}"
    )
    assert labels.typed(base, LIFT.code) == f"{base}/q/{LIFT.code.lower()}"


def test_a_code_in_text_is_read_again_as_it_is_parted():
    assert labels.parted(LIFT.code) == "7KQ2 M9X0 AB3C DE"
    assert normalise_place_code(labels.parted(LIFT.code)) == LIFT.code


def test_days_alike_stand_together_and_closed_ones_are_left_out():
    (first,) = labels.opening(HARBOUR.calendar.week)

    assert (first.first, first.last, first.windows) == (0, 4, OFFICE)


def test_days_that_differ_stand_apart():
    saturday = ((9 * 60, 13 * 60),)
    week = (OFFICE, OFFICE, (), OFFICE, OFFICE, saturday, ())

    assert [(o.first, o.last) for o in labels.opening(week)] == [(0, 1), (3, 4), (5, 5)]


def test_a_shift_past_midnight_ends_by_the_clock():
    assert labels.clock(22 * 60) == "22:00"
    assert labels.clock(30 * 60) == "06:00"
    assert labels.clock(24 * 60) == "24:00"


def test_a_successor_is_the_same_spot_with_another_code_and_always_the_same():
    new = labels.successor(LIFT, secret=SECRET)

    assert new.code != LIFT.code
    assert normalise_place_code(new.code) == new.code
    assert (new.name, new.building, new.version) == (LIFT.name, LIFT.building, 2)
    assert labels.successor(LIFT, secret=SECRET) == new


def test_a_successor_tells_nothing_of_the_next_one():
    new = labels.successor(LIFT, secret=SECRET)

    assert labels.successor(new, secret=SECRET).code not in (new.code, LIFT.code)
    assert labels.successor(structs.replace(LIFT, version=2), secret=SECRET).code != new.code
