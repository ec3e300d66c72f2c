"""Rows of holidays: a day, or the first and the last of some, and the hours that are worked."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chalicelib.estate.model import Community, department_name
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.words import N_
from chalicelib.kernel.worktime import ALWAYS, DAY_MINUTES
from chalicelib.setup.changes import plain

from . import called
from .columns import Column, Line, narrow
from .reading import Entries, Given, Kind

CLOSED = N_("closed")

COLUMNS = (
    Column("day", N_("Date"),
           ("day", "holiday", "first day", "from", "日期", "假期", "開始日期", "开始日期", "首日")),
    Column("last", N_("Last day"), ("to", "until", "end", "結束日期", "结束日期", "末日", "至")),
    Column("hours", N_("Hours"),
           ("open", "opening hours", "時間", "时间", "辦公時間", "办公时间", "營業時間",
            "上班时间")),
    Column("department", N_("Department"), ("team", "部門", "部门")),
)  # fmt: skip

MOST_DAYS = 31
"""From the first to the last day of one row: what is longer is a slip."""

_ISO = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?: 00:00:00)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_WINDOW = re.compile(r"(\d{1,2})(?::?(\d\d))?\s*(?:[-–—~〜至到]|to)\s*(\d{1,2})(?::?(\d\d))?")


class Holidays(Entries):
    """The rows of one file against the days that differ already."""

    setting = "calendar.exceptions"
    value = "hours"

    def __init__(self, given: Given) -> None:
        there = _there(given.community)
        titles = {key: _title(given.community, key, given.author.lang) for key in there}
        super().__init__(given, there, titles)

    def read(self, line: Line) -> Iterator[Problem]:
        try:
            days = _days(line.said)
            open_in = windows(line.said.get("hours", ""))
            name = line.said.get("department", "")
            code = self._own_hours(name) if name else ""
        except Wrong as wrong:
            yield wrong.problem
            return
        setting = f"calendars.{code}.exceptions" if code else self.setting
        for day in days:
            key = f"{code}|{day}" if code else day
            if found := list(self._twice(line, key, N_("says the same day as row %(row)s"))):
                yield from found
                return
            title = _title(self.community, key, self.author.lang)
            self._put(line, key, open_in, title, setting)

    def _own_hours(self, text: str) -> str:
        code = called.department(self.community, text)
        hours = self.community.calendars.get(code)
        if hours is None or hours.week == ALWAYS.week:
            said = N_("has no hours of its own; leave this empty for everybody's")
            raise Wrong("department", said)
        return code


def windows(text: str) -> list[list[int]]:
    """Return hours as "09:00-13:00, 14:00-18:00" in minutes, none where it is closed."""
    text = narrow(text)
    if not text or called.plainly(text) in {*map(called.plainly, called.in_each(CLOSED)), "假期",
                                            "休息", "off", "holiday"}:  # fmt: skip
        return []
    found = []
    for part in re.split("[,;、]", text):
        match = _WINDOW.fullmatch(part.strip())
        if match is None:
            given = part.strip()[:20]
            raise Wrong("hours", N_("%(given)s are no hours, as 09:00–13:00"), given=given)
        opens = int(match[1]) * 60 + int(match[2] or 0)
        closes = int(match[3]) * 60 + int(match[4] or 0)
        # A night shift ends on the next day.
        found.append([opens, closes if closes > opens else closes + DAY_MINUTES])
    return found


def a_day(text: str, field: str) -> date:
    """Return the date in a cell, with the year first or last; or raise Wrong."""
    text = narrow(text)
    if found := _ISO.fullmatch(text):
        parts = found[1], found[2], found[3]
    elif found := _DAY_FIRST.fullmatch(text):
        parts = found[3], found[2], found[1]
    else:
        raise Wrong(field, N_("%(given)s is no date, as 2026-12-25 or 25/12/2026"), given=text[:20])
    try:
        return date(*map(int, parts))
    except ValueError:
        raise Wrong(field, N_("there is no day %(given)s"), given=text[:20]) from None


def rows(given: Given) -> list[dict[str, str]]:
    """Return the days that differ as a template has them, a row each."""
    community, lang = given.community, given.author.lang
    return [
        {
            "day": key.rpartition("|")[2],
            "hours": ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in open_in)
            or called.msg(lang, CLOSED),
            "department": _department(community, key, lang),
        }
        for key, open_in in sorted(_there(community).items(), key=lambda each: each[0][-10:])
    ]


def _days(said: dict[str, str]) -> list[str]:
    if not said.get("day"):
        raise Wrong("day", N_("is missing"))
    first = a_day(said["day"], "day")
    last = a_day(said["last"], "last") if said.get("last") else first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Wrong("last", N_("must be 0 to %(most)s days after the first"), most=MOST_DAYS - 1)
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _there(community: Community) -> dict[str, Any]:
    row = plain(community)
    found = dict(row["calendar"]["exceptions"])
    for code, hours in row["calendars"].items():
        found |= {f"{code}|{day}": open_in for day, open_in in hours["exceptions"].items()}
    return found


def _title(community: Community, key: str, lang: str) -> str:
    name = _department(community, key, lang)
    day = key.rpartition("|")[2]
    return f"{day} · {name}" if name else day


def _department(community: Community, key: str, lang: str) -> str:
    code = key.rpartition("|")[0]
    return department_name(community, code, lang) if code else ""


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


HOLIDAYS = Kind(COLUMNS, Holidays, rows)
