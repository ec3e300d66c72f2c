"""Inviting who joined by a file: each once, by mail, with the piece of the file that has them."""

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.kernel.history import effect, event_id
from chalicelib.platform.aws import user_pool
from chalicelib.platform.effects import Enqueue, Tools, announce, lay_down
from chalicelib.platform.transition import timed
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
    announce(store.save(piece, timed(after, now=now)), [name], enqueue)


def invite(piece: Piece, name: str, *, now: int, tools: Tools) -> None:
    """Mail everybody of a piece who is invited; who got theirs before a kill gets no other."""
    for deed in piece.deeds:
        if deed.mail and user_pool.there_is_one():
            _invite(deed, piece, name, now=now, tools=tools)
    lay_down(piece, name, now=now)


def _invite(deed: Deed, piece: Piece, name: str, *, now: int, tools: Tools) -> None:
    login = login_of(deed)
    member = estate.fresh_member(login, piece.community) if login else None
    if member is None or member.disabled:
        # They were not put, or somebody let them go since.
        return
    known = user_pool.find(member.id)
    if known and known.began and member.change != piece.change:
        # Somebody else let them in meanwhile: the password of their own stays.
        return
    event = event_id(f"{piece.change}|{member.id}", name)
    invitation.send(member, deed.mail, event, now=now, tools=tools)
