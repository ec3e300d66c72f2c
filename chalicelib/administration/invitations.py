"""
Invite staff: a mail of the stack's own sender, in the reader's language, with the address.

Each is invited once; whoever was not reached is tried by the next run, and an invitation that
is asked for by name is sent again. Who has no mail gets a password for one sign-in, printed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.kernel.errors import ServiceError
from chalicelib.platform.aws import parameters, user_pool
from chalicelib.platform.aws.user_pool import PASSWORD_DAYS
from chalicelib.platform.storage import ledger
from chalicelib.setup.invitation import mail

GIVE_UP = 3
"""After so many mails in a row that did not leave, it is not the recipient."""
BY_MAIL = "by mail"


def invite(
    members: Iterable[Any], address: str, *, now: int, again: bool = False, dry: bool = False
) -> Iterator[str]:
    """Invite who was not invited yet, and say a sentence about each who needs one.

    With `again`, who was invited gets a new password all the same. Who once signed in by a
    password of their own is left alone, unless `again` names them alone.
    """
    chosen = {member.id: member for member in members if not member.disabled}
    sent, failed = 0, 0
    for number, member in enumerate(chosen.values(), 1):
        try:
            alone = again and len(chosen) == 1
            said = _invited(member, address, now=now, again=again, alone=alone, dry=dry)
        except ServiceError as error:
            failed += 1
            yield f"{member.id}: the invitation did not leave: {error}."
            if failed == GIVE_UP:
                yield f"No mail leaves; {len(chosen) - number} more were not tried."
                break
            continue
        if said == BY_MAIL:
            sent, failed = sent + 1, 0
        elif said:
            yield said
    if sent:
        yield f"{sent} {'would be invited' if dry else 'invited'} by mail."
    if failed:
        yield "Mend that (docs/operate/deploy.md), then: python -m infra.aid invite --stage …"


def _invited(member: Any, address: str, *, now: int, again: bool, alone: bool, dry: bool) -> str:
    """Invite one, or raise ServiceError; return BY_MAIL, a sentence with the password of who has
    no mail, or nothing when there was nothing to do."""
    login = user_pool.find(member.id)
    if login is None or (login.began and not alone):
        return ""
    if dry:
        return BY_MAIL if login.mail else f"{member.id} would get a password to be handed over"
    event = f"invite|{member.login}" + (f"|{now}" if again else "")
    if ledger.lease(event, now=now) != ledger.MINE:
        return ""
    password = user_pool.one_time_password(member.id)
    if login.mail:
        try:
            _mail(member, login.mail, f"{address}/staff/app", password, event, now)
        except ServiceError:
            ledger.give_back(event, now=now)
            raise
    ledger.mark(event, now=now)
    if login.mail:
        return BY_MAIL
    return f"{member.id} has no mail address; hand over, good for {PASSWORD_DAYS} days: {password}"


def _mail(member: Any, to: str, app: str, password: str, event: str, now: int) -> None:
    sender = parameters.settled("mail_from", now=now)
    mail(member, to, password, address=app, sender=sender, event=event, now=now)
