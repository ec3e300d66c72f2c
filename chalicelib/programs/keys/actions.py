"""Making a key, rotating it, revoking it: for managers of every community where it counts."""

import secrets

from msgspec import Struct, structs

from chalicelib.estate import authorization
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence
from chalicelib.platform.transition import apply, with_due_at

from . import store as keys
from .model import (
    MOST_KEYS,
    RIGHTS,
    WORDS,
    Key,
    hashed,
    is_name,
    new_id,
    new_text,
    random_of,
    revoked,
    rotated,
)

FOR_MANAGERS = "keys of programs are for managers"


class Made(Struct, frozen=True):
    """A key with its text, which nobody can read a second time."""

    key: Key
    text: str


def listed(staff: Staff, community: str) -> list[Key]:
    """Return the keys of a community, those that count first, the newest first."""
    must_manage(staff, community)
    found = keys.of_community(community)
    return sorted(found, key=lambda key: (key.revoked_at is not None, -key.made_at))


def make(
    staff: Staff,
    community: str,
    name: str,
    rights: list[str],
    *,
    company: bool,
    key: str,
    now: int,
) -> Made:
    """Make a key for one community, or for all that its company has now; once an
    Idempotency-Key: asked again, for the answer was lost, the same one gets another text.

    Raises InvalidInput naming the field; Forbidden where a community of the company is not
    theirs to manage; NotAllowed past the most that a community may have.
    """
    must_manage(staff, community)
    name = clean(name)
    _refuse_wrong(name, rights)
    id_ = new_id(community, random_of(staff.id, key, name, *rights, str(company)))
    if keys.get(id_) is not None:
        return _made_again(staff, id_)
    if len(keys.of_community(community)) >= MOST_KEYS:
        raise NotAllowed(
            Sentence("A community has at most %(most)s keys.", most=MOST_KEYS), state="full"
        )
    text = new_text(id_, secrets.token_bytes)
    made = Key(
        id=id_,
        community=community,
        communities=_company(staff, community, now=now) if company else [community],
        name=name,
        rights=[right for right in RIGHTS if right in rights],
        hash=hashed(text),
        made_at=now,
        made_by=staff.name,
    )
    return Made(made, text) if keys.insert(made) else _made_again(staff, id_)


def rotate(staff: Staff, id: str, *, version: int, now: int) -> Made:
    """Give a key another text; the one before is good for a week more.

    Raises Stale when it moved since the manager looked: a second tap gives no third text.
    """
    text = new_text(id, secrets.token_bytes)

    def change(key: Key) -> Key:
        _refuse_stale(key, version)
        if key.revoked_at is not None:
            raise NotAllowed("This key was revoked.", state="revoked", version=key.version)
        return rotated(key, text, now=now)

    return Made(apply(lambda: theirs(staff, id), change).item, text)


def revoke(staff: Staff, id: str, *, now: int) -> Key:
    """Let a key open nothing from now on; revoked already is done already."""

    def change(key: Key) -> Key | None:
        if key.revoked_at is not None:
            return None
        return with_due_at(revoked(key, by=staff.name, now=now), now=now)

    return apply(lambda: theirs(staff, id), change).item


def theirs(staff: Staff, id: str) -> Key:
    """Return a key that this person may see, as it stands now, or raise NotFound."""
    found = keys.get(id)
    if found is None or role_at(staff, found.community) not in MANAGERS:
        raise NotFound("there is no such key")
    return found


def must_manage(staff: Staff, community: str) -> None:
    """Raise NotFound for who does not work in this community, Forbidden for who does not manage."""
    authorization.must_manage(staff, community, FOR_MANAGERS)


def _made_again(staff: Staff, id: str) -> Made:
    """Give a key that nobody used or changed yet another text: the first one reached nobody."""
    text = new_text(id, secrets.token_bytes)

    def change(key: Key) -> Key:
        if key.version != 1 or key.last_used is not None:
            raise NotAllowed("This key was made already.", state="made", version=key.version)
        return structs.replace(key, hash=hashed(text))

    return Made(apply(lambda: theirs(staff, id), change).item, text)


def _company(staff: Staff, community: str, *, now: int) -> list[str]:
    """Return every community of the company that has this one, this one first."""
    all_ = estate.communities(community_of(community, now=now).company, now=now)
    if any(role_at(staff, each) not in MANAGERS for each in all_):
        raise Forbidden("a key for the company is made by who manages all of its communities")
    return [community, *(each for each in sorted(all_) if each != community)]


def _refuse_wrong(name: str, rights: list[str]) -> None:
    wrong = {}
    if not is_name(name):
        wrong["name"] = N_("Enter a name of up to 40 letters and digits.")
    if unknown := [right for right in rights if right not in RIGHTS]:
        wrong["rights"] = Sentence("%(given)s is no right.", given=repr(unknown[0][:20]))
    elif not set(rights) - {WORDS}:
        # Words alone read nothing: they are of what may be read.
        wrong["rights"] = N_("Choose what this key may do.")
    if wrong:
        raise InvalidInput(**wrong)


def _refuse_stale(key: Key, version: int) -> None:
    if key.version != version:
        raise Stale(key.version, "revoked" if key.revoked_at is not None else "in use")
