"""The days of a community, for who answers for it: read from tallies, never counted here."""

from datetime import date

from msgspec import structs

from ..domain.errors import Forbidden, InvalidInput, NotFound
from ..domain.people import Staff
from ..domain.permissions import LEADS, in_scope, role_at
from ..domain.tallies import Tally
from ..storage import reconcile

MOST_DAYS = 400


def read(staff: Staff, community: str, since: str, until: str) -> list[Tally]:
    """Return the tallies of these local dates, both included, with the lines of their departments.

    Raises NotFound for a community that is not theirs, Forbidden for who leads nobody,
    InvalidInput for what is no span of dates.
    """
    role = role_at(staff, community)
    if role == "nobody":
        raise NotFound("there is no such community")
    if role not in LEADS:
        raise Forbidden("the board is for leads and managers")
    _check(since, until)
    return [_scoped(tally, staff) for tally in reconcile.tallies(community, since, until)]


def _check(since: str, until: str) -> None:
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for name, text in (("from", since), ("to", until)):
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            wrong[name] = "Please write a date as 2026-03-02."
    if not wrong and days["from"] > days["to"]:
        wrong["to"] = "The last day must not be before the first."
    if not wrong and (days["to"] - days["from"]).days >= MOST_DAYS:
        wrong["to"] = f"Please ask for at most {MOST_DAYS} days."
    if wrong:
        raise InvalidInput(**wrong)


def _scoped(tally: Tally, staff: Staff) -> Tally:
    mine = [e for e in tally.lines if in_scope(staff, tally.community, e["department"])]
    return structs.replace(tally, lines=mine)
