"""Who is calling the staff API: a verified login, and what it may do, read per call."""

from typing import Any

from chalicelib.kernel import errors
from chalicelib.platform import settings
from chalicelib.platform.aws import identity
from chalicelib.platform.http.blueprint import Made, Routes
from chalicelib.platform.http.call import Call, problem

from . import permissions
from . import store as estate
from .people import Staff, staff_of


class StaffRoutes(Routes):
    """Routes for staff: the view gets who is calling, and is not called for anybody else."""

    kind = "staff"

    def answering(self, call: Call, **params: str) -> Made:
        spoken = ""
        try:
            staff = caller(call)
            spoken = staff.language
            if permissions.top_role(staff) not in call.route.may:
                raise errors.Forbidden(f"your role may not {call.route.name}")
            return call.route.view(call, staff, **params)
        except errors.ServiceError as error:
            if isinstance(error, errors.NotAuthenticated | errors.Forbidden):
                call.note(reason=type(error).__name__, AuthzDenied=1)
            return problem(error, call, spoken)


def caller(call: Call) -> Staff:
    """Return who is calling, or raise NotAuthenticated; Forbidden for one who has left."""
    scheme, _, token = call.header("authorization").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.NotAuthenticated("no_token")
    oidc: dict[str, Any] = settings.oidc()
    login = identity.verify(token.strip(), now=call.now, **oidc)
    staff = staff_of(estate.memberships(f"{login.issuer}#{login.subject}", now=call.now))
    if staff is None or staff.disabled:
        raise errors.Forbidden("this login works nowhere here")
    return staff
