"""
Working time, as a pure value: when a community works, adding working time to an instant,
and measuring it between two.

Instants are epoch milliseconds in UTC and go to local time and back at once: adding
minutes to a local time goes wrong across a clock change. A window of the wall clock is
as long as it really is, so 01:00 to 04:00 has two hours on the night of the change.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from . import holidays
from .problems import Wrong
from .words import N_

DAY_MINUTES = 24 * 60
LATEST = 2 * DAY_MINUTES
"""A window may end on the next day, not later."""

SEVEN = 7 * 60
MOST_CALENDARS = 64
MOST_DAYS = 1_100
"""Three years without a working minute is a calendar that was never meant."""

Windows = tuple[tuple[int, int], ...]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NeverOpen(ValueError):
    """This calendar has no working time in the three years to come."""


class Calendar(Struct, frozen=True):
    """When a community works."""

    zone: str
    """IANA name, as in Asia/Hong_Kong."""
    week: tuple[Windows, ...]
    """Seven days from Monday; windows in minutes from local midnight, which may end past 24 h."""
    exceptions: dict[str, Windows] = field(default_factory=dict)
    """Local date to the windows of that date, () when closed; wins over holidays and week."""
    region: str = ""
    """Code of the holiday table (kernel/holidays.py); "" for none."""


ALWAYS = Calendar("UTC", (((0, DAY_MINUTES),),) * 7)
"""Day and night: the clock of what is urgent."""


def add(calendar: Calendar, start: int, length: int) -> int:
    """Return the instant that is `length` ms of working time after `start`.

    Adding nothing gives the first working instant from `start` on. Raises NeverOpen.
    """
    left = length
    for begin, end in _spans(calendar, start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise NeverOpen(f"no working time in {calendar.zone} for {MOST_DAYS} days")


def between(calendar: Calendar, start: int, end: int) -> int:
    """Return the ms of working time from `start` to `end`; 0 when that is not after it."""
    total = 0
    for begin, close in _spans(calendar, start):
        if begin >= end:
            break
        total += min(close, end) - begin
    return total


def next_open(calendar: Calendar, at: int) -> int:
    """Return the first working instant from `at` on: `at` itself while open."""
    for begin, _ in _spans(calendar, at):
        return begin
    raise NeverOpen(f"no working time in {calendar.zone} for {MOST_DAYS} days")


def is_open(calendar: Calendar, at: int) -> bool:
    """Say whether `at` is working time; the closing instant itself is not."""
    return next(_spans(calendar, at), (at + 1, 0))[0] == at


def morning(calendar: Calendar, after: int) -> int:
    """Return the first instant after `after` at which a working day begins, not before seven."""
    zone = _zone(calendar.zone)
    day = datetime.fromtimestamp(after / 1000, zone).date()
    for _ in range(MOST_DAYS):
        windows = windows_of(calendar, day)
        if windows and (begins := _instant(day, max(windows[0][0], SEVEN), zone)) > after:
            return begins
        day += timedelta(days=1)
    raise NeverOpen(f"no working time in {calendar.zone} for {MOST_DAYS} days")


def next_day(calendar: Calendar, at: int) -> int:
    """Return when the next working day begins: after today, not before seven. Raises NeverOpen."""
    zone = _zone(calendar.zone)
    tomorrow = datetime.fromtimestamp(at / 1000, zone).date() + timedelta(days=1)
    return morning(calendar, _instant(tomorrow, 0, zone) - 1)


def midnight(zone: str, at: int) -> int:
    """Return when the local day of an instant began."""
    local = _zone(zone)
    return _instant(datetime.fromtimestamp(at / 1000, local).date(), 0, local)


def local_day(zone: str, at: int) -> str:
    """Return the local date of an instant, as 2026-03-02."""
    return datetime.fromtimestamp(at / 1000, _zone(zone)).date().isoformat()


def day_span(zone: str, day: str) -> tuple[int, int]:
    """Return the instants at which a local date begins and ends."""
    begins = date.fromisoformat(day)
    where = _zone(zone)
    return _instant(begins, 0, where), _instant(begins + timedelta(days=1), 0, where)


def calendar_from(data: Mapping[str, object]) -> Calendar:
    """Return the calendar that a community wrote down, or raise Wrong naming the field.

    `week` has seven lists of [from, to] in minutes or "09:00"; `exceptions` the same by date.
    """
    zone = str(data.get("zone", ""))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong("zone", N_("there is no time zone %(given)s"), given=repr(zone[:40])) from None
    days = data.get("week")
    if not isinstance(days, list | tuple) or len(days) != 7:
        raise Wrong("week", N_("needs seven days, from Monday"))
    week = tuple(_windows(day, f"week[{number}]") for number, day in enumerate(days))
    _refuse_overlaps_past_midnight(week)
    region = str(data.get("region") or "")
    if region and region not in holidays.regions():
        raise Wrong("region", N_("there is no holiday table %(given)s"), given=repr(region[:20]))
    calendar = Calendar(zone, week, _exceptions(data.get("exceptions") or {}), region)
    if not any(week) and not any(calendar.exceptions.values()):
        raise Wrong("week", N_("is never open"))
    return calendar


def _spans(calendar: Calendar, start: int) -> Iterator[tuple[int, int]]:
    """Yield working spans that end after `start`, the first cut at it, in order."""
    zone = _zone(calendar.zone)
    known = _known_days(calendar)
    # From two days before: a night shift of then may still be running.
    day = datetime.fromtimestamp(start / 1000, zone).date() - timedelta(days=2)
    covered = start
    for _ in range(MOST_DAYS):
        spans = known.get(day)
        if spans is None:
            spans = known[day] = tuple(
                (_instant(day, opens, zone), _instant(day, closes, zone))
                for opens, closes in windows_of(calendar, day)
            )
        for begin, end in spans:
            if end > covered:
                yield max(begin, covered), end
                covered = end
        day += _DAY


def _known_days(calendar: Calendar) -> dict[date, Windows]:
    """Return what was found out about the days of this very calendar: a list asks the same
    few days for each of its rows. Kept with the calendar, so that no other gets its name."""
    kept = _KNOWN.get(id(calendar))
    if kept is None or len(kept[1]) > MOST_DAYS:
        if len(_KNOWN) >= MOST_CALENDARS:
            _KNOWN.clear()
        kept = _KNOWN[id(calendar)] = (calendar, {})
    return kept[1]


_KNOWN: dict[int, tuple[Calendar, dict[date, Windows]]] = {}
_DAY = timedelta(days=1)


def windows_of(calendar: Calendar, day: date) -> Windows:
    """Return the windows of a local date: its exception, else holiday, moved day or week."""
    iso = day.isoformat()
    if iso in calendar.exceptions:
        return calendar.exceptions[iso]
    if calendar.region:
        if holidays.is_moved_working_day(calendar.region, iso):
            # A Saturday worked for a bridge day is worked like a Monday.
            return calendar.week[0]
        if holidays.is_holiday(calendar.region, iso):
            return ()
    return calendar.week[day.weekday()]


def pieces(calendar: Calendar, day: date, minutes: int, *, least: int) -> Iterator[tuple[int, int]]:
    """Yield the working time of a local date in pieces of so many minutes of the wall clock.

    What is left at the end of a window is a piece if it has `least` minutes.
    """
    zone = _zone(calendar.zone)
    for opens, closes in windows_of(calendar, day):
        for at in range(opens, closes - least + 1, minutes):
            begin = _instant(day, at, zone)
            end = _instant(day, min(at + minutes, closes), zone)
            if end > begin:
                yield begin, end


def _instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    # Adding to a local time moves the hands of its clock, which is what a window means.
    local = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minutes)
    return round(local.timestamp() * 1000)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _exceptions(data: object) -> dict[str, Windows]:
    if not isinstance(data, Mapping):
        raise Wrong("exceptions", N_("needs dates with their windows"))
    found = {}
    for day, windows in data.items():
        if not isinstance(day, str) or not _DATE.fullmatch(day):
            given = repr(str(day)[:20])
            raise Wrong("exceptions", N_("%(given)s is no date, as in 2026-03-02"), given=given)
        try:
            date.fromisoformat(day)
        except ValueError:
            raise Wrong("exceptions", N_("there is no day %(given)s"), given=day) from None
        found[day] = _windows(windows, f"exceptions[{day}]")
    return found


def _windows(day: object, where: str) -> Windows:
    if not isinstance(day, list | tuple):
        raise Wrong(where, N_("needs a list of [from, to]"))
    found = []
    for window in day:
        if not isinstance(window, list | tuple) or len(window) != 2:
            raise Wrong(where, N_("a window is [from, to]"))
        found.append((_minutes(window[0], where), _minutes(window[1], where)))
    for opens, closes in found:
        if not 0 <= opens < DAY_MINUTES or not opens < closes <= LATEST:
            raise Wrong(where, N_("a window must begin on its day and end after it begins"))
    found.sort()
    if any(closes > opens for (_, closes), (opens, _) in zip(found, found[1:], strict=False)):
        raise Wrong(where, N_("windows overlap"))
    return tuple(found)


def _minutes(value: object, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = (
        re.fullmatch(r"(\d{1,2}):([0-5]\d)", value, re.ASCII) if isinstance(value, str) else None
    )
    if match is None:
        raise Wrong(where, N_("%(given)s is no time, as in 09:00"), given=repr(str(value)[:20]))
    return int(match[1]) * 60 + int(match[2])


def _refuse_overlaps_past_midnight(week: tuple[Windows, ...]) -> None:
    for number, day in enumerate(week):
        following = week[(number + 1) % 7]
        if day and following and day[-1][1] - DAY_MINUTES > following[0][0]:
            raise Wrong(f"week[{number}]", N_("runs past midnight into the next day's windows"))
