"""
Feedback coverage: how many opinions each department recorded, month by month.

Once a month Steward reminds the lead of a department that recorded none, in the same bundle
as everything else. Nobody is ranked.
"""

from msgspec import Struct, field

from chalicelib.escalation import batches
from chalicelib.escalation.reminders import Reminder, addressees
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.kernel.history import event_id
from chalicelib.kernel.months import month_of, months
from chalicelib.kernel.worktime import next_open
from chalicelib.platform.effects import Tools, complete_effect, with_due_at
from chalicelib.platform.transition import bump, write

from . import coverage_store as stored
from . import store as opinions
from .coverage_clock import Hearing
from .record import lead_of

MONTHS = 6


class Coverage(Struct, kw_only=True):
    """What each department heard in each month, oldest first."""

    months: list[str]
    departments: dict[str, list[int]] = field(default_factory=dict)
    written: list[int] = field(default_factory=list)
    """What residents wrote themselves: no department heard it."""


def coverage(staff: Staff, code: str, *, now: int) -> Coverage:
    """Return who heard how much in the last six months; one query. For leads and managers."""
    return of_community(lead_of(code, staff, now=now), count=MONTHS, now=now)


def of_community(community: Community, *, count: int, now: int) -> Coverage:
    """Return what each department heard in the last `count` months, this one included."""
    spans = months(community.calendar.zone, now, count)
    hearing = [name for name in community.departments if name != CONDUCT]
    made = Coverage(
        months=[month.name for month in spans],
        departments={name: [0] * count for name in hearing},
        written=[0] * count,
    )
    for heard in opinions.heard(community.code, spans[0].since, spans[-1].until):
        month = next(n for n, span in enumerate(spans) if heard.at < span.until)
        made.departments.get(heard.department, made.written)[month] += 1
    return made


def begin(code: str, *, now: int) -> None:
    """See to it that a community is asked every month; once is enough."""
    if stored.get(code) is None:
        community = community_of(code, now=now)
        clock = Hearing(community=code, next_at=_next(community, now=now), changed_at=now)
        stored.insert(with_due_at(clock, now=now))


def ask(clock: Hearing, *, now: int, tools: Tools) -> bool:
    """Begin this month's reminder when it is due, once; say whether it was."""
    if clock.next_at is None or clock.next_at > now:
        return False
    after = bump(
        clock,
        ["remind"],
        now=now,
        changed_at=now,
        next_at=_next(community_of(clock.community, now=now), now=now),
        tries=0,
    )
    write(clock, after, tools.enqueue)
    return True


def remind(clock: Hearing, name: str, *, now: int, tools: Tools) -> None:
    """Nudge the lead of each department that heard nothing last month, once a month."""
    community = community_of(clock.community, now=now)
    heard = of_community(community, count=2, now=now)
    for department, (last, _) in heard.departments.items():
        if not last and tools.tuning().chasing:
            _remind(community, department, heard.months[0], now=now)
    complete_effect(clock, name, now=now)


def _remind(community: Community, department: str, month: str, *, now: int) -> None:
    members = estate.members(community.code, now=now)
    reminder = Reminder(
        task=f"{community.code}-hearing",
        reference="",
        what="heard_nothing",
        at=now,
        department=department,
        place_name=community.name,
    )
    for person in addressees("lead", holder="", department=department, members=members):
        event = event_id(f"{community.code}-hearing", f"{month}#{department}#{person.id}")
        batches.add(community.code, person.login, event, reminder, now=now)


def _next(community: Community, *, now: int) -> int:
    """Return the first working instant of next month."""
    return next_open(community.calendar, month_of(community.calendar.zone, now).until)
