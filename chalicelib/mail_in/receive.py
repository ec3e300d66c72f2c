"""Taking one mail in: whose it is, and what becomes of it."""

from chalicelib.kernel import answering

from . import first_mails, replies
from .desk import Desk
from .model import key_of
from .reading import Envelope, Mail, read

NOBODYS = "nobody's address"
MOST_TARGETS = 5


def take(raw: bytes, envelope: Envelope, *, desk: Desk, now: int) -> str:
    """Take a mail in, once, for each of those it was sent to; return what came of it."""
    mail = read(raw, envelope)
    number = key_of(mail.sender, mail.message_id or envelope.key, " ".join(mail.text.split()))
    outcomes = [
        _taken(mail, local, number=number, desk=desk, now=now) for local in _locals(mail, desk)
    ]
    return ", ".join(dict.fromkeys(outcomes)) or NOBODYS


def _taken(mail: Mail, local: str, *, number: str, desk: Desk, now: int) -> str:
    if (answers := desk.answers_of(local)) is not None:
        return replies.take(mail, answers, number=number, desk=desk, now=now)
    if code := answering.community(local):
        return first_mails.take(mail, code, number=number, desk=desk, now=now)
    return NOBODYS


def _locals(mail: Mail, desk: Desk) -> list[str]:
    """Return to which addresses of ours a mail went, by what stands before the @.

    A program may answer who a notice came from: then its Message-ID, which the reply refers to,
    says what is answered.
    """
    end = f"@{desk.domain.lower()}"
    found = [each.removesuffix(end) for each in mail.to if each.endswith(end)]
    if mail.answers and not any(desk.answers_of(each) for each in found):
        return [mail.answers]
    return list(dict.fromkeys(found))[:MOST_TARGETS]
