"""An opinion never names who said it: not by a field, not in its words."""

import pytest

from chalicelib.feedback.model import Opinion, names_somebody, without_addresses
from chalicelib.kernel.ids import opinion_id
from chalicelib.kernel.months import month_of, months
from tests.support.builders import HONG_KONG, at


@pytest.mark.parametrize("words", [
    "call her on 9123 4567",
    "ring (852) 2555-0100 please",
    "電話 91234567 陳太",
    "电话１３８００１３８０００",
    "write to rosa@example.com",
])  # fmt: skip
def test_a_telephone_number_or_an_address_names_somebody(words: str) -> None:
    assert names_somebody(words)


@pytest.mark.parametrize("words", [
    "the lift stood still 3 times this week",
    "since 2026-03-02 the lobby smells",
    "二樓走廊的燈由 02/03/2026 起不亮",
    "floors 12, 14 and 16",
    "bus 91M leaves at 08:15",
    "costs 120,000 a year",
])  # fmt: skip
def test_floors_dates_and_times_name_nobody(words: str) -> None:
    assert not names_somebody(words)
    assert without_addresses(words) == words


def test_what_a_resident_wrote_is_kept_without_addresses() -> None:
    said = "Please call 9123 4567 or rosa@example.com, the lift is slow"

    assert without_addresses(said) == "Please call … or … the lift is slow"


def test_an_opinion_has_no_field_for_a_resident() -> None:
    assert not {"name", "contact", "resident", "household", "flat"} & set(Opinion.__struct_fields__)


def test_the_same_key_of_the_same_person_is_the_same_opinion() -> None:
    assert opinion_id("hv", "cleo", "k1") == opinion_id("hv", "cleo", "k1")
    assert opinion_id("hv", "cleo", "k1") != opinion_id("hv", "sam", "k1")
    assert opinion_id("hv", "ab", "c") != opinion_id("hv", "a", "bc")


def test_a_month_is_that_of_the_community() -> None:
    first = at("2026-03-01 00:00")

    assert month_of(HONG_KONG, first).since == first
    assert month_of(HONG_KONG, first - 1).name == "2026-02"
    assert [m.name for m in months(HONG_KONG, at("2026-01-15 10:00"), 3)] == [
        "2025-11", "2025-12", "2026-01",
    ]  # fmt: skip


def test_months_follow_each_other_without_a_gap() -> None:
    spans = months("America/New_York", at("2026-04-15 10:00", "America/New_York"), 6)

    assert all(one.until == other.since for one, other in zip(spans, spans[1:], strict=False))
