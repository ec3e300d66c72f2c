"""The list of what is stuck: noted by the sweep, shown to leads, let go when it moves."""

from typing import Any

from ..domain import ids
from ..domain.contacts import Contact
from ..domain.people import Staff
from ..domain.permissions import in_scope, role_at
from ..domain.requests import Request
from ..domain.steps import STUCK_AFTER
from ..domain.stuck import Stuck
from ..domain.tasks import Task
from ..storage import kinds
from ..storage import stuck as notes
from .leading import role_of_lead


def note(item: Any, *, now: int) -> None:
    """Note that the sweep cannot get on with an item; the same item again is one note."""
    community = getattr(item, "community", "")
    if not community:
        return
    pk, sk = kinds.key_of(item)
    notes.put(
        Stuck(
            community=community,
            item=pk,
            kind=sk,
            since=now,
            tries=item.tries,
            effects=sorted(item.pending),
            reference=getattr(item, "reference", ""),
        )
    )


def listed(staff: Staff, community: str) -> list[Stuck]:
    """Return what is stuck of what this person answers for, longest first.

    Raises NotFound for a community that is not theirs, Forbidden for who leads nobody.
    """
    role_of_lead(staff, community, "what is stuck is for leads and managers")
    found = [(each, kinds.get(each.item, each.kind)) for each in notes.listed(community)]
    mine = [each for each, item in found if _is_stuck(item) and _may_see(item, staff, community)]
    return sorted(mine, key=lambda each: each.since)


def tend(community: str) -> None:
    """Let go of the notes on what moves again, or is gone."""
    for each in notes.listed(community):
        if not _is_stuck(kinds.get(each.item, each.kind)):
            notes.forget(each)


def _is_stuck(item: Any) -> bool:
    return item is not None and item.tries > STUCK_AFTER and item.due_at is not None


def _may_see(item: Any, staff: Staff, community: str) -> bool:
    """A lead sees what is their departments'; what is nobody's department is a manager's."""
    if getattr(item, "about", "") in (staff.id, staff.login):
        return False
    if isinstance(item, Task):
        return in_scope(staff, community, item.department)
    if isinstance(item, Request) and item.plan and not item.about:
        departments = {ids.parse_task_id(task_id).department for task_id in item.plan}
        return all(in_scope(staff, community, name) for name in departments)
    if isinstance(item, Contact | Request):
        return role_at(staff, community) == "manager"
    return role_at(staff, community) in ("manager", "admin")
