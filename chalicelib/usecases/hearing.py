"""Which department heard how much, month by month: what nobody heard cannot be answered."""

from msgspec import Struct, field

from ..domain.estate import Community
from ..domain.months import months
from ..domain.people import CONDUCT, Staff
from ..storage import opinions
from .hear import lead_of

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
