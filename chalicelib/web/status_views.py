"""Receipt and status of a request: what the page needs to be told."""

from typing import ClassVar

from msgspec import Struct, field

from .form_views import Known
from .views import View


class Event(Struct, frozen=True, kw_only=True):
    """One line of the history: a code of i18n/words.HISTORY, who did it, to whom it went."""

    at: int
    what: str
    who: str = ""
    to: str = ""
    words: str = ""
    until_at: int | None = None
    photos: list["Photo"] = field(default_factory=list)


class Photo(Struct, frozen=True, kw_only=True):
    """One photo: ready (with addresses), checking, or refused (with a code)."""

    state: str
    url: str = ""
    thumb: str = ""
    refused: str = ""


class Upload(Struct, frozen=True, kw_only=True):
    """A presigned POST for the next photo; `fields` are hidden fields in this order."""

    url: str
    fields: dict[str, str]


class Urge(Struct, frozen=True, kw_only=True):
    """Whether asking to hurry counts now, and if not, from when."""

    next_at: int | None = None
    used: int = 0


class Question(Struct, frozen=True, kw_only=True):
    """One extra question of the topic (English text of the topic table), with its answer."""

    code: str
    text: str
    kind: str = "text"
    """"text", "yes_no" (answered yes or no) or "choice" among `options`."""
    options: tuple[str, ...] = ()
    answer: str = ""


class Feedback(Struct, frozen=True, kw_only=True):
    """What the resident answered."""

    fixed: bool
    clean: bool | None = None
    rating: int | None = None
    reasons: list[str] = field(default_factory=list)
    comment: str = ""
    thanks: str = ""


class Window(Struct, frozen=True, kw_only=True):
    """A time on offer; `late`: it begins after the work was promised."""

    at: int
    end: int
    late: bool = False


class Visit(Struct, frozen=True, kw_only=True):
    """A visit of one task: the time that is agreed, and times to choose from."""

    task: str
    seen: int
    """How often it had changed when this page was made."""
    who: str
    at: int | None = None
    end: int | None = None
    late: int | None = None
    """The promise that the agreed time lies behind."""
    wanted: bool = False
    """The resident asked for times, and none was offered yet."""
    promised: int | None = None
    windows: list[Window] = field(default_factory=list)


class Status(View, frozen=True, kw_only=True):
    """Receipt, status and everything after: one page."""

    template: ClassVar[str] = "status.html"

    key: str
    token: str
    reference: str
    status: str
    """A code of i18n/words.STATUS."""
    topic: str
    """The English name of the topic table, as in Choice, Known and Row."""
    place: str
    words: str
    """The resident's own."""
    created_at: int
    fresh: bool = False
    """True right after sending: the page is the receipt."""
    expired: bool = False
    """True: a form of this page was sent that was open too long; its words are still there."""
    emergency: bool = False
    told_at: int | None = None
    """When the person in charge was told, by the delivery log; None until then."""
    unanswered: bool = False
    """It is urgent, and nobody took it in time: the reader is to call."""
    who: str = ""
    """Who is on it: a role or a first name, as the community chose."""
    due_at: int | None = None
    resumes_at: int | None = None
    """When a hold ends, or when the team works again."""
    reason: str = ""
    """Why it is on hold or was declined, in the team's words."""
    question: str = ""
    history: list[Event] = field(default_factory=list)
    work: list[Event] = field(default_factory=list)
    """What was done, while it is for the resident to judge or closed."""
    reopened_at: int | None = None
    """When the resident said that it is not right, and it was opened again."""
    photos: list[Photo] = field(default_factory=list)
    upload: Upload | None = None
    can: frozenset[str] = frozenset()
    """What may be done now: note answer contact confirm visit urge withdraw feedback
    check_back again (anew: as a new request) unjoin."""
    visits: list[Visit] = field(default_factory=list)
    ask_times: str = ""
    """The task for which times may be asked for; "" for none."""
    urge: Urge = Urge()
    link: str = ""
    """The address of this page that opens it in any browser."""
    qr: str = ""
    """The same as a QR code (SVG), once it was asked for."""
    at_home: bool = True
    """It is about a home, or a spot of somebody's own: whoever comes may need to be let in."""
    contact: str = ""
    """The masked address that was left."""
    contact_hash: str = ""
    """Which address that is, for "stop"."""
    proof: str = ""
    """That this page was opened by the message to that address, for "confirm" and "not_me"."""
    contact_confirmed: bool = False
    notices: list[tuple[str, bool]] = field(default_factory=list)
    """Of what that address is told, and of what not: codes of i18n/words.NOTICE_KINDS."""
    contact_refused: str = ""
    """Why its first message was not sent: a code of i18n/words.NOT_SENT."""
    name: str = ""
    visit: str = ""
    may_enter: bool | None = None
    questions: list[Question] = field(default_factory=list)
    clean_up_check: bool = False
    people: list[str] = field(default_factory=list)
    """Who may be thanked by name."""
    feedback: Feedback | None = None
    follows: tuple[str, str] | None = None
    """Id and reference of the request that this one goes on from."""
    closes_at: int | None = None
    unread: list[str] = field(default_factory=list)
    """What of a danger could not be used and is asked again: codes of i18n/form_words.UNREAD."""
    joined: Known | None = None
    saved: str = ""
    """What was just done, a code of i18n/words.SAVED."""
    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
