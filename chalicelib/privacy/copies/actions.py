"""Asking for a copy, and where its file is fetched: for managers of the community."""

from chalicelib.estate import authorization
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.history import GRACE_MS, effect
from chalicelib.kernel.words import Sentence
from chalicelib.platform.aws import copy_bucket
from chalicelib.platform.effects import Tools, publish_effects
from chalicelib.programs.keys.model import new_id, random_of

from . import store
from .model import READY, Copy, file_key
from .writing import WRITE

FOR_MANAGERS = "copies are for managers"
MOST_COPIES = 20
"""Of one community in the week that they stand: each reads every request."""


def listed(staff: Staff, community: str) -> list[Copy]:
    """Return the copies of a community, the newest first."""
    authorization.must_manage(staff, community, FOR_MANAGERS)
    return store.of_community(community)


def make(staff: Staff, community: str, *, words: bool, key: str, now: int, tools: Tools) -> Copy:
    """Begin a copy, once an Idempotency-Key; see `begin`."""
    authorization.must_manage(staff, community, FOR_MANAGERS)
    id_ = new_id(community, random_of(staff.id, key, "copy", str(words)))
    return begin(id_, community, staff.name, words=words, now=now, tools=tools)


def begin(id: str, community: str, by: str, *, words: bool, now: int, tools: Tools) -> Copy:
    """Begin the copy of this id, or return the one that there is.

    Raises NotAllowed while another is being written, and past the most that there may be.
    """
    if (found := store.get(id)) is not None:
        return found
    others = store.of_community(community)
    if any(other.state != READY for other in others):
        raise NotAllowed("Another copy is being written.", state="writing")
    if len(others) >= MOST_COPIES:
        raise NotAllowed(
            Sentence("A community has at most %(most)s copies a week.", most=MOST_COPIES),
            state="full",
        )
    copy = Copy(
        id=id, community=community, made_at=now, made_by=by, words=words,
        pending={effect(1, WRITE): now}, due_at=now + GRACE_MS,
    )  # fmt: skip
    if store.COPIES.insert(copy):
        publish_effects(copy, list(copy.pending), tools.enqueue)
    return copy


def theirs(staff: Staff, id: str) -> Copy:
    """Return a copy that this person may fetch, or raise NotFound."""
    found = store.get(id)
    if found is None or role_at(staff, found.community) not in MANAGERS:
        raise NotFound("there is no such copy")
    return found


def address(copy: Copy, *, now: int) -> str:
    """Return where the file is fetched in the next minutes; raises NotAllowed before it is."""
    if copy.state != READY:
        raise NotAllowed("This copy is being written.", state=copy.state, version=copy.version)
    return copy_bucket.address(file_key(copy), f"steward-{copy.id}.json.gz", now=now)
