"""
Invite staff: a mail of the stack's own sender, in the reader's language, with the address.

Each is invited once; whoever was not reached is tried by the next run, and an invitation that
is asked for by name is sent again. Who has no mail gets a password for one sign-in, printed.
"""

import secrets
import time
from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.kernel.errors import ServiceError
from infra import logins

DAYS = 7
"""How long a password for one sign-in is good: TemporaryPasswordValidityDays of the pool."""
GIVE_UP = 3
"""After so many mails in a row that did not leave, it is not the recipient."""
BY_MAIL = "by mail"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def invite(members: Iterable[Any], address: str, *, again: bool = False) -> Iterator[str]:
    """Invite who was not invited yet, and say a sentence about each who needs one.

    With `again`, who was invited gets a new password all the same. Who once signed in by a
    password of their own is left alone, unless `again` names them alone.
    """
    chosen = {member.id: member for member in members if not member.disabled}
    sent, failed = 0, 0
    for number, member in enumerate(chosen.values(), 1):
        try:
            said = _invited(member, address, again=again, alone=again and len(chosen) == 1)
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
        yield f"{sent} invited by mail."
    if failed:
        yield "Mend that (docs/operate/deploy.md), then: python -m infra.aid invite --stage …"


def _invited(member: Any, address: str, *, again: bool, alone: bool) -> str:
    """Invite one, or raise ServiceError; return BY_MAIL, a sentence with the password of who has
    no mail, or nothing when there was nothing to do."""
    from chalicelib.platform.storage import ledger

    now = time.time_ns() // 1_000_000
    login = logins.find(member.id)
    if login is None or (login.began and not alone):
        return ""
    event = f"invite|{member.login}" + (f"|{now}" if again else "")
    if ledger.lease(event, now=now) != ledger.MINE:
        return ""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
    logins.give(member.id, password)
    if login.mail:
        try:
            _mail(member, login.mail, f"{address}/staff/app", password, event, now)
        except ServiceError:
            ledger.give_back(event, now=now)
            raise
    ledger.mark(event, now=now)
    if login.mail:
        return BY_MAIL
    return f"{member.id} has no mail address; hand over, good for {DAYS} days: {password}"


def _mail(member: Any, to: str, app: str, password: str, event: str, now: int) -> None:
    from chalicelib.platform.aws import parameters
    from chalicelib.setup.invitation import mail

    sender = parameters.settled("mail_from", now=now)
    mail(member, to, password, address=app, sender=sender, event=event, now=now)
