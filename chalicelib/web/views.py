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
