"""Who leads somebody in a community: the one question of all that leads and managers look at."""

from chalicelib.kernel.errors import Forbidden, NotFound

from .people import Staff
from .permissions import LEADS, MANAGERS, role_at

BOARD = "the board is for leads and managers"


def role_of_lead(staff: Staff, community: str, otherwise: str) -> str:
    """Return the role of who leads somebody there.

    Raises NotFound if they do not work in this community, Forbidden with `otherwise` if they
    lead nobody there.
    """
    role = role_at(staff, community)
    if role == "nobody":
        raise NotFound("there is no such community")
    if role not in LEADS:
        raise Forbidden(otherwise)
    return role


def must_manage(staff: Staff, community: str, otherwise: str) -> None:
    """Raise NotFound for who does not work in this community, Forbidden with `otherwise` for who
    does not manage it."""
    if role_of_lead(staff, community, otherwise) not in MANAGERS:
        raise Forbidden(otherwise)
