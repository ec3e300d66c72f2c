"""
Changes: what managers changed of the estate, who and when, from what to what.

A change stands in a row of its own, so that nothing grows in the community's, which every call
reads. It is put first, not made yet; then one conditional write changes the estate's row and
names it; then it is marked as made. What a kill leaves undone is settled by the sweep: the
estate's row says whether the change was made.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from msgspec import Struct, json, structs

from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import GRACE_MS, due, effect, what_of
from chalicelib.kernel.ids import base32

COMMUNITY, PLACE, MEMBER, PLACES = "community", "place", "member", "places"
IMPORT = "import"

SAYS = 10
"""Characters that tell two changes of one instant apart: 50 bits."""

SETTLE, INVITE, GROW, SHRINK, RENAME = "settle", "invite", "grow", "shrink", "rename"

Owned = Community | Place | Member

BOOKKEEPING = frozenset({"hooks", "writes", "change"})

_KINDS: Mapping[str, type[Owned]] = {COMMUNITY: Community, PLACE: Place, MEMBER: Member}


class Change(Entity, frozen=True, kw_only=True):
    """One change of the estate."""

    number: str
    """By time: "<epoch ms>-<what it says>"."""
    community: str
    what: str
    """"community", "place", "member", "places" for many new ones, or "import" of a file."""
    subject: str = ""
    """The code of the place, the login of the person."""
    title: dict[str, str] = {}
    """What the place or the person is called."""
    at: int
    by: str
    by_name: str
    based_on: int = -1
    """The count of writes of the row that it changes; -1 where it makes the row."""
    fields: dict[str, dict[str, Any]] = {}
    """Field to what it was ("from") and what it is since ("to")."""
    made: bool = False
    undoes: str = ""
    """The number of the change that it takes back."""
    undone_by: str = ""
    pieces: int = 0
    """Of an import: into how many pieces its rows were cut."""
    done: int = 0
    """Of an import: how many of them were put, or taken back."""
    skipped: list[str] = []
    """Of an import: what somebody changed meanwhile, which it left alone; the first of them."""
    left: int = 0
    """How many these are."""


class Author(Struct, frozen=True):
    """Who changes something, and when."""

    id: str
    name: str
    at: int
    nonce: str = ""
    """Of this call alone, for a change that is told apart by nothing else."""
    lang: str = "en"
    """In which they read what is wrong."""
    undoes: str = ""


def change_of(
    before: Owned | None,
    after: Owned,
    author: Author,
    *,
    owes: tuple[str, ...] = (),
    noted: Mapping[str, str] | None = None,
) -> Change | None:
    """Return the change that leads from one to the other; None where nothing differs.

    `owes` are effects that follow it; `noted` is what was done beside the row: a password given.
    """
    fields = differences(before, after)
    fields |= {name: {"from": None, "to": value} for name, value in (noted or {}).items()}
    if not fields:
        return None
    what, subject, title = _subject(after)
    based_on = before.writes if before else -1
    said = json.encode([author.id, what, subject, based_on, fields], order="sorted")
    return Change(
        number=f"{author.at:013d}-{base32(sha256(said).digest(), SAYS)}",
        community=after.code if isinstance(after, Community) else after.community,
        what=what,
        subject=subject,
        title=title,
        at=author.at,
        by=author.id,
        by_name=author.name,
        based_on=based_on,
        fields=fields,
        undoes=author.undoes,
        pending={effect(1, what): author.at for what in (SETTLE, *owes)},
        due_at=author.at + GRACE_MS,
    )


def differences(before: Owned | None, after: Owned) -> dict[str, dict[str, Any]]:
    """Return the fields that differ, each as it was and as it is."""
    was = plain(before) if before else {}
    found = {}
    for name, value in plain(after).items():
        if name not in BOOKKEEPING and was.get(name) != value:
            found[name] = {"from": was.get(name), "to": value}
    return found


def plain(item: Owned) -> dict[str, Any]:
    """Return a row as plain values, the same whether it was stored meanwhile or not."""
    values: dict[str, Any] = json.decode(json.encode(item))
    return values


def moved_since(change: Change, now: Owned) -> list[str]:
    """Return the fields of a change that are not as it left them any more."""
    values = plain(now)
    return [name for name, field in change.fields.items() if values.get(name) != field["to"]]


def is_made(change: Change, stands: Owned | None) -> bool:
    """Say whether a change that was not marked was made, by the row that it was to change.

    Whoever writes that row next marks what made it first (`store.made`), so what it does not
    name was not made.
    """
    return stands is not None and stands.change == change.number


def can_be_taken_back(change: Change) -> bool:
    """Say whether one tap can take a change back: only what was a field before, and still is.

    Who was let go is let in again by who decides that anew; new places are retired.
    """
    if change.what == PLACES:
        return change.made and not change.undone_by and not change.undoes
    if change.what == IMPORT:
        whole = change.made and change.done == change.pieces
        return whole and not change.undoes and not change.undone_by
    kind = _KINDS.get(change.what)
    if kind is None or change.based_on < 0 or change.undone_by or not change.made:
        return False
    fields = {field.name for field in structs.fields(kind)}
    return change.fields.keys() <= fields - {"disabled", "replaced_by"}


def of_places(
    community: str, places: list[Any], title: dict[str, str], author: Author, *, key: str, owes: str
) -> Change:
    """Return the change that makes many places, or takes them back; it is made once it is put."""
    before, after = (places, None) if author.undoes else (None, places)
    return Change(
        number=f"{author.at:013d}-{key}",
        community=community,
        what=PLACES,
        title=title,
        at=author.at,
        by=author.id,
        by_name=author.name,
        fields={PLACES: {"from": before, "to": after}},
        made=True,
        undoes=author.undoes,
        pending={effect(1, owes): author.at},
        due_at=author.at + GRACE_MS,
    )


def marked(change: Change) -> Change:
    """Return a change as made; what else it owes, an invitation say, it still owes."""
    owed = {name: at for name, at in change.pending.items() if what_of(name) != SETTLE}
    return structs.replace(change, made=True, pending=owed, due_at=due(owed, ()), tries=0)


def _subject(item: Owned) -> tuple[str, str, dict[str, str]]:
    if isinstance(item, Community):
        return COMMUNITY, item.code, item.name
    if isinstance(item, Place):
        return PLACE, item.code, item.name
    return MEMBER, item.login, {"": item.name}
