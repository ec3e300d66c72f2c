"""The times that a department can offer for a visit: its working hours, holidays and rosters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.cases.tasks.deadlines import hours
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.kernel import quiet, worktime
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.words import N_, Sentence
from chalicelib.kernel.worktime import Calendar

from .model import HOUR_MS, LATEST_MS, LONGEST_MS, MOST_WINDOWS, SHORTEST_MS

PIECE_MIN = 120
"""How long a time on offer is, where the hours allow it."""
LEAST_MIN = 60
LEAD_MS = 2 * HOUR_MS
"""The first time on offer begins so long from now: the resident has to read it first."""
MOST_SHOWN = 20
MOST_DAYS = 21


def to_offer(
    task: Task, community: Community, members: Iterable[Member], *, now: int
) -> list[tuple[int, int]]:
    """Return the next times in which whoever has the task works, else any of its department."""
    calendar, zone = hours(task, community), community.calendar.zone
    able = _able(task, members)
    found = []
    for begin, end in _pieces(calendar, zone, now + LEAD_MS):
        if able and not any(is_there(each, begin, end, zone) for each in able):
            continue
        if task.priority != "urgent" and _is_quiet(zone, begin, end):
            continue
        found.append((begin, end))
        if len(found) == MOST_SHOWN:
            break
    return found


def is_there(member: Member, begin: int, end: int, zone: str) -> bool:
    """Say whether somebody works in all of a time, by their leave and their roster."""
    day = worktime.local_day(zone, begin)
    if any(first <= day <= last for first, last in member.leave):
        return False
    return member.roster is None or _is_open(member.roster, begin, end)


def _is_open(calendar: Calendar, begin: int, end: int) -> bool:
    return worktime.between(calendar, begin, end) == end - begin


def wrong(windows: Sequence[Sequence[int]], *, now: int) -> str:
    """Return what is wrong with times on offer, wherever they are offered; "" for nothing."""
    if not 1 <= len(windows) <= MOST_WINDOWS:
        return Sentence("Please offer one to %(most)s times.", most=MOST_WINDOWS)
    if any(len(each) != 2 for each in windows):
        return N_("Each time has a beginning and an end.")
    if len({begin for begin, _ in windows}) < len(windows):
        return N_("Two of the times begin at once.")
    if any(not SHORTEST_MS <= end - begin <= LONGEST_MS for begin, end in windows):
        return N_("A time ends after it begins: 15 minutes later at least, 12 hours at most.")
    if any(begin <= now for begin, _ in windows):
        return N_("One of the times has begun already: please choose later ones.")
    if any(begin > now + LATEST_MS for begin, _ in windows):
        return N_("Please choose times within 60 days.")
    return ""


def must_be_open(task: Task, community: Community, windows: Sequence[Sequence[int]]) -> None:
    """Raise InvalidInput when one of the times is outside of the hours of who has the task."""
    calendar = hours(task, community)
    for begin, end in windows:
        if not _is_open(calendar, begin, end):
            zone = ZoneInfo(community.calendar.zone)
            at = datetime.fromtimestamp(begin / 1000, zone)
            raise InvalidInput(
                windows=Sentence(
                    "No one is on duty for all of the time from %(given)s. Please choose another.",
                    given=format(at, "%Y-%m-%d %H:%M"),
                )
            )


def _able(task: Task, members: Iterable[Member]) -> list[Member]:
    """Return whose leave and rosters count: the holder's, else those of all who could come."""
    there = [member for member in members if not member.disabled]
    holder = [member for member in there if member.id == task.holder]
    return holder or [each for each in there if task.department in each.departments]


def _pieces(calendar: Calendar, zone: str, since: int) -> Iterator[tuple[int, int]]:
    day = datetime.fromtimestamp(since / 1000, ZoneInfo(zone)).date()
    for number in range(MOST_DAYS):
        for begin, end in worktime.pieces(
            calendar, day + timedelta(days=number), PIECE_MIN, least=LEAST_MIN
        ):
            if begin >= since:
                yield begin, end


def _is_quiet(zone: str, begin: int, end: int) -> bool:
    """Say whether nobody should ring at a door then."""
    return quiet.over_at(zone, begin) is not None or quiet.over_at(zone, end - 1) is not None
