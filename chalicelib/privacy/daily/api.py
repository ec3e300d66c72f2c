"""Daily files on the board: which days there are, and where each is fetched."""

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape
from chalicelib.privacy.copies.api import CopyFile

from . import actions
from .model import KEPT_MS, Daily, next_night

routes = StaffRoutes(__name__)


class DailyShown(Shape, frozen=True):
    """The file of a local date: writing, joining or ready; `until` is when it leaves this list."""

    id: str
    date: str
    words: bool
    state: str
    lines: int
    size: int
    ready_at: int | None
    until: int


class DailyList(Shape, frozen=True):
    """The files of a community, the newest first, and when the next is written."""

    files: list[DailyShown]
    next_at: int


@routes.get("/staff/v1/daily", may=MANAGERS, query=("community",))
def list_daily_files(call: Call, staff: Staff) -> DailyList:
    """The days of a community whose files stand."""
    return shown(actions.listed(staff, call.query("community")), now=call.now)


@routes.get("/staff/v1/daily/{id}/file", may=MANAGERS, errors=(NotAllowed,))
def fetch_daily_file(call: Call, staff: Staff, id: str) -> CopyFile:
    """Where the file of a day is fetched."""
    file = actions.theirs(staff, id)
    call.note(item=id, action="fetch_daily_file")
    return CopyFile(address=actions.address(file, now=call.now))


def shown(files: list[Daily], *, now: int) -> DailyList:
    return DailyList(files=[_one(file) for file in files], next_at=next_night(now))


def _one(file: Daily) -> DailyShown:
    return DailyShown(
        id=file.id,
        date=file.date,
        words=file.words,
        state=file.state,
        lines=file.written,
        size=file.size,
        ready_at=file.ready_at,
        until=file.made_at + KEPT_MS,
    )
