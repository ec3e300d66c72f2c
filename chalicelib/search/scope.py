"""Who searches in what: the departments that are theirs, which are the keys of all that is read."""

from chalicelib.estate.communities import community_of
from chalicelib.estate.people import PERSONAL, Staff
from chalicelib.estate.permissions import in_scope, role_at
from chalicelib.kernel.errors import InvalidInput, NotFound

from .model import Scope


def scope_of(staff: Staff, code: str, department: str, *, now: int) -> Scope:
    """Return what somebody searches in a community: one department, or all that are theirs.

    Raises NotFound if they do not work there, InvalidInput for a department that is not theirs.
    """
    if role_at(staff, code) == "nobody":
        raise NotFound("there is no such community")
    community = community_of(code, now=now)
    # One that was closed still has what it did.
    known = [department] if department in community.redirects else community.departments
    theirs = [
        name for name in known if name not in PERSONAL and in_scope(staff, community.code, name)
    ]
    if department and department not in theirs:
        raise InvalidInput(department="You do not work in that department.")
    return Scope(code, (department,) if department else tuple(theirs))
