"""Copies on the board: asked for, how far each is, and where its file is fetched."""

from msgspec import Struct

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import tools

from . import actions
from .model import KEPT_MS, Copy

routes = StaffRoutes(__name__)


class NewCopy(Struct, forbid_unknown_fields=True):
    """A copy that is wanted; `words`: with what residents wrote, their names and addresses."""

    community: str
    words: bool = False


class CopyShown(Shape, frozen=True):
    """A copy: writing, joining or ready; `until` is when its file is deleted."""

    id: str
    words: bool
    made_at: int
    made_by: str
    state: str
    written: int
    percent: int
    size: int
    ready_at: int | None
    until: int


class CopyList(Shape, frozen=True):
    """The copies of a community, the newest first."""

    copies: list[CopyShown]


class CopyFile(Shape, frozen=True):
    """Where a file is fetched in the next five minutes, by whoever has the address."""

    address: str


@routes.get("/staff/v1/copies", may=MANAGERS, query=("community",))
def list_copies(call: Call, staff: Staff) -> CopyList:
    """The copies of a community that still have their file."""
    found = actions.listed(staff, call.query("community"))
    return CopyList(copies=[shown(each) for each in found])


@routes.post(
    "/staff/v1/copies",
    may=MANAGERS,
    body=NewCopy,
    idempotent=True,
    status=CREATED,
    errors=(NotAllowed,),
)
def make_copy(call: Call, staff: Staff) -> Reply[CopyShown]:
    """Begin a copy of every request; a worker writes it."""
    asked, key = call.json(NewCopy), call.key()
    using = tools(now=call.now, correlation=call.id)
    copy = actions.make(
        staff, asked.community, words=asked.words, key=key, now=call.now, tools=using
    )
    call.note(item=copy.id, action="make_copy")
    return Reply(shown(copy))


@routes.get("/staff/v1/copies/{id}/file", may=MANAGERS, errors=(NotAllowed,))
def fetch_copy(call: Call, staff: Staff, id: str) -> CopyFile:
    """Where the file of a copy is fetched."""
    copy = actions.theirs(staff, id)
    call.note(item=id, action="fetch_copy")
    return CopyFile(address=actions.address(copy, now=call.now))


def shown(copy: Copy) -> CopyShown:
    return CopyShown(
        id=copy.id,
        words=copy.words,
        made_at=copy.made_at,
        made_by=copy.made_by,
        state=copy.state,
        written=copy.written,
        percent=copy.percent,
        size=copy.size,
        ready_at=copy.ready_at,
        until=copy.made_at + KEPT_MS,
    )
