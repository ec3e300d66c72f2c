"""Inviting who joined by a file: each once, by mail, with the piece of the file that has them."""

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.kernel.history import effect, event_id
from chalicelib.platform.aws import user_pool
from chalicelib.platform.effects import Enqueue, Tools, complete_effect, publish_effects
from chalicelib.platform.transition import with_due_at
from chalicelib.setup import invitation
from chalicelib.setup.changes import INVITE

from . import store
from .model import Deed, Piece
from .put_people import login_of


def owe(piece: Piece, *, now: int, enqueue: Enqueue) -> None:
    """Note that the people of a piece, who are in now, are to be invited; once."""
    if piece.version > 1 or not any(deed.mail for deed in piece.deeds):
        return
    name = effect(2, INVITE)
    after = structs.replace(piece, version=2, pending={name: now})
    publish_effects(store.save(piece, with_due_at(after, now=now)), [name], enqueue)


def invite(piece: Piece, name: str, *, now: int, tools: Tools) -> None:
    """Mail everybody of a piece who is invited; who got theirs before a kill gets no other."""
    for deed in piece.deeds:
        if deed.mail and user_pool.there_is_one():
            _invite(deed, piece, name, now=now, tools=tools)
    complete_effect(piece, name, now=now)


def _invite(deed: Deed, piece: Piece, name: str, *, now: int, tools: Tools) -> None:
    id = str(deed.to["id"])
    login, known = login_of(deed), user_pool.find(id)
    member = estate.fresh_member(login, piece.community) if login else None
    if member is None or known is None or member.disabled:
        # They were not put, or somebody let them go since.
        return
    if _has_access(member, known, piece, now):
        return
    to = known.mail or deed.mail if "@" in deed.mail else deed.mail
    invitation.send(member, to, event_id(f"{piece.change}|{id}", name), now=now, tools=tools)


def _has_access(member: Member, known: user_pool.Login, piece: Piece, now: int) -> bool:
    """Say whether a password of their own would be taken from somebody: of a colleague who works
    elsewhere in the company, of one whom somebody else let in meanwhile."""
    estate.forget()
    works = estate.memberships(member.login, now=now)
    elsewhere = any(each.community != piece.community for each in works)
    return elsewhere or (known.began and member.change != piece.change)
