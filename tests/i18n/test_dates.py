"""Days and times as people say them, where they are."""

import pytest

from chalicelib.i18n import dates
from tests.support.samples import DAY, HOUR, NOON

HK = "Asia/Hong_Kong"


@pytest.mark.parametrize(("lang", "at", "said"), [
    ("en", NOON, "today at 12:00"),
    ("zh-Hans", NOON + 12 * HOUR, "明天 00:00"),
    ("zh-Hant", NOON - 13 * HOUR, "昨天 23:00"),
    ("en", NOON + 3 * DAY, "Friday 27 November at 12:00"),
    ("zh-Hans", NOON + 3 * DAY, "11月27日（周五）12:00"),
    ("zh-Hant", NOON + 3 * DAY, "11月27日（星期五）12:00"),
    ("en", NOON - 300 * DAY, "28 January 2026 at 12:00"),
    ("zh-Hant", NOON - 300 * DAY, "2026年1月28日 12:00"),
])  # fmt: skip
def test_an_instant_is_said_as_people_say_it(lang, at, said):
    assert dates.when(lang, at, zone=HK, now=NOON) == said


def test_today_is_the_day_where_the_community_is():
    late = NOON + 11 * HOUR

    assert dates.when("en", late, zone=HK, now=NOON) == "today at 23:00"
    assert dates.when("en", late, zone="Pacific/Auckland", now=NOON) == "tomorrow at 04:00"


def test_a_machine_reads_utc():
    assert dates.machine(NOON) == "2026-11-24T04:00:00Z"


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 minute"), (60, "1 minute"), (61, "2 minutes")]
)
def test_a_wait_is_never_understated(seconds, said):
    assert dates.wait("en", seconds) == said
