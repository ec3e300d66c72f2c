"""What a household tells us, sees, takes back; and what of it a task's worker may see."""

from typing import Any

from msgspec import Struct, structs

from ..domain import contacts
from ..domain import households as rules
from ..domain.contacts import Contact
from ..domain.errors import InvalidInput, NotAllowed, NotAuthenticated, NotFound
from ..domain.households import Home, Preference
from ..domain.looks import Look
from ..domain.people import Staff
from ..domain.tasks import Task
from ..storage import contacts as stored_contacts
from ..storage import households, looks, requests
from ..storage.requests import Aggregate
from .contact import held
from .effects import Enqueue, Tools, timed
from .transition import apply_to, bump


class Household(Struct, frozen=True):
    """Whose preferences: an address that answered, in one community."""

    community: str
    hash: str


LINK_PAUSE_MS = 10 * 60_000
"""How long nobody is sent a second link; the first is on its way."""


def ask_for_link(request_id: str, *, now: int, enqueue: Enqueue) -> bool:
    """Have a household's own link sent to its address; say whether one goes out now.

    A request proves reach, not identity: whoever sent it may have typed somebody else's
    address. So what a household told is opened by what arrives at that address alone.
    """
    found = _found(request_id)
    contact = behind(found)
    if contact is None:
        raise NotAllowed(
            "Please leave an address and confirm it first: only you can then change this.",
            state=found.request.state,
            version=found.request.version,
        )

    def asked(contact: Contact) -> Contact | None:
        sent = contact.asked_at
        if contact.state != contacts.VERIFIED or (sent and now - sent < LINK_PAUSE_MS):
            return None
        return bump(contact, ["home"], now=now, asked_at=now)

    return apply_to(contact, asked, enqueue=enqueue).applied


def opened(request_id: str, hash: str) -> Household:
    """Return whose page a household's link opens, while its address still takes our messages.

    Raises NotAuthenticated when that address was stopped, or is not there any more.
    """
    contact = stored_contacts.get(request_id, hash)
    if contact is None or contact.state != contacts.VERIFIED:
        raise NotAuthenticated("no_link")
    return Household(contact.community, hash)


def told(household: Household, *, now: int) -> list[Preference]:
    """Return what a household told us."""
    return rules.current(households.preferences(household.community, household.hash), now)


def tell(household: Household, code: str, value: str, *, consent: bool, now: int) -> Preference:
    """Keep one preference, or renew it. Raises InvalidInput naming the field.

    Its clock is set first: a kill in between leaves a clock that finds nothing to do.
    """
    if wrong := rules.wrong(code, value, consent):
        raise InvalidInput(**wrong)
    preference = Preference(
        community=household.community,
        household=household.hash,
        code=code,
        value=value,
        consent_at=now,
        expires_at=rules.expires_at(code, now),
    )
    households.clock(household.community, household.hash, preference.expires_at)
    households.put(preference)
    return preference


def withdraw(household: Household, code: str, *, now: int) -> None:
    """Take one preference back: from now on nobody sees it."""
    if code not in rules.ASKS:
        raise InvalidInput(code="There is nothing of that name to take back.")
    for each in told(household, now=now):
        if each.code != code:
            households.put(structs.replace(each, kept_at=now))
    _forgotten(household, now=now)
    households.delete(household.community, household.hash, code)


def forget(household: Household, *, now: int) -> list[str]:
    """Take away all that a household told us; return the codes that went."""
    stored = households.preferences(household.community, household.hash)
    if stored:
        _forgotten(household, now=now)
    for each in stored:
        households.delete(household.community, household.hash, each.code)
    return [each.code for each in stored]


def _forgotten(household: Household, *, now: int) -> None:
    """Say first that something goes: a restore, and the daily look, then hold to it."""
    until = now + rules.FORGOTTEN_KEPT_MS
    households.forgotten(household.community, household.hash, at=now, until=until)


def take_away_again(home: Home) -> bool:
    """Delete what a restore brought back of what a household took back; say whether it did."""
    if home.forgotten_at is None:
        return False
    back = [
        each
        for each in households.preferences(home.community, home.household)
        if rules.is_gone(each, home)
    ]
    for each in back:
        households.delete(home.community, home.household, each.code)
    return bool(back)


def for_task(task_id: str, staff: Staff, *, now: int) -> list[Preference]:
    """Return what helps with a task, after writing down that this person looked.

    Only for who has the task or answers for it, only what fits it, and only while it is not
    finished. Raises NotFound, NotAllowed, Forbidden.
    """
    found, task = held(task_id, staff)
    contact = behind(found)
    if contact is None:
        return []
    household = Household(task.community, contact.hash)
    seen = [each for each in told(household, now=now) if _fits(each, task, found)]
    if seen:
        look = Look(
            request=task.request, task=task_id, at=now, by=staff.id, by_name=staff.name,
            what="preferences",
        )  # fmt: skip
        looks.insert(look)
    return seen


def ended(home: Home, *, now: int, tools: Tools) -> bool:
    """Delete what has no consent any more; the clock goes on to the next, or goes."""
    stored = households.preferences(home.community, home.household)
    left = rules.current(stored, now)
    kept = {each.code for each in left}
    for each in stored:
        if each.code not in kept:
            households.delete(home.community, home.household, each.code)
    ends = [each.expires_at for each in left]
    if home.forgotten_at and home.forgotten_at + rules.FORGOTTEN_KEPT_MS > now:
        ends.append(home.forgotten_at + rules.FORGOTTEN_KEPT_MS)
    if ends:
        expires_at = min(ends)
        after = structs.replace(home, expires_at=expires_at, tries=0)
        households.HOMES.save(home, timed(after, now=now))
    else:
        households.HOMES.delete(home)
    return True


def copied(household: Household, *, now: int) -> list[dict[str, Any]]:
    """Return what a household told us, for its copy."""
    return [
        {
            "told": rules.ASKS[each.code].name,
            "value": each.value,
            "purpose": rules.PURPOSES[rules.ASKS[each.code].purpose],
            "consent_at": each.consent_at,
            "expires_at": each.expires_at,
        }
        for each in told(household, now=now)
    ]


def behind(found: Aggregate) -> Contact | None:
    """Return who is behind a request: the first address that was confirmed."""
    proven = [c for c in found.contacts if c.state == contacts.VERIFIED]
    return min(proven, key=lambda contact: contact.created_at, default=None)


def _found(request_id: str) -> Aggregate:
    found = requests.aggregate(request_id)
    if found is None:
        raise NotFound("there is no such request")
    return found


def _fits(preference: Preference, task: Task, found: Aggregate) -> bool:
    at_home = found.request.place_kind == "private"
    return rules.fits(preference.code, at_home=at_home, urgent=task.priority == "urgent")
