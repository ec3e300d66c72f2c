"""What a household tells us, sees, takes back; and what of it a task's worker may see."""

from typing import Any

from msgspec import Struct, structs

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.contacts import store as stored_contacts
from chalicelib.cases.contacts.access_log import Look
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.contacts.reveal import answers_for, held
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_see, role_at
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotAuthenticated, NotFound
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.effects import Enqueue, Tools, with_due_at
from chalicelib.platform.transition import apply_to, bump

from . import model as rules
from . import store as households
from .model import Home, Preference


class Household(Struct, frozen=True):
    """Whose preferences: an address that answered, in one community."""

    community: str
    hash: str


LINK_PAUSE_MS = 10 * MINUTE_MS
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
            "Please add contact details and confirm them first.",
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
    households.forgotten(household.community, household.hash, at=now)


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


def for_task(task_id: str, staff: Staff, *, now: int) -> tuple[list[Preference], Aggregate]:
    """Return what helps with a task, and its request, after writing down that this person looked.

    Only for who has the task or answers for it, only what fits it, and only while it is not
    finished. Raises NotFound, NotAllowed, Forbidden.
    """
    found, task = held(task_id, staff)
    helps = {each.code: each for each in told(at_desk(found.request), now=now)}
    if contact := behind(found):
        own = told(Household(task.community, contact.hash), now=now)
        helps |= {each.code: each for each in own}
    seen = [each for each in rules.current(helps.values(), now) if _fits(each, task, found)]
    if seen:
        _looked(task.request, task_id, staff, now=now)
    return seen, found


DESK = "desk-"
"""Begins the household of a request whose resident has neither mail nor telephone: no hash does."""


def at_desk(request: Request) -> Household:
    """Return the household for which staff note what a resident without an address tells."""
    return Household(request.community, f"{DESK}{request.id}")


def is_at_desk(preference: Preference) -> bool:
    """Say whether staff noted this, and not the household itself by its own link."""
    return preference.household.startswith(DESK)


def note_at_desk(
    request_id: str, code: str, value: str, *, consent: bool, staff: Staff, now: int
) -> Preference:
    """Keep what a resident without an address told at the desk; with the request it goes.

    Raises NotFound, Forbidden, InvalidInput, and NotAllowed where an address is confirmed:
    then only its household's own link changes what it told.
    """
    household = at_desk(_noted_by(request_id, staff, now=now).request)
    return tell(household, code, value, consent=consent, now=now)


def take_back_at_desk(request_id: str, code: str, *, staff: Staff, now: int) -> None:
    """Take back what was noted at the desk; raises as `note_at_desk`."""
    withdraw(at_desk(_noted_by(request_id, staff, now=now).request), code, now=now)


def may_note(found: Aggregate) -> bool:
    """Say whether what helps is noted at the desk: there is no address to send a link to."""
    return behind(found) is None and found.request.state != ERASED


def _noted_by(request_id: str, staff: Staff, *, now: int) -> Aggregate:
    """Return a request that this person filed, or has a task of, after writing down who notes."""
    found = _found(request_id)
    if role_at(staff, found.request.community) == "nobody":
        raise NotFound("there is no such request")
    if found.request.filed_by != staff.id and not any(_is_theirs(t, staff) for t in found.tasks):
        raise Forbidden("only who filed the request or has its task may note what helps")
    if not may_note(found):
        raise NotAllowed(
            "The resident has their own link. Only they can change this.",
            state=found.request.state,
            version=found.request.version,
        )
    _looked(request_id, "", staff, now=now)
    return found


def _looked(request_id: str, task_id: str, staff: Staff, *, now: int) -> None:
    look = Look(
        request=request_id, task=task_id, at=now, by=staff.id, by_name=staff.name,
        what="preferences",
    )  # fmt: skip
    looks.insert(look)


def _is_theirs(task: Task, staff: Staff) -> bool:
    return may_see(staff, task) and (task.holder == staff.id or answers_for(task, staff))


def forget_desk(found: Aggregate) -> int:
    """Let the sweep take away what was noted for a request that is erased; say whether it must.

    Only the sweep and the staff's function have rights on what helps.
    """
    household = at_desk(found.request)
    home = households.of(household.community, household.hash)
    at = found.request.changed_at
    if home is None or (home.forgotten_at or 0) >= at:
        return 0
    households.HOMES.save(home, structs.replace(home, forgotten_at=at, expires_at=at, due_at=at))
    return 1


def ended(home: Home, *, now: int, tools: Tools) -> bool:
    """Delete what has no consent any more; the clock goes on to the next, or goes."""
    stored = households.preferences(home.community, home.household)
    left = [each for each in rules.current(stored, now) if not rules.is_gone(each, home)]
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
        households.HOMES.save(home, with_due_at(after, now=now))
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
