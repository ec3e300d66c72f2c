"""Instants and calendars for Hypothesis: towns with odd clocks, offices and night shifts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from chalicelib.kernel.worktime import ALWAYS, Calendar

HOUR = 3_600_000


OFFICE = ((540, 780), (840, 1080))


WEEK = (OFFICE,) * 5 + ((), ())


NIGHTS = (((1320, 1800),),) * 7


HONG_KONG = Calendar("Asia/Hong_Kong", WEEK, {}, "HK")


LONDON = Calendar("Europe/London", WEEK, {}, "GB-ENG")


NEW_YORK_NIGHTS = Calendar("America/New_York", NIGHTS)


KATHMANDU = Calendar("Asia/Kathmandu", WEEK)


LORD_HOWE = Calendar("Australia/Lord_Howe", NIGHTS)


CALENDARS = (ALWAYS, HONG_KONG, LONDON, NEW_YORK_NIGHTS, KATHMANDU, LORD_HOWE)


def local(calendar: Calendar, text: str) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.zone))
    return int(moment.timestamp() * 1000)


instants = st.integers(
    min_value=local(ALWAYS, "2026-01-02 00:00"), max_value=local(ALWAYS, "2027-12-01 00:00")
)


calendars = st.sampled_from(CALENDARS)
