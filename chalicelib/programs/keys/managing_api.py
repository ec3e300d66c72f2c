"""Keys of programs on the board: seen, made, rotated and revoked by managers."""

from typing import Literal

from msgspec import Struct

from chalicelib.cases.tasks.api import lang
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.http.shapes import Named, Shape

from . import actions
from .model import RIGHTS, Key

routes = StaffRoutes(__name__)


class NewKey(Struct, forbid_unknown_fields=True):
    """A key that is wanted; `company`: for all communities that the company has now."""

    community: str
    name: str
    rights: list[str]
    company: bool = False


class KeyAction(Struct, forbid_unknown_fields=True):
    """What is done with a key."""

    action: Literal["rotate", "revoke"]


class KeyShown(Shape, frozen=True):
    """A key without its text. Until `old_until` the text before the last rotation counts, too."""

    id: str
    version: int
    name: str
    rights: list[str]
    communities: list[str]
    made_at: int
    made_by: str
    last_used: int | None
    rotated_at: int | None
    old_until: int | None
    revoked_at: int | None
    revoked_by: str


class KeyList(Shape, frozen=True):
    """The keys of a community, and the rights that one may have."""

    keys: list[KeyShown]
    rights: list[Named]


class KeyMade(Shape, frozen=True):
    """A key and, only when it was just made or rotated, its text."""

    key: KeyShown
    text: str = ""


@routes.get("/staff/v1/keys", may=MANAGERS, query=("community",))
def list_keys(call: Call, staff: Staff) -> KeyList:
    """The keys that programs have in a community."""
    found = actions.listed(staff, call.query("community"))
    spoken = lang(call, staff)
    named = [Named(code=code, name=msg(spoken, said)) for code, said in RIGHTS.items()]
    return KeyList(keys=[_shown(key) for key in found], rights=named)


@routes.post(
    "/staff/v1/keys",
    may=MANAGERS,
    body=NewKey,
    idempotent=True,
    status=CREATED,
    errors=(NotAllowed,),
)
def make_key(call: Call, staff: Staff) -> Reply[KeyMade]:
    """Make a key; its text is in this answer and nowhere else."""
    asked = call.json(NewKey)
    made = actions.make(
        staff,
        asked.community,
        asked.name,
        asked.rights,
        company=asked.company,
        key=call.key(),
        now=call.now,
    )
    call.note(item=made.key.id, action="make_key")
    return Reply(KeyMade(key=_shown(made.key), text=made.text))


@routes.post("/staff/v1/keys/{id}/actions", may=MANAGERS, body=KeyAction, versioned=True)
def act_on_key(call: Call, staff: Staff, id: str) -> KeyMade:
    """Rotate a key, its new text in this answer; or revoke it, at once."""
    asked, version = call.json(KeyAction), call.version()
    call.note(item=id, action=f"{asked.action}_key")
    if asked.action == "revoke":
        return KeyMade(key=_shown(actions.revoke(staff, id, now=call.now)))
    made = actions.rotate(staff, id, version=version, now=call.now)
    return KeyMade(key=_shown(made.key), text=made.text)


def _shown(key: Key) -> KeyShown:
    return KeyShown(
        id=key.id,
        version=key.version,
        name=key.name,
        rights=key.rights,
        communities=key.communities,
        made_at=key.made_at,
        made_by=key.made_by,
        last_used=key.last_used,
        rotated_at=key.rotated_at,
        old_until=key.old_until,
        revoked_at=key.revoked_at,
        revoked_by=key.revoked_by,
    )
