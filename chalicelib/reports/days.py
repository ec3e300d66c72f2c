"""The days of a community, for who answers for it: read from tallies, never counted here."""

from datetime import date

from msgspec import structs

from chalicelib.estate.authorization import BOARD, role_of_lead
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import in_scope
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.words import N_, Sentence
from chalicelib.kernel.worktime import local_day

from . import reconcile_store as reconcile
from .daily_stats import Tally
from .trends import SPANS, Trends, before
from .trends import trends as added_up

MOST_DAYS = 400


def read(staff: Staff, community: str, since: str, until: str) -> list[Tally]:
    """Return the tallies of these local dates, both included, with the lines of their departments.

    Raises NotFound if the caller does not work in this community, Forbidden if they lead
    nobody there, InvalidInput for what is no span of dates.
    """
    role_of_lead(staff, community, BOARD)
    _check(since, until)
    return [_scoped(tally, staff) for tally in reconcile.tallies(community, since, until)]


def trends(
    staff: Staff, code: str, days: int, department: str, *, now: int
) -> tuple[Trends, Trends]:
    """Return what came of the last whole days, and of as many days before them.

    In all their departments, or in one of them. Raises NotFound, Forbidden as `read`,
    InvalidInput for another number of days.
    """
    role_of_lead(staff, code, BOARD)
    if days not in SPANS:
        raise InvalidInput(
            days=Sentence("Please ask for %(known)s days.", known=", ".join(map(str, SPANS)))
        )
    last = before(local_day(community_of(code, now=now).calendar.zone, now), 1)
    earlier = before(last, days)
    found = list(reconcile.tallies(code, before(earlier, days - 1), last))

    def wanted(name: str) -> bool:
        return name == (department or name) and in_scope(staff, code, name)

    return added_up(found, last, days, wanted), added_up(found, earlier, days, wanted)


def _check(since: str, until: str) -> None:
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for name, text in (("from", since), ("to", until)):
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            wrong[name] = N_("Please write a date as 2026-03-02.")
    if not wrong and days["from"] > days["to"]:
        wrong["to"] = N_("The last day must not be before the first.")
    if not wrong and (days["to"] - days["from"]).days >= MOST_DAYS:
        wrong["to"] = Sentence("Please ask for at most %(most)s days.", most=MOST_DAYS)
    if wrong:
        raise InvalidInput(**wrong)


def _scoped(tally: Tally, staff: Staff) -> Tally:
    mine = [e for e in tally.lines if in_scope(staff, tally.community, e["department"])]
    return structs.replace(tally, lines=mine)
