"""Rights of people: nobody changes their own, or gives more than they have; one manager stays."""

from collections.abc import Mapping
from typing import Any

from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.words import N_

from .changes import Author, plain

RIGHTS = frozenset({"role", "departments", "disabled"})
"""What nobody changes of themselves."""

OWN_RIGHTS = N_("you cannot change your own rights; ask another manager")
ONLY_ADMINS = N_("only an admin can add or change an admin")
NOT_ALL_THEIRS = N_("works where you are no manager; only their own email gets a new password")
LAST_MANAGER = N_("a community needs a manager; appoint another one first")


def of_rights(
    before: Member, row: Mapping[str, Any], staff: Staff | None, author: Author
) -> list[Problem]:
    """Return what this person may not change of somebody's rights; None: an operator."""
    moved = _moved(before, row)
    if not moved or staff is None:
        return []
    if before.login == staff.login:
        return [Problem(moved[0], OWN_RIGHTS)]
    if before.role == "admin" and role_at(staff, before.community) != "admin":
        return [Problem(moved[0], ONLY_ADMINS)]
    if _stops_managing(before, row) and not _others(before, author.at):
        return [Problem(moved[0], LAST_MANAGER)]
    return []


def may_hand_over(staff: Staff, member: Member, *, now: int) -> bool:
    """Say whether this person may see a password of somebody: it opens all that the login may, so
    only who manages every community in which they work, and an admin's an admin there."""
    return all(
        role_at(staff, each.community) in ({"admin"} if each.role == "admin" else MANAGERS)
        for each in estate.memberships(member.login, now=now)
        if not each.disabled
    )


def hold(before: Member, row: Mapping[str, Any], *, now: int) -> list[Problem]:
    """Keep another manager here while one stops managing; return that this is the last one.

    Their row is counted up, and it is written only where it was not: of two managers who let each
    other go in the same second, the second one finds its own row moved. `before` was read first.
    """
    if not _stops_managing(before, row):
        return []
    if any(estate.hold_manager(other) for other in _others(before, now)):
        return []
    return [Problem(_moved(before, row)[0], LAST_MANAGER)]


def _moved(before: Member, row: Mapping[str, Any]) -> list[str]:
    was = plain(before)
    return [name for name in sorted(RIGHTS) if row[name] != was[name]]


def _stops_managing(before: Member, row: Mapping[str, Any]) -> bool:
    manages = before.role in MANAGERS and not before.disabled
    return manages and (row["role"] not in MANAGERS or bool(row["disabled"]))


def _others(member: Member, now: int) -> list[Member]:
    """Return who else manages here."""
    estate.forget()
    return [
        each
        for each in estate.members(member.community, now=now)
        if each.role in MANAGERS and not each.disabled and each.login != member.login
    ]
