"""
A mail to the community's own address: it is a request, answered with its status link.

Where it is, the words say: a public place that they name, else any, and for staff to find
out. So it is nobody's to join, and its words are shown to nobody else.
"""

from msgspec import Struct

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.add_words import add_note
from chalicelib.cases.requests.checks import LONGEST_LINE, LONGEST_WORDS, Submission
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.notes import CLAIMED, PROVEN, Mailed
from chalicelib.cases.requests.resident_actions import LONGEST_COMMENT
from chalicelib.cases.requests.submit import Submitted, submit
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, country_of
from chalicelib.estate.model import Community, Place
from chalicelib.i18n import msg
from chalicelib.kernel import ids, limits
from chalicelib.kernel.errors import (
    Erased,
    InvalidInput,
    KeyReused,
    Limited,
    NotFound,
    ServiceError,
)
from chalicelib.kernel.text import clean, shortened
from chalicelib.kernel.words import N_

from . import answers, aside, files, language
from .automatic import ROBOT
from .desk import Desk
from .model import BROKEN, EMPTY, GONE, LIMIT, LONGEST_TEXT, NOWHERE, SPAM, TOO_LARGE, WHY, key_of
from .reading import Mail

CHANNEL = "mail"
WHERE = N_("the mail says where")
SHARED = "shared"


class First(Struct, frozen=True):
    """A mail that answers none of ours: where it came, what it says, and what names it."""

    mail: Mail
    community: Community
    number: str
    words: str
    danger: bool
    lang: str
    filed_by: str = ""


def take(mail: Mail, code: str, *, number: str, desk: Desk, now: int) -> str:
    """Make a request of a mail, once, and answer it; return what came of it."""
    try:
        community = community_of(code, now=now)
    except NotFound:
        return "nobody's address"
    first = read(mail, community, number=number)
    if why := _why_aside(first):
        return aside.put(mail, code, why, number=number, now=now)
    try:
        file(first, desk=desk, now=now)
    except (InvalidInput, Limited, Erased, KeyReused) as error:
        return aside.put(mail, code, _refused(error), number=number, now=now)
    if mail.too_large or mail.broken:
        aside.put(mail, code, TOO_LARGE if mail.too_large else BROKEN, number=number, now=now)
    return "filed"


def _refused(error: ServiceError) -> str:
    if isinstance(error, Limited):
        return LIMIT
    return NOWHERE if isinstance(error, InvalidInput) else GONE


def read(mail: Mail, community: Community, *, number: str, filed_by: str = "") -> First:
    """Return what a mail tells a community."""
    said = clean(mail.first.new, lines=True)
    subject = clean(mail.subject)
    words = said if not subject or said.startswith(subject) else f"{subject}\n\n{said}".strip()
    danger = bool(is_emergency(words)) and mail.automatic in ("", ROBOT)
    lang = language.of(words, community.languages)
    return First(mail, community, number, words, danger, lang, filed_by)


def file(first: First, *, desk: Desk, now: int) -> Submitted:
    """Store a mail as a request, with its photos and its sender's address, once.

    Raises Limited, Erased, KeyReused; InvalidInput in a community without a public place.
    """
    mail, code = first.mail, first.community.code
    place = _place(first, now=now)
    if place is None:
        raise InvalidInput(place=WHY[NOWHERE])
    key, contact = key_of("first", code, first.number), _contact(first, now=now)
    request_id = ids.request_id(code, place.code, key, secret=desk.secret())
    submission = Submission(
        place=place.code,
        key=key,
        contact=contact,
        # One that proves nothing gets the one message of any address that somebody typed; one
        # that is proven gets its receipt. Both hold the status link.
        proven=bool(contact) and mail.is_proven,
        silent=_is_silent(first, contact, request_id, desk=desk, now=now),
        words=_fitted(first),
        spot=msg(first.lang, WHERE),
        name=shortened(clean(mail.name), LONGEST_LINE),
        lang=first.lang,
        channel=CHANNEL,
        filed_by=first.filed_by,
    )
    made = submit(
        submission, prefix=_prefix(first, desk=desk, now=now), secret=desk.secret(), now=now,
        enqueue=desk.enqueue, tuning=desk.tuning(),
    )  # fmt: skip
    request = requests.get(made.request_id)
    if request is not None:
        _rest(first, request, desk=desk, now=now)
    return made


def _why_aside(first: First) -> str:
    mail = first.mail
    if first.danger:
        return ""
    if mail.automatic:
        return mail.automatic
    if mail.verdicts.is_spam():
        return SPAM
    return "" if first.words or files.has_photo(mail) else EMPTY


def _place(first: First, *, now: int) -> Place | None:
    """Return the public place that the words name, the longest name first; else any."""
    public = [
        place
        for place in estate.places(first.community.code, now=now)
        if place.kind == SHARED and place.retired_at is None
    ]
    words = first.words.casefold()
    named = [
        (len(name), place.code, place)
        for place in public
        for name in place.name.values()
        if len(name) > 1 and name.casefold() in words
    ]
    if named:
        return max(named)[2]
    return min(public, key=lambda place: place.code, default=None)


def _fitted(first: First) -> str:
    words = first.words or "…"
    if len(words) <= LONGEST_WORDS or first.danger:
        return words  # a danger is read in all its words, and cut then
    return words[: LONGEST_WORDS - 1].rstrip() + "…"


def _rest(first: First, request: Request, *, desk: Desk, now: int) -> None:
    """Put under a request what its first words have no room for, and what was left out."""
    left = files.sent_on(first.mail, request.id, number=first.number, desk=desk)
    more = first.words[LONGEST_WORDS - 1 :] if len(first.words) > LONGEST_WORDS else ""
    text = more or ", ".join(left)
    if not text:
        return
    by = PROVEN if first.mail.is_proven else CLAIMED
    whole = clean(first.mail.text[:LONGEST_TEXT], lines=True)
    add_note(
        request.id, text[: LONGEST_COMMENT - 1], key=key_of("rest", request.id, first.number),
        now=now, enqueue=desk.enqueue, mailed=Mailed(by, whole, left),
    )  # fmt: skip


def _contact(first: First, *, now: int) -> str:
    """Return where a mail is answered: nowhere, if a machine wrote it, or it names no address."""
    sender = first.mail.sender
    parsed = contacts.parse(sender, country_of(first.community.code, now=now))
    mailable = parsed is not None and parsed[0] == contacts.EMAIL and len(sender) <= LONGEST_LINE
    return sender if mailable and not first.mail.automatic else ""


def _is_silent(first: First, contact: str, request_id: str, *, desk: Desk, now: int) -> bool:
    """Say whether this sender had an answer within the hour; a manager who files decides anew."""
    if not contact or first.filed_by:
        return False
    community = first.community.code
    hash = contacts.hashed(community, contact, secret=desk.secret())
    return not answers.may_answer(community, hash, request_id, now=now)


def _prefix(first: First, *, desk: Desk, now: int) -> str:
    """Return the short name, today, of a sender: what a neighbourhood is to a form."""
    name = limits.words_name(f"mail {first.mail.sender}", secret=desk.secret(), now=now)
    return name[: limits.PREFIX_LENGTH]
