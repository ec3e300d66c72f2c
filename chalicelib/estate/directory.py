"""Who works in a community: for choosing who gets a task, and for who answers for them."""

from chalicelib.kernel.errors import InvalidInput

from . import store as estate
from .authorization import role_of_lead
from .members import Member
from .people import Staff, staff_of
from .permissions import in_scope, role_in


def worker(community: str, department: str, id: str, *, now: int) -> Member:
    """Return the member with this id who may be given a task of this department.

    Raises InvalidInput for anybody else: a task nobody of its department has is lost.
    """
    for member in estate.members(community, now=now):
        if member.id == id and _works_in(member, department):
            return member
    raise InvalidInput(staff="No one of that name works in that department.")


def people(staff: Staff, community: str, *, now: int) -> list[Member]:
    """Return who works in the departments this person answers for, by name.

    Raises NotFound if the caller does not work in this community, Forbidden if they lead
    nobody there.
    """
    role = role_of_lead(staff, community, "who is on duty is for leads and managers to see")
    found = [m for m in estate.members(community, now=now) if _answers_for(staff, role, m)]
    return sorted(found, key=lambda member: (not member.on_duty, member.name))


def _works_in(member: Member, department: str) -> bool:
    found = staff_of([member])
    return found is not None and role_in(found, member.community, department) != "nobody"


def _answers_for(staff: Staff, role: str, member: Member) -> bool:
    if member.disabled:
        return False
    if role in ("manager", "admin"):
        return True
    return any(in_scope(staff, member.community, name) for name in member.departments)
