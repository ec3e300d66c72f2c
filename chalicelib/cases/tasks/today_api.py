"""The staff API of one's own day."""

from chalicelib.estate.communities import community_of
from chalicelib.estate.model import said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS, queues_of
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape

from . import views as rows
from .api import departments_of, lang
from .today import Deed, deeds

routes = StaffRoutes(__name__)


class DeedShown(Shape, frozen=True):
    """One step that you took today."""

    task: str
    action: str
    at: int
    title: str
    place: str
    reference: str


class Today(Shape, frozen=True):
    """What you did today, the latest first."""

    deeds: list[DeedShown]


@routes.get("/staff/v1/me/today", may=WORKERS)
def show_today(call: Call, staff: Staff) -> Today:
    """What you did today with the tasks that you have, or finished."""
    found = deeds(staff, queues_of(staff, departments_of(staff, call.now)), now=call.now)
    language = lang(call, staff)
    return Today(deeds=[_shown(deed, language, now=call.now) for deed in found])


def _shown(deed: Deed, language: str, *, now: int) -> DeedShown:
    task = deed.task
    return DeedShown(
        task=task.id,
        action=deed.action,
        at=deed.at,
        title=rows.title(task.topic, community_of(task.community, now=now), language),
        place=said(task.place_name, language),
        reference=task.reference,
    )
