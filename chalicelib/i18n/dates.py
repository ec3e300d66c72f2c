"""
Days and times as people say them, in the time zone of the community.

The patterns are catalogue entries, so a language orders and names its dates itself.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from . import N_, msg, plural

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
    N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip

NEAR = {
    -1: N_("yesterday at %(time)s"),
    0: N_("today at %(time)s"),
    1: N_("tomorrow at %(time)s"),
}


SPANS = {
    -1: N_("yesterday, %(time)s"),
    0: N_("today, %(time)s"),
    1: N_("tomorrow, %(time)s"),
}
"""The same of a time that has an end."""


def when(lang: str, at: int, *, zone: str, now: int, end: int | None = None) -> str:
    """Return an instant (ms) as somebody in the community would say it at `now`; with `end` a
    span of one day."""
    moment, today = _local(at, zone), _local(now, zone)
    days = (moment.date() - today.date()).days
    if end:
        time = f"{moment:%H:%M}–{_local(end, zone):%H:%M}"
        far = N_("%(weekday)s %(day)s %(month)s, %(time)s")
        return msg(lang, SPANS.get(days, far), **_named(lang, moment), time=time)
    time = f"{moment:%H:%M}"
    if days in NEAR:
        return msg(lang, NEAR[days], time=time)
    named = _named(lang, moment)
    if abs(days) < 180:
        return msg(lang, N_("%(weekday)s %(day)s %(month)s at %(time)s"), **named, time=time)
    return msg(lang, N_("%(day)s %(month)s %(year)s at %(time)s"), **named, time=time)


def day(lang: str, at: int, *, zone: str) -> str:
    """Return the day of an instant, with its year."""
    return msg(lang, N_("%(day)s %(month)s %(year)s"), **_named(lang, _local(at, zone)))


def wait(lang: str, seconds: int) -> str:
    """Return how long to wait: whole minutes, at least one."""
    minutes = max(1, -(-seconds // 60))
    return plural(lang, "%(n)s minute", "%(n)s minutes", minutes)


def machine(at: int) -> str:
    """Return an instant as the `datetime` attribute of an HTML time element."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _named(lang: str, moment: datetime) -> dict[str, str]:
    return {
        "weekday": msg(lang, WEEKDAYS[moment.weekday()]),
        "day": str(moment.day),
        "month": msg(lang, MONTHS[moment.month - 1]),
        "year": str(moment.year),
    }


def _local(at: int, zone: str) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(_zone(zone))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
