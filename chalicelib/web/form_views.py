"""The form behind a label: what its page needs to be told."""

from typing import ClassVar

from msgspec import Struct, field

from .views import View


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
    """Fields to look at again, as in i18n/form_words.FIELDS."""
    already: Already | None = None
    limited_s: int | None = None
    same_words: bool = False
    expired: bool = False
    quick: bool = False
    """The form was open too long: nothing was sent, the words are kept."""
