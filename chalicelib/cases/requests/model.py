"""
A resident's request: what is stored of it, its life, and what the resident is told.

    open ──settle──▶ resolved ──confirm──▶ closed (confirmed)
      ▲                 │     ──silence──▶ closed (unconfirmed)
      └─────reopen──────┘◀────reopen────── closed, up to 30 days
    open ──settle, all declined──▶ closed (declined)
    open / resolved ──withdraw──▶ closed (withdrawn)
    any of them ──erase──▶ erased: a tombstone, which counts and names nobody

One that joined another, or an outage, has no tasks: it is `over`, declined or un-joined
with its parent (`joins.py`). One that others joined is left to them by its owner's withdrawal.

Whether somebody is on it is never stored: `status` reads it off the plan and its tasks.
"""

from collections.abc import Mapping

from msgspec import field

from chalicelib.cases.tasks.model import (
    OPEN,
)
from chalicelib.kernel.entity import Recorded
from chalicelib.kernel.history import Step, in_order
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.personal import KEPT_MS, REACHABLE_MS
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.tuning import REOPEN_MS, SILENCE_MS

KINDS = ("repair", "service", "complaint", "suggestion", "compliment", "question", "help")

REASONS = ("slow", "uninformed", "unfriendly", "poor_work", "unclean")
"""What a low rating can be for, by a tap."""

RESOLVED, CLOSED, ERASED = "resolved", "closed", "erased"
CONFIRMED, UNCONFIRMED, WITHDRAWN, REFUSED = "confirmed", "unconfirmed", "withdrawn", "declined"


LIFE: Mapping[tuple[str, str], str] = {
    (OPEN, "route"): OPEN,
    (OPEN, "retopic"): OPEN,
    (OPEN, "lower"): OPEN,
    (OPEN, "urge"): OPEN,
    (OPEN, "reply"): OPEN,
    (OPEN, "detail"): OPEN,
    (OPEN, "raise"): OPEN,
    (OPEN, "concern"): OPEN,
    (OPEN, "say"): OPEN,
    (RESOLVED, "say"): RESOLVED,
    (CLOSED, "say"): CLOSED,
    (OPEN, "settle"): RESOLVED,
    (OPEN, "decline"): CLOSED,
    (OPEN, "withdraw"): CLOSED,
    (OPEN, "join"): OPEN,
    (OPEN, "unjoin"): OPEN,
    (OPEN, "merge"): OPEN,
    (OPEN, "part"): OPEN,
    (OPEN, "link"): OPEN,
    (OPEN, "unlink"): OPEN,
    (OPEN, "leave"): OPEN,
    (OPEN, "news"): OPEN,
    (OPEN, "over"): RESOLVED,
    (RESOLVED, "rejoin"): OPEN,
    (RESOLVED, "confirm"): CLOSED,
    (RESOLVED, "silence"): CLOSED,
    (RESOLVED, "withdraw"): CLOSED,
    (RESOLVED, "reopen"): OPEN,
    (RESOLVED, "unclean"): OPEN,
    (CLOSED, "unclean"): OPEN,
    (CLOSED, "reopen"): OPEN,
    (CLOSED, "confirm"): CLOSED,
    (OPEN, "erase"): ERASED,
    (RESOLVED, "erase"): ERASED,
    (CLOSED, "erase"): ERASED,
    (RESOLVED, "check_back"): RESOLVED,
    (CLOSED, "check_back"): CLOSED,
}


