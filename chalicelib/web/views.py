"""
What each page of the residents needs to be told, and what its forms send back.

A view holds data only: codes, names already in the reader's language, instants in epoch
milliseconds. Words, dates and layout are the template's. Fields that the forms send:

    form    POST action         key token topic where(here|other) spot words danger(yes)
                                website(honeypot)
                                + join=<id of Known>, from a form of its own: "me too";
                                  with the words, when it is the `offer`
                                + seen=<ids of Known>, which are not offered again
                                + again=add|new with next_key next_token, when `already`
    status  POST action         do key token, and by `do`:
            note, answer        text danger(yes)
            contact             contact
            confirm, stop       address (Status.contact_hash)
            notices             address tell.<code of NOTICE_KINDS>
            visit               name visit may_enter(yes|no) answer.<code of Question>
            urge, withdraw, erase
            unjoin              text danger(yes)
            feedback            fixed clean(yes|no) rating(1-5) reason.<code of REASONS>
                                comment thanks
            check_back          fixed(yes|no) comment
    home    POST action         do(tell|withdraw|forget) key token code value from to consent(yes)
    photos  POST upload.url     upload.fields, file (straight to the bucket)

Every page takes `?lang=` and `?large=` (see language.py).
"""

from typing import Any, ClassVar

from msgspec import Struct, field

from .colour import DEFAULT


class Look(Struct, frozen=True, kw_only=True):
    """Whose page this is; without a community it is a plain page."""

    code: str = ""
    name: str = ""
    colour: str = DEFAULT
    phone: str = ""
    emergency_phone: str = ""
    mail: str = ""
    """Where people write to; "" where no mail is taken in."""
    zone: str = "UTC"


class View(Struct, frozen=True, kw_only=True):
    """What every page needs; `here` is its own path, without the stage prefix."""

    template: ClassVar[str]
    personal: ClassVar[bool] = True
    """Personal pages are never stored; the empty form may be, so that Back keeps words."""
    sheet: ClassVar[str] = ""
    """A style sheet of this page alone, beside the one of all pages."""

    indexed: ClassVar[bool] = False
    """Whether search engines may know it: a page about somebody's home is nobody else's."""

    here: str
    now: int
    look: Look = Look()


class Choice(Struct, frozen=True, kw_only=True):
    """One topic to choose; `name` is the English name of the topic table."""

    code: str
    name: str
    icon: str = ""


class Group(Struct, frozen=True, kw_only=True):
    """Topics under one heading, behind "More topics"."""

    name: str
    topics: list[Choice]


class Known(Struct, frozen=True, kw_only=True):
    """What is already known for this building: an outage, or what others told us."""

    id: str
    topic: str
    place: str
    since_at: int
    until_at: int | None = None
    words: str = ""
    """Of an outage, in the reader's language; never what a resident wrote."""
    others: int = 0
    outage: bool = False
    state: str = ""
    """Of an outage: planned, running or ended; only what runs can be joined."""
    ended_at: int | None = None
    joinable: bool = True
    told: int = 0
    """For whoever joined it: how many have told us, they included."""
    status: str = ""
    """For whoever joined it: how it stands, a code of i18n/words.STATUS."""


class Already(Struct, frozen=True, kw_only=True):
    """The words were changed after they were sent: to what they may be added."""

    reference: str
    next_key: str
    next_token: str


