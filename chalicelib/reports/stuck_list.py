"""The list of what is stuck: noted by the sweep, shown to leads, let go when it moves."""

from hashlib import sha256

from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.authorization import role_of_lead
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import in_scope, role_at
from chalicelib.kernel import ids
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import STUCK_AFTER, effect
from chalicelib.platform import entities as kinds

from . import stuck_store as notes
from .stuck import DOUBTED_MS, Stuck


def note(item: Entity, *, now: int) -> None:
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


def doubt(item: Entity, event: str, *, now: int) -> None:
    """Note that a message about an item is not known to have arrived: two tries, no answer."""
    pk, sk = kinds.key_of(item)
    notes.put(
        Stuck(
            community=getattr(item, "community", ""),
            item=pk,
            kind=sk,
            since=now,
            tries=2,
            effects=[effect(1, "lost")],
            reference=getattr(item, "reference", ""),
            # The event itself may end in the hash of an address.
            doubt=sha256(event.encode()).hexdigest()[:16],
        )
    )


def listed(staff: Staff, community: str, *, now: int) -> list[Stuck]:
    """Return what is stuck of what this person answers for, longest first.

    Raises NotFound if the caller does not work in this community, Forbidden if they lead
    nobody there.
    """
    role_of_lead(staff, community, "what is stuck is for leads and managers")
    found = [(each, kinds.get(each.item, each.kind)) for each in notes.listed(community)]
    mine = [
        each
        for each, item in found
        if _stands(each, item, now=now) and _may_see(item, staff, community)
    ]
    return sorted(mine, key=lambda each: each.since)


def tend(community: str, *, now: int) -> None:
    """Let go of the notes on what moves again, or is gone."""
    for each in notes.listed(community):
        if not _stands(each, kinds.get(each.item, each.kind), now=now):
            notes.forget(each)


def _stands(note: Stuck, item: Entity | None, *, now: int) -> bool:
    return now - note.since < DOUBTED_MS if note.doubt else _is_stuck(item)


def _is_stuck(item: Entity | None) -> bool:
    return item is not None and item.tries > STUCK_AFTER and item.due_at is not None


def _may_see(item: Entity | None, staff: Staff, community: str) -> bool:
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
