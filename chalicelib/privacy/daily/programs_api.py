"""
What a program with the right `export` calls: daily files and copies, listed and fetched.

Of what holds words it has the right `words`, too. These routes stand at the door of staff: the
door of residents may read no file.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from chalicelib.estate.permissions import PROGRAM
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.services import tools
from chalicelib.privacy.copies import actions as copies
from chalicelib.privacy.copies import api as copies_api
from chalicelib.privacy.copies import store as copies_store
from chalicelib.privacy.copies.api import CopyFile, CopyList, CopyShown
from chalicelib.privacy.copies.model import Written
from chalicelib.programs.keys.called_by import Program, ProgramRoutes
from chalicelib.programs.keys.model import EXPORT, WORDS, filer, new_id, random_of

from . import actions, store
from .api import DailyList, shown

routes = ProgramRoutes(__name__)

W = TypeVar("W", bound=Written)


class ProgramsCopy(Struct, forbid_unknown_fields=True):
    """A copy that is wanted; "": of the community of the key."""

    community: str = ""
    words: bool = False


@routes.get("/api/v1/programs/export/daily", may=PROGRAM, query=("community",))
def list_daily_for_program(call: Call, program: Program) -> DailyList:
    """The days of a community whose files stand."""
    community = _community(program, call.query("community"))
    return shown(store.newest(community), now=call.now)


@routes.get("/api/v1/programs/export/daily/{id}/file", may=PROGRAM, errors=(NotAllowed,))
def fetch_daily_for_program(call: Call, program: Program, id: str) -> CopyFile:
    """Where the file of a day is fetched."""
    file = _theirs(program, store.get, id)
    call.note(item=id, action="fetch_daily_file")
    return CopyFile(address=actions.address(file, now=call.now))


@routes.get("/api/v1/programs/export/copies", may=PROGRAM, query=("community",))
def list_copies_for_program(call: Call, program: Program) -> CopyList:
    """The copies of a community that still have their file."""
    community = _community(program, call.query("community"))
    found = copies_store.of_community(community)
    return CopyList(copies=[copies_api.shown(each) for each in found])


@routes.post(
    "/api/v1/programs/export/copies",
    may=PROGRAM,
    body=ProgramsCopy,
    idempotent=True,
    status=CREATED,
    errors=(NotAllowed,),
)
def make_copy_for_program(call: Call, program: Program) -> Reply[CopyShown]:
    """Begin a copy of every request; a worker writes it."""
    asked, key = call.json(ProgramsCopy), call.key()
    community = _community(program, asked.community)
    if asked.words:
        program.must(WORDS)
    id_ = new_id(community, random_of(filer(program.key), key, "copy", str(asked.words)))
    copy = copies.begin(
        id_, community, program.key.name, words=asked.words, now=call.now,
        tools=tools(now=call.now, correlation=call.id),
    )  # fmt: skip
    call.note(item=copy.id, action="make_copy")
    return Reply(copies_api.shown(copy))


@routes.get("/api/v1/programs/export/copies/{id}/file", may=PROGRAM, errors=(NotAllowed,))
def fetch_copy_for_program(call: Call, program: Program, id: str) -> CopyFile:
    """Where the file of a copy is fetched."""
    copy = _theirs(program, copies_store.get, id)
    call.note(item=id, action="fetch_copy")
    return CopyFile(address=copies.address(copy, now=call.now))


def _community(program: Program, named: str) -> str:
    """Return the community that is asked for: the key's own unless another is named."""
    _may(program)
    community = named or program.key.community
    if community not in program.key.communities:
        raise NotFound("there is no such community")
    return community


def _theirs(program: Program, get: Callable[[str], W | None], id: str) -> W:
    """Return a file that this key may fetch, or raise NotFound; Forbidden for its words."""
    _may(program)
    found = get(id)
    if found is None or found.community not in program.key.communities:
        raise NotFound("there is no such file")
    if found.words:
        program.must(WORDS)
    return found


def _may(program: Program) -> None:
    program.must(EXPORT)
    program.refuse_too_many()