class Form(View, frozen=True, kw_only=True):
    """The page behind the label."""

    template: ClassVar[str] = "form.html"
    personal: ClassVar[bool] = False

    place: str
    key: str
    token: str
    topics: list[Choice]
    dangers: list[Choice] = field(default_factory=list)
    """What nobody may have to look for: it stands before the other topics."""
    more: list[Group] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    offer: Known | None = None
    """What others told us about the topic that was chosen: asked once, before it is sent."""
    seen: list[str] = field(default_factory=list)
    """Ids of what this page and the one before it offered."""
    over: bool = False
    """What was to be joined is over by now: nothing was sent."""
    resumes_at: int | None = None
    """When the team works again; None while it works."""
    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    """Fields to look at again, as in i18n/words.FIELDS."""
    already: Already | None = None
    limited_s: int | None = None
    same_words: bool = False
    expired: bool = False
    quick: bool = False
    """The form was open too long: nothing was sent, the words are kept."""


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
    """What of a danger could not be used and is asked for again: codes of i18n/words.UNREAD."""
    joined: Known | None = None
    saved: str = ""
    """What was just done, a code of i18n/words.SAVED."""
    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Data(View, frozen=True, kw_only=True):
    """All that is kept of a person: copies of privacy/export.py, with names for codes."""

    template: ClassVar[str] = "data.html"

    copies: list[dict[str, Any]]
    law: str = ""
    """The message that names the law of the place, see privacy/law.py; "" names none."""
    back: str = ""
    """The page of the request, without the stage prefix; "" where there is none to go back to."""
    ask: bool = False
    """True: shows what deleting means, and asks."""
    key: str = ""
    token: str = ""


class Wish(Struct, frozen=True, kw_only=True):
    """One thing a household can tell us; with `until` it was told."""

    code: str
    name: str
    takes: str = ""
    """Nothing, "hours" or "language"."""
    sensitive: bool = False
    value: str = ""
    until: int | None = None
    wrong: list[str] = field(default_factory=list)


class Wishes(Struct, frozen=True, kw_only=True):
    """The wishes of one purpose, and who sees them."""

    name: str
    seen_by: str
    wishes: list[Wish]


class Home(View, frozen=True, kw_only=True):
    """What helps at home: told, seen and taken back by the resident."""

    template: ClassVar[str] = "home.html"

    until: int
    """When the link that opened this page ends."""
    key: str
    token: str
    groups: list[Wishes]
    spoken: list[tuple[str, str]]
    saved: str = ""
    errors: list[str] = field(default_factory=list)


class HomeLink(View, frozen=True, kw_only=True):
    """What helps at home, asked for from a request: its own link is sent to the address."""

    template: ClassVar[str] = "home_link.html"

    reference: str
    key: str
    token: str
    address: str
    """Masked; "" when none was confirmed yet, so that nothing can be kept."""
    saved: str = ""


class NotMe(View, frozen=True, kw_only=True):
    """Thanks to who says that a message was not for them."""

    template: ClassVar[str] = "not_me.html"


class Start(View, frozen=True, kw_only=True):
    """Where to begin without a label at hand."""

    template: ClassVar[str] = "start.html"
    personal: ClassVar[bool] = False
    indexed: ClassVar[bool] = True

    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Find(View, frozen=True, kw_only=True):
    """How to come back to a request: its number, and what was left as contact."""

    template: ClassVar[str] = "find.html"

    key: str
    token: str
    sent: bool = False
    expired: bool = False
    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Mine(View, frozen=True, kw_only=True):
    """My requests on this phone."""

    template: ClassVar[str] = "mine.html"

    requests: list["Row"]


class Row(Struct, frozen=True, kw_only=True):
    """One request in the list; `path` without the stage prefix."""

    path: str
    reference: str
    topic: str
    place: str
    status: str
    created_at: int
    zone: str
    """Of the community: two that one phone knows may be far apart."""


class Retired(View, frozen=True, kw_only=True):
    """A label that was replaced; `path` leads to the form of the new one."""

    template: ClassVar[str] = "retired.html"

    place: str
    path: str


class Trouble(View, frozen=True, kw_only=True):
    """Something is not there or went wrong: a key of i18n/words.TROUBLE."""

    template: ClassVar[str] = "trouble.html"

    what: str
    number: str = ""
    """The beginning of the call's number, short enough for the telephone."""
    retry_after_s: int = 0


class Privacy(View, frozen=True, kw_only=True):
    """What happens with what residents tell us."""

    template: ClassVar[str] = "privacy.html"
    personal: ClassVar[bool] = False
    indexed: ClassVar[bool] = True