class Request(Recorded, frozen=True, kw_only=True):
    """What a resident told us, with the plan of its current round."""

    id: str
    community: str
    reference: str
    place: str
    place_name: dict[str, str] = field(default_factory=dict)
    building: str = ""
    spot: str = ""
    """Where, in the resident's words, when it is not where the label hangs."""
    place_kind: str = "shared"
    kind: str
    topic: str
    chosen: str = ""
    """The topic that was said, where a danger made it another."""
    guesses: list[str] = field(default_factory=list)
    """What its words may be about, best first, where nobody chose: the first is its topic."""
    words: str
    lang: str
    channel: str
    """How it came: form, api, mail, phone, counter, round."""
    filed_by: str = ""
    """The member of staff who filed it on a resident's behalf."""
    name: str = ""
    contact: str = ""
    """An address given with the first words; routing moves it into an item of its own."""
    addressed: list[str] = field(default_factory=list)
    """The beginnings of the hashes of all addresses it ever had: at most three."""
    forgot: dict[str, int] = field(default_factory=dict)
    """Addresses that were erased without the request, by the beginning of their hash, and when."""
    proven: bool = False
    """That address was proven by the mail that the words came with."""
    silent: bool = False
    """It is sent no answer: its owner had one within the hour."""
    prefix: str = ""
    """The neighbourhood it was sent from, while its address waits for routing."""
    typed: str = ""
    """A contact that nothing could read, as it was typed: for who has the task to try."""
    unread: list[str] = field(default_factory=list)
    """Fields of a danger that could not be used as they were sent; the receipt asks again."""
    answers: dict[str, str] = field(default_factory=dict)
    visit: str = ""
    may_enter: bool | None = None
    about: str = ""
    """Whom a complaint is about, in the resident's words."""
    concerns: str = ""
    """The member of staff whom it is about, once somebody said who that is."""
    body_hash: str

    state: str = OPEN
    outcome: str = ""
    start_at: int
    round: int = 1
    planned: str = ""
    """The step whose routing wrote `plan`; older routings must not write it again."""
    plan: list[str] = field(default_factory=list)
    priority: str = ""
    emergency: str = ""
    by_words: bool = False
    """Its danger was recognised in words alone: nobody said it by topic, answer or switch."""
    lift: int = 0
    reopened: int = 0
    urges: list[int] = field(default_factory=list)
    resolved_at: int | None = None
    silence_days: int | None = None
    reopen_days: int | None = None
    """What was in force when it was resolved: how long the resident is waited for, and how
    long after closing their no still reopens it."""
    closed_at: int | None = None
    fixed: bool | None = None
    clean: bool | None = None
    rating: int | None = None
    reasons: list[str] = field(default_factory=list)
    """What a low rating was for: codes of `REASONS`."""
    comment: str = ""
    thanks: str = ""
    joined_to: str = ""
    """The request or outage that this one is the same as; its own tasks begin when it is not."""
    named: str = ""
    """What a danger named as the same as itself; it goes its own way all the same."""
    joinable: bool = False
    """Others may join it: a shared topic in a shared place, and no emergency."""
    followed: bool = False
    """Others could join it at some time, and follow it whatever it is about by now."""
    others: int | None = None
    """How many joined, a minute late at most; None before the first: see `counting.py`."""
    counted_at: int | None = None
    left_at: int | None = None
    """Since when it is its joiners' alone: its owner withdrew it, and is told nothing more."""
    progress: dict[str, str] = field(default_factory=dict)
    """Effect to the last join it has dealt with."""
    follows: str = ""
    """The request, closed long ago, that this one goes on from."""
    linked: list[str] = field(default_factory=list)
    """Requests that have to do with it, as staff said; each of them names this one."""
    checked_back: bool = False
    findable: bool = False
    """What the search compares of it was written since it was closed (search/rows.py)."""
    link_version: int = 1
    unreachable: bool = False
    """True once its time is over: addresses and name are gone, the rest is kept longer."""


DONE_WITH = frozenset({CONFIRMED, UNCONFIRMED})
"""Outcomes of what was done: only these can be still fixed, or back."""


LIFECYCLE = Lifecycle(
    "A request",
    LIFE,
    # A resident reads what they may do on their page, not in a refusal.
    by_steward={action for _, action in LIFE},
    called=lambda request: request.outcome or request.state,
)

advance = LIFECYCLE.advance


def said_topic(request: Request) -> str:
    """Return what somebody said that it is about, whatever danger made of it."""
    return request.chosen or request.topic


def is_corrected(request: Request) -> bool:
    """Say whether staff said what it is about after the last word of danger."""
    told = [s.action for _, s in in_order(request.steps) if s.action in ("raise", "retopic")]
    return bool(told) and told[-1] == "retopic"


def lowered(request: Request) -> Step | None:
    """Return the step that said last that its words are no danger, while they are none."""
    steps = [] if request.emergency else [step for _, step in in_order(request.steps)]
    return next((step for step in reversed(steps) if step.action == "lower"), None)


def silence_ms(request: Request) -> int:
    """Return how long an answer is waited for before a resolved request closes by itself."""
    return SILENCE_MS if request.silence_days is None else request.silence_days * DAY_MS


def reopen_ms(request: Request) -> int:
    """Return how long after closing the resident's no still reopens a request."""
    return REOPEN_MS if request.reopen_days is None else request.reopen_days * DAY_MS


def ends(request: Request) -> list[int | None]:
    """Return when the addresses, and when all that was said, of a closed request must go."""
    if request.state != CLOSED or request.closed_at is None:
        return []
    reachable = None if request.unreachable else request.closed_at + REACHABLE_MS
    return [reachable, request.closed_at + KEPT_MS]


def is_reopenable(request: Request, now: int) -> bool:
    """Say whether "no, it is not fixed" opens this request again, or makes a new one."""
    return request.closed_at is None or now - request.closed_at <= reopen_ms(request)


def is_asked_back(request: Request) -> bool:
    """Say whether the resident was asked if it is still fixed, and has not answered since."""
    told = [s.action for _, s in in_order(request.steps) if s.action in _ANSWERS]
    return bool(told) and told[-1] == "check_back"


_ANSWERS = ("check_back", "confirm", "reopen")


def clocks(request: Request) -> list[int | None]:
    """Return the instants at which the request itself has something to do."""
    if request.state == RESOLVED and request.resolved_at is not None:
        return [request.resolved_at + silence_ms(request)]
    return []
