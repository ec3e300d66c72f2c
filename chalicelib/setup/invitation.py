"""
Inviting staff: our own mail or text in their language, with a password for one sign-in.

The password is made when the mail is written, by the worker that sends it: it stands in no table
and on no queue. Who has no mail gets one on paper, from the manager's screen.
"""

from chalicelib.channels import deliver as channels
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.i18n import msg
from chalicelib.i18n.notices import INVITATION
from chalicelib.kernel.errors import ServiceError
from chalicelib.kernel.history import event_id
from chalicelib.platform.aws import parameters, user_pool
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.storage import ledger

from . import changes_store as changes
from .changes import Change, is_made, marked


def invite(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Invite the person whom a change is about; once, however often the message comes."""
    member = estate.fresh_member(change.subject, change.community)
    if not change.made:
        # A kill came between: what was never made invites nobody.
        if not is_made(change, member):
            changes.delete(change)
            return
        change = changes.save(change, marked(change))
    here = member is not None and not member.disabled and user_pool.there_is_one()
    login = user_pool.find(member.id) if member and here else None
    to = _way_to(member, login, change) if member and login else ""
    if member and to:
        send(member, to, event_id(change.number, name), now=now, tools=tools)
    complete_effect(change, name, now=now)


def _way_to(member: Member, login: user_pool.Login, change: Change) -> str:
    """Return where an invitation goes: to the mail of the login, else to the telephone."""
    phone = member.address if member.channel == "text" else ""
    by_text = change.fields.get("invited", {}).get("to") == "text"
    return phone if by_text and phone else login.mail or phone


def mail(
    member: Member, to: str, password: str, *, address: str, sender: str, event: str, now: int
) -> None:
    """Send an invitation to a mail address or telephone, or raise Undelivered; `address` is the
    app's, its last line."""
    subject, body = INVITATION
    values = {
        "name": member.name,
        "username": member.id,
        "password": password,
        "days": user_pool.PASSWORD_DAYS,
    }
    channels.DELIVER["email" if "@" in to else "text"](
        channels.Message(
            to=to,
            subject=msg(member.language, subject),
            body=f"{msg(member.language, body, **values)}\n{address}",
            sender=sender,
            event=event,
            at=now,
        )
    )


def send(member: Member, to: str, event: str, *, now: int, tools: Tools) -> None:
    """Give a person a password and send it, once under this event; raises ServiceError."""
    if ledger.lease(event, now=now) != ledger.MINE:
        return
    try:
        password = user_pool.one_time_password(member.id)
        sender = parameters.settled("mail_from", now=now)
        app = tools.app("").rstrip("#")
        mail(member, to, password, address=app, sender=sender, event=event, now=now)
    except ServiceError:
        ledger.give_back(event, now=now)
        raise
    ledger.mark(event, now=now)
