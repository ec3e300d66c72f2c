"""
An answered notice: its words and photos land in the conversation of the request.

A reply from the address of the request does what its owner does on their page. One from an
address that proves nothing is a note that says so: it sets nothing going and opens nothing,
unless it tells of danger. A request takes a few of those a day; more are set aside.
"""

from msgspec import Struct

from chalicelib.cases.contacts.model import STOPPED, slot_of
from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.requests import follow_up
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request
from chalicelib.cases.requests.notes import CLAIMED, PROVEN, Mailed
from chalicelib.cases.requests.resident_actions import LONGEST_COMMENT
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.model import WAITING
from chalicelib.i18n import msg
from chalicelib.kernel import ids
from chalicelib.kernel.answering import Answers
from chalicelib.kernel.errors import Erased, InvalidInput, NotFound
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_

from . import aside, calendar_reply, files, unproven
from .automatic import ROBOT
from .desk import Desk
from .model import EMPTY, FULL, GONE, LONGEST_TEXT, OVER, SPAM, UNPROVEN, key_of
from .reading import Mail

PHOTO_ALONE = N_("(a photo, without words)")


class Reply(Struct, frozen=True):
    """A mail that answers a notice, what it answers, and what names it."""

    mail: Mail
    found: Aggregate
    number: str
    danger: bool
    proven: bool


def take(mail: Mail, answers: Answers, *, number: str, desk: Desk, now: int) -> str:
    """Put the words of a reply under its request, once; return what came of it."""
    community = ids.community_of(answers.request)
    found = requests.aggregate(answers.request)
    if found is None or found.request.state == ERASED:
        return aside.put(mail, community, GONE, number=number, now=now)
    reply = Reply(mail, found, number, _is_danger(mail), _is_of(mail, found, answers))
    said = _by_calendar(reply, desk=desk, now=now)
    if said == "" and not _is_written(reply):
        return "the visit is off"
    if not said and (why := _why_aside(reply) or _why_later(reply, now=now)):
        return _set_aside(reply, why, now=now)
    try:
        return _noted(reply, said, desk=desk, now=now)
    except InvalidInput:
        return _set_aside(reply, FULL, now=now)
    except (Erased, NotFound):
        return aside.put(mail, community, GONE, number=number, now=now)


def _by_calendar(reply: Reply, *, desk: Desk, now: int) -> str | None:
    """Do what the resident's calendar answered; return what of it is noted, None for nothing."""
    answer = reply.mail.calendar
    if answer is None or reply.danger or not reply.proven:
        return None
    return calendar_reply.done(answer, reply.found, number=reply.number, desk=desk, now=now)


def _noted(reply: Reply, said: str | None, *, desk: Desk, now: int) -> str:
    """Put the words of a reply into the conversation, after what its calendar `said`."""
    request, mail = reply.found.request, reply.mail
    words = _words(reply, request)
    if said:
        words = "\n".join([msg(request.lang, said), *([words] if _is_written(reply) else [])])
    left = files.sent_on(mail, request.id, number=reply.number, desk=desk)
    follow_up.note(
        request.id,
        words,
        danger=False,
        answers=said is None and reply.proven and _is_waited_for(reply.found),
        key=key_of("reply", request.id, reply.number),
        secret=desk.secret(),
        now=now,
        enqueue=desk.enqueue,
        mailed=Mailed(PROVEN if reply.proven else CLAIMED, _whole(mail, words), left),
    )
    if request.state != OPEN and not reply.danger:
        # Nobody works on it any more, and words alone never open it again.
        _set_aside(reply, OVER, now=now)
    return "noted" if reply.proven else "noted, not proven"


def _is_waited_for(found: Aggregate) -> bool:
    return any(task.state == WAITING for task in found.tasks)


def _is_written(reply: Reply) -> bool:
    return bool(clean(reply.mail.reply.new, lines=True)) or files.has_photo(reply.mail)


def _words(reply: Reply, request: Request) -> str:
    new = clean(reply.mail.reply.new, lines=True)
    if reply.danger:
        # The danger may stand in what was taken for a signature.
        return new if is_emergency(new) else clean(reply.mail.reply.own, lines=True)
    if not new:
        return msg(request.lang, PHOTO_ALONE)
    return new if len(new) <= LONGEST_COMMENT else new[: LONGEST_COMMENT - 1].rstrip() + "…"


def _whole(mail: Mail, words: str) -> str:
    """Return all that a mail said, where that is more than its words."""
    whole = clean(mail.text[:LONGEST_TEXT], lines=True)
    return "" if whole == words else whole


def _is_danger(mail: Mail) -> bool:
    """Say whether a reply tells of danger; an absence note that names an emergency number as
    well, for who would tell it apart from a cry for help?"""
    if mail.automatic not in ("", ROBOT):
        return False
    return bool(is_emergency(mail.reply.new) or is_emergency(mail.reply.own))


def _is_of(mail: Mail, found: Aggregate, answers: Answers) -> bool:
    """Say whether a mail comes from the very address that the notice went to."""
    contact = next((each for each in found.contacts if slot_of(each) == answers.slot), None)
    if contact is None or contact.state == STOPPED:
        return False
    return mail.is_proven and contact.address == mail.sender


def _why_aside(reply: Reply) -> str:
    mail = reply.mail
    if reply.danger:
        return ""
    if mail.automatic:
        return mail.automatic
    if mail.verdicts.is_spam() and not reply.proven:
        return SPAM
    return "" if _is_written(reply) else EMPTY


def _why_later(reply: Reply, *, now: int) -> str:
    """Return why words that would be a note are none today; a danger always is one."""
    if reply.proven or reply.danger:
        return ""
    request_id = reply.found.request.id
    return "" if unproven.may_note(request_id, reply.number, now=now) else UNPROVEN


def _set_aside(reply: Reply, why: str, *, now: int) -> str:
    request = reply.found.request
    return aside.put(
        reply.mail, request.community, why, number=reply.number, request=request.id,
        reference=request.reference, now=now,
    )  # fmt: skip
