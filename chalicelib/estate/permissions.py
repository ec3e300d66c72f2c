"""
Who may do what: two tables and the few questions asked of them.

    a route    says itself which of the sets of roles below may call it (platform/http/route.py)
    ACTIONS    which role may take an action on a task, by whose task it is
    scope      a department's queue is its members' and leads'; a community's queues are its
               managers'; `conduct` is only managers', `oversight` only admins'; an admin
               keeps the estate and works on other tasks only in their own departments

A role is always a role somewhere: a lead of one department is nobody in the next one.
What these tables allow is then put into the key of the query, never filtered afterwards.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from chalicelib.cases.tasks.model import Task, queue_of

from .people import CONDUCT, DEPARTMENTS, OVERSIGHT, Membership, Staff

ROLES = ("nobody", "resident", "contractor", "program", "staff", "lead", "manager", "admin")
"""`resident` and `contractor` are whoever holds a link that is good for what they ask, `program`
whoever shows a key (programs/keys)."""

EVERYBODY = frozenset(ROLES)
RESIDENT = frozenset({"resident"})
CONTRACTOR = frozenset({"contractor"})
PROGRAM = frozenset({"program"})
WORKERS = frozenset({"staff", "lead", "manager", "admin"})
LEADS = frozenset({"lead", "manager", "admin"})
MANAGERS = frozenset({"manager", "admin"})

Held = Literal["mine", "free", "others"]
"""Whose task it is, as the one who acts sees it."""

TEAM = frozenset({"staff", "lead", "manager"})
ABOVE = frozenset({"lead", "manager"})
NOBODY: frozenset[str] = frozenset()

ACTIONS: Mapping[str, Mapping[Held, frozenset[str]]] = {
    # action:           mine            free            others
    "claim": {"mine": TEAM, "free": TEAM, "others": TEAM},  # too late is 409, not 403
    "accept": {"mine": TEAM, "free": NOBODY, "others": NOBODY},
    "start": {"mine": TEAM, "free": TEAM, "others": NOBODY},
    "release": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "pause": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "ask": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "visit": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "offer_times": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "call_off": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "coming": {"mine": TEAM, "free": NOBODY, "others": NOBODY},
    "resume": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "done": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "hand_over": {"mine": TEAM, "free": TEAM, "others": ABOVE},
    "decline": {"mine": TEAM, "free": ABOVE, "others": ABOVE},
    "assign": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "about": {"mine": TEAM, "free": TEAM, "others": TEAM},
    "retopic": {"mine": TEAM, "free": TEAM, "others": TEAM},
    "lower": {"mine": TEAM, "free": ABOVE, "others": ABOVE},
    "merge": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "split": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "link": {"mine": TEAM, "free": TEAM, "others": TEAM},
    "unlink": {"mine": TEAM, "free": TEAM, "others": TEAM},
    "note": {"mine": TEAM, "free": TEAM, "others": TEAM},
    "say": {"mine": TEAM, "free": TEAM, "others": ABOVE},
}


MEASURES: Mapping[str, Mapping[Held, frozenset[str]]] = {
    # action:            owner           nobody's         another's
    "accept": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "prevent": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "gather": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "drop": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "publish": {"mine": ABOVE, "free": ABOVE, "others": ABOVE},
    "reopen": {"mine": TEAM, "free": ABOVE, "others": ABOVE},
    "revise": {"mine": TEAM, "free": ABOVE, "others": ABOVE},
    "start": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
    "done": {"mine": TEAM, "free": NOBODY, "others": ABOVE},
}
"""Who may take an action on a measure, by whose it is: its owner does, a lead decides."""


def top_role(staff: Staff) -> str:
    """Return the highest role this person has anywhere: what a route is asked with."""
    return _highest(() if staff.disabled else staff.memberships)


def role_in(staff: Staff, community: str, department: str) -> str:
    """Return the role of this person in one department; "nobody" when it is not theirs."""
    if staff.disabled:
        return "nobody"
    return _highest(m for m in staff.memberships if _covers(m, community, department))


def role_at(staff: Staff, community: str) -> str:
    """Return the highest role of this person in a community: for its board and its estate."""
    if staff.disabled:
        return "nobody"
    return _highest(m for m in staff.memberships if m.community == community)


def in_scope(staff: Staff, community: str, department: str) -> bool:
    """Say whether this person may see this department's tasks."""
    return role_in(staff, community, department) != "nobody"


def may_keep_outages(staff: Staff, community: str) -> bool:
    """Say whether this person may open, change and end what a community knows not to work."""
    return role_at(staff, community) in ABOVE


def may_see(staff: Staff, task: Task) -> bool:
    """Say whether this person may see a task at all: their queue, and not barred from it."""
    if staff.id in task.barred or staff.login in task.barred:
        return False
    return in_scope(staff, *queue_of(task))


def may(staff: Staff, community: str, department: str, action: str, holder: str) -> bool:
    """Say whether this person may take `action` on a task that `holder` (a staff id or "") has."""
    role = role_in(staff, community, department)
    # An admin works where they are a member, like anybody else there.
    role = "staff" if role == "admin" else role
    held: Held = "free" if not holder else "mine" if holder == staff.id else "others"
    return role in ACTIONS.get(action, {}).get(held, NOBODY)


def may_measure(staff: Staff, community: str, action: str, owner: str) -> bool:
    """Say whether this person may take `action` on a measure that `owner` (an id or "") has."""
    held: Held = "free" if not owner else "mine" if owner == staff.id else "others"
    return role_at(staff, community) in MEASURES.get(action, {}).get(held, NOBODY)


def queues_of(staff: Staff, departments: Mapping[str, Iterable[str]] | None = None) -> list[str]:
    """Return the queues this person may see, in the order of their memberships.

    `departments` maps a community to the departments it has, for its managers; one that
    is not in it has the default ones.
    """
    if staff.disabled:
        return []
    known = departments or {}
    queues = [
        f"{membership.community}.{department}"
        for membership in staff.memberships
        for department in _departments_of(membership, known)
        if _covers(membership, membership.community, department)
    ]
    return list(dict.fromkeys(queues))


def _departments_of(membership: Membership, known: Mapping[str, Iterable[str]]) -> Iterable[str]:
    if membership.role == "admin":
        return (*membership.departments, OVERSIGHT)
    if membership.role != "manager":
        return membership.departments
    return (*known.get(membership.community, DEPARTMENTS), CONDUCT)


def _covers(membership: Membership, community: str, department: str) -> bool:
    if membership.community != community:
        return False
    if department == OVERSIGHT:
        return membership.role == "admin"
    if membership.role == "manager":
        return True
    return department != CONDUCT and department in membership.departments


def _highest(memberships: Iterable[Membership]) -> str:
    # A role that is not in the table, written by hand perhaps, is no role.
    known = (m.role for m in memberships if m.role in WORKERS)
    return max(known, key=ROLES.index, default="nobody")
