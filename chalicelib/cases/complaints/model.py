"""
Complaints about people: who may look into one, and in which queue it waits.

Never the one it is about, never their own manager, and a second look is by somebody else
than the first. Where that leaves no manager of the community, it waits with another
community's manager of the same company, else with the company's admins.
"""

import re
from collections.abc import Iterable, Mapping

from chalicelib.estate.members import Member
from chalicelib.estate.people import CONDUCT, OVERSIGHT

SHORTEST_NAME = 3
"""Letters: a shorter first name is a word of too many sentences."""

_THE_MANAGER = re.compile(r"\bmanagers?\b|经理|經理|主任|主管", re.IGNORECASE)


def named(about: str, members: Iterable[Member]) -> list[str]:
    """Return the ids of whom these words may mean; rather one too many than the one too few.

    "The manager" means every manager there is.
    """
    said = about.casefold()
    found = [member.id for member in members if _is_named(member, said)]
    if _THE_MANAGER.search(about):
        found += [member.id for member in members if member.role == "manager"]
    return list(dict.fromkeys(found))


def barred(concerned: Iterable[str], members: Iterable[Member], first: Iterable[str]) -> list[str]:
    """Return who may not see it: whom it is about, their managers, who looked the first time."""
    known = list(members)
    whom = list(concerned)
    managers = [manager for each in whom if (manager := manager_of(each, known))]
    return sorted({*whom, *managers, *first})


def manager_of(person: str, members: Iterable[Member]) -> str:
    """Return the id of somebody's own manager: the one written down, else the only one."""
    known = list(members)
    written = next((member.manager for member in known if member.id == person), "")
    managers = [m.id for m in known if m.role == "manager" and m.id != person and not m.disabled]
    return written or (managers[0] if len(managers) == 1 else "")


def queue_of(community: str, out: Iterable[str], company: Mapping[str, Iterable[Member]]) -> str:
    """Return the queue in which a complaint waits for who may look into it.

    `company` has the members of each of its communities. Where there is nobody at all it
    waits for the admin who is appointed next.
    """
    others = [code for code in sorted(company) if code != community]
    for code in (community, *others):
        if _anybody(company.get(code, ()), "manager", out):
            return f"{code}.{CONDUCT}"
    for code in (community, *others):
        if _anybody(company.get(code, ()), "admin", out):
            return f"{code}.{OVERSIGHT}"
    return f"{community}.{OVERSIGHT}"


def _anybody(members: Iterable[Member], role: str, out: Iterable[str]) -> bool:
    kept = set(out)
    return any(m.role == role and not m.disabled and m.id not in kept for m in members)


def _is_named(member: Member, said: str) -> bool:
    name = member.name.casefold()
    if not name.isascii():
        return name in said
    words = [member.id.casefold(), name, *name.split()]
    return any(
        len(word) >= SHORTEST_NAME and re.search(rf"\b{re.escape(word)}\b", said) for word in words
    )
