"""Taking a change back: the fields that it changed, where nobody changed them since."""

from collections.abc import Callable

from msgspec import structs

from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.words import Sentence
from chalicelib.platform.effects import Enqueue

from . import changes_store as changes
from . import checks, people, places, settings
from .change import mark, must_manage, refuse, revise, stands, taken_back
from .changes import IMPORT, PLACES, Author, Change, can_be_taken_back, moved_since, plain

PAGE = 30


def listed(staff: Staff, community: str, *, before: str) -> tuple[list[Change], str]:
    """Return a page of a community's changes, the newest first, and where the next begins."""
    must_manage(staff, community)
    found = changes.newest(community, before=before, limit=PAGE)
    after = found[-1].number if len(found) == PAGE else ""
    return [change for change in found if change.made], after


def take_back(staff: Staff, community: str, number: str, author: Author, enqueue: Enqueue) -> None:
    """Take a change back; the same again does nothing.

    Raises NotAllowed when somebody changed the same since, or when it cannot be taken back.
    """
    must_manage(staff, community)
    change = changes.get(community, number)
    if change is None or not change.made:
        raise NotFound("there is no such change")
    if change.undone_by:
        return
    if change.what == PLACES and can_be_taken_back(change):
        places.take_back(change, structs.replace(author, undoes=number))
        return
    if change.what == IMPORT and can_be_taken_back(change):
        # Here and not above: whoever opens the board reads no spreadsheet.
        from .sheets import imports

        imports.take_back(change, author, enqueue)
        return
    now = stands(change)
    if now is None or not can_be_taken_back(change):
        raise NotAllowed("This cannot be undone.", state="kept")
    last = changes.get(community, now.change) if now.change else None
    if last is not None and last.undoes == number:
        # It was taken back, and a kill came before that was marked.
        mark(last)
        return
    if moved := moved_since(change, now):
        raise NotAllowed(
            Sentence("This has changed since: %(known)s.", known=", ".join(moved)), state="changed"
        )
    _REVERT[type(now)](staff, change, now, structs.replace(author, undoes=number))


def _community(staff: Staff, change: Change, now: Community, author: Author) -> None:
    row = plain(taken_back(change, now))
    refuse(checks.problems(row, ours=frozenset()))
    settings.store(now, checks.community_of(row), author)


def _place(staff: Staff, change: Change, now: Place, author: Author) -> None:
    revise(now, taken_back(change, now), author)


def _member(staff: Staff, change: Change, now: Member, author: Author) -> None:
    before = {name: field["from"] for name, field in change.fields.items()}
    people.change(staff, now.community, now.id, before, version=now.writes, author=author)


_REVERT: dict[type, Callable[..., None]] = {
    Community: _community,
    Place: _place,
    Member: _member,
}
