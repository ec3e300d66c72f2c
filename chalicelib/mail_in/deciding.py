"""Mail that was set aside, as its managers have it: listed, found, deleted."""

from chalicelib.estate.authorization import must_manage
from chalicelib.estate.people import Staff
from chalicelib.kernel import ids
from chalicelib.kernel.errors import NotFound

from . import store as letters
from .model import Letter

FOR_MANAGERS = "mail that was set aside is for managers"


def listed(staff: Staff, community: str) -> list[Letter]:
    """Return what is set aside in a community, the newest first."""
    must_manage(staff, community, FOR_MANAGERS)
    return sorted(letters.of_community(community), key=lambda letter: (-letter.at, letter.id))


def theirs(staff: Staff, id: str) -> Letter:
    """Return a letter of a community that this person manages, or raise NotFound, Forbidden."""
    try:
        must_manage(staff, ids.community_of(id), FOR_MANAGERS)
    except ids.BadId:
        raise NotFound("there is no such letter") from None
    letter = letters.get(id)
    if letter is None:
        raise NotFound("there is no such letter")
    return letter


def remove(staff: Staff, id: str) -> Letter:
    """Delete a letter, its words with it."""
    letter = theirs(staff, id)
    letters.LETTERS.delete(letter)
    return letter
