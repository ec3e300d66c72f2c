"""What a household tells us, sees, takes back; and what of it a task's worker may see."""

from typing import Any

from msgspec import Struct, structs

from ..domain import contacts
from ..domain import households as rules
from ..domain.errors import InvalidInput, NotAllowed, NotFound
from ..domain.households import Home, Preference
from ..domain.looks import Look
from ..domain.people import Staff
from ..domain.tasks import Task
from ..storage import households, looks, requests
from ..storage.requests import Aggregate
from .contact import held
from .effects import Tools, timed


class Told(Struct, frozen=True):
    """What a resident sees of what they told us."""

    confirmed: bool
    """False: no address of this request was confirmed yet, so nothing can be kept."""
    preferences: list[Preference]


def told(request_id: str, *, now: int) -> Told:
    """Return what the household behind a request told us."""
    found = _found(request_id)
    household = _household(found)
    if household is None:
        return Told(False, [])
    stored = households.preferences(found.request.community, household)
    return Told(True, rules.current(stored, now))


def tell(request_id: str, code: str, value: str, *, consent: bool, now: int) -> Preference:
    """Keep one preference, or renew it. Raises InvalidInput naming the field, NotAllowed.

    Its clock is set first: a kill in between leaves a clock that finds nothing to do.
    """
    if wrong := rules.wrong(code, value, consent):
        raise InvalidInput(**wrong)
    community, household = _of(request_id)
    preference = Preference(
        community=community,
        household=household,
        code=code,
        value=value,
        consent_at=now,
        expires_at=rules.expires_at(code, now),
    )
    households.clock(community, household, preference.expires_at)
    households.put(preference)
    return preference


def withdraw(request_id: str, code: str) -> None:
    """Take one preference back: from now on nobody sees it."""
    if code not in rules.ASKS:
        raise InvalidInput(code="There is nothing of that name to take back.")
    households.delete(*_of(request_id), code)


def forget(request_id: str) -> None:
    """Take back all that a household told us."""
    forgotten(*_of(request_id))


def for_task(task_id: str, staff: Staff, *, now: int) -> list[Preference]:
    """Return what helps with a task, after writing down that this person looked.

    Only for who has the task or answers for it, only what fits it, and only while it is not
    finished. Raises NotFound, NotAllowed, Forbidden.
    """
    found, task = held(task_id, staff)
    household = _household(found)
    if household is None:
        return []
    stored = households.preferences(task.community, household)
    seen = [each for each in rules.current(stored, now) if _fits(each, task, found)]
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
    if left:
        expires_at = min(each.expires_at for each in left)
        after = structs.replace(home, expires_at=expires_at, tries=0)
        households.HOMES.save(home, timed(after, now=now))
    else:
        households.HOMES.delete(home)
    return True


def copy(request_id: str, *, now: int) -> list[dict[str, Any]]:
    """Return what the household behind a request told us, for its own copy."""
    found = _found(request_id)
    household = _household(found)
    return copied(found.request.community, household, now=now) if household else []


def copied(community: str, household: str, *, now: int) -> list[dict[str, Any]]:
    """Return what a household told us, for its copy."""
    return [
        {
            "told": rules.ASKS[each.code].name,
            "value": each.value,
            "purpose": rules.PURPOSES[rules.ASKS[each.code].purpose],
            "consent_at": each.consent_at,
            "expires_at": each.expires_at,
        }
        for each in rules.current(households.preferences(community, household), now)
    ]


def forgotten(community: str, household: str) -> list[str]:
    """Take away what a household told us; return the codes that went."""
    stored = households.preferences(community, household)
    for each in stored:
        households.delete(community, household, each.code)
    return [each.code for each in stored]


def _of(request_id: str) -> tuple[str, str]:
    found = _found(request_id)
    household = _household(found)
    if household is None:
        raise NotAllowed(
            "Please leave an address and confirm it first: only you can then change this.",
            state=found.request.state,
            version=found.request.version,
        )
    return found.request.community, household


def _found(request_id: str) -> Aggregate:
    found = requests.aggregate(request_id)
    if found is None:
        raise NotFound("there is no such request")
    return found


def _household(found: Aggregate) -> str | None:
    """Return who is behind a request: the first address that was confirmed."""
    proven = [c for c in found.contacts if c.state == contacts.VERIFIED]
    return min(proven, key=lambda contact: contact.created_at).hash if proven else None


def _fits(preference: Preference, task: Task, found: Aggregate) -> bool:
    at_home = found.request.place_kind == "private"
    return rules.fits(preference.code, at_home=at_home, urgent=task.priority == "urgent")
