"""
Personal data: each stored field with what it is for, by what right, and for how long.

`STORED` is the whole truth: a stored field that is not in it fails a test, and what
`blank` takes away at an erasure is read off it. What stays of an erased request counts
and names nobody: a kind, a topic, a building, the instants of its steps, and which
member of staff did the work.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.kernel.words import N_

T = TypeVar("T", bound=Struct)

DAY_MS = 24 * 3_600_000

REACHABLE_MS = 90 * DAY_MS
"""So long after closing an address may still be needed: a reopening, a check-back."""

KEPT_MS = 2 * 365 * DAY_MS
"""So long after closing what was said is kept, for claims about the work; then it is erased."""

HELPS_MS = 365 * DAY_MS
"""So long after a consent what helps is kept; what is sensitive half as long."""

ASKED = N_("Needed to do what you asked for (PIPL 13.2, GDPR 6.1b)")
CONSENT = N_("You agreed by giving it, and can stop it at once (PIPL 13.1, GDPR 6.1a)")
DUTY = N_("We must be able to account for it (PIPL 9 and 51, GDPR 5.2 and 32)")
WORKPLACE = "managing staff by contract (PIPL 13.2, GDPR 6.1b)"
NOBODY = "says nothing of anybody"


class Use(Struct, frozen=True):
    """What a field is for, by what right it is kept, and how long after closing (ms)."""

    purpose: str
    basis: str
    kept: int | None
    """None: as long as the item counts, for it names no resident."""
    goes: bool
    """True: erasing the person takes it away."""


TOLD = Use(N_("To know what to do, where and when"), ASKED, KEPT_MS, True)
REACH = Use(N_("To tell you what happens"), CONSENT, REACHABLE_MS, True)
SEEN = Use(N_("To show who looked at your address"), DUTY, KEPT_MS, True)
HELPS = Use(
    N_("To meet your household's needs when we come, call or rescue"), CONSENT, HELPS_MS, True
)
COUNT = Use("to route, to chase and to learn from", NOBODY, None, False)
WORK = Use("to answer for the work, and to thank for it", WORKPLACE, None, False)
SYSTEM = Use("so that nothing is lost or done twice", NOBODY, None, False)
ESTATE = Use("to run the community", NOBODY, None, False)

BOOKKEEPING = ("version", "pending", "tries", "due_at", "writes")

STORED: Mapping[str, Mapping[Use, tuple[str, ...]]] = {
    "Request": {
        TOLD: ("words", "spot", "place", "place_name", "answers", "visit", "may_enter", "about",
               "concerns", "comment", "thanks", "body_hash"),
        REACH: ("name", "contact", "typed", "addressed"),
        COUNT: ("community", "building", "place_kind", "kind", "topic", "chosen", "lang", "channel",
                "state", "outcome", "created_at", "changed_at", "start_at", "round", "planned",
                "plan", "priority", "emergency", "by_words", "lift", "reopened", "urges",
                "resolved_at", "closed_at", "fixed", "clean", "rating", "joined_to", "joinable",
                "followed", "others", "counted_at", "left_at", "checked_back", "silence_days",
                "reopen_days", "named", "unread"),
        WORK: ("filed_by", "steps"),
        SYSTEM: ("id", "reference", "prefix", "follows", "link_version", "unreachable", "progress",
                 *BOOKKEEPING),
    },
    "Task": {
        TOLD: ("summary", "reason", "resolution", "place", "place_name"),
        COUNT: ("community", "department", "round", "topic", "kind", "mode", "priority", "building",
                "state", "clean", "created_at", "changed_at", "start_at", "accept", "done", "holds",
                "hold_since", "until_at", "assigned_at", "accepted_at", "finished_at", "climbed",
                "lift", "chased_at", "rungs", "queue"),
        WORK: ("holder", "holder_name", "barred", "steps"),
        SYSTEM: ("id", "request", "cause", "reference", "successor", "in_queue", "links",
                 "link_off", *BOOKKEEPING),
    },
    "Contact": {
        REACH: ("address", "hash", "channel", "lang", "state", "created_at", "changed_at",
                "asked_at", "refused"),
        SYSTEM: ("request", "community", "prefix", *BOOKKEEPING),
    },
    "Note": {
        TOLD: ("key", "at", "by", "by_name", "text", "internal", "emergency", "danger"),
        SYSTEM: ("request", "beside", *BOOKKEEPING),
    },
    "Photo": {
        TOLD: ("slot", "source", "state", "refused", "at", "width", "height"),
        SYSTEM: ("request", "beside", "writes"),
    },
    "Look": {SEEN: ("task", "at", "by", "by_name", "what"), SYSTEM: ("request",)},
    "Preference": {
        HELPS: ("household", "code", "value", "consent_at", "expires_at", "kept_at"),
        SYSTEM: ("community",),
    },
    "Home": {
        SYSTEM: ("id", "community", "household", "expires_at", "forgotten_at", *BOOKKEEPING)
    },
    "Opinion": {
        TOLD: ("words", "request"),
        COUNT: ("community", "kind", "topic", "about", "department", "building", "how", "measure",
                "created_at", "changed_at"),
        WORK: ("by", "by_name"),
        SYSTEM: ("id", *BOOKKEEPING),
    },
    "Measure": {
        COUNT: ("community", "reference", "title", "topic", "building", "department", "origin",
                "pattern", "evidence_of", "seen", "opinions", "returned", "said", "did", "reason",
                "photos", "place", "state", "due_on", "start_at", "published_at", "done_at",
                "reopened", "climbed", "lift", "chased_at", "rungs", "told", "created_at",
                "changed_at"),
        WORK: ("owner", "owner_name", "steps"),
        SYSTEM: ("id", *BOOKKEEPING),
    },
    "Needs": {
        COUNT: ("community", "building", "topics", "known", "next_at", "season", "changed_at"),
        SYSTEM: BOOKKEEPING,
    },
    "Hearing": {COUNT: ("community", "next_at", "changed_at"), SYSTEM: BOOKKEEPING},
    "Lesson": {
        COUNT: ("company", "community", "topic", "problem", "done", "prevent", "not_here", "state",
                "revision", "created_at", "changed_at"),
        WORK: ("steps",),
        SYSTEM: ("id", *BOOKKEEPING),
    },
    "Caution": {
        TOLD: ("text",),
        COUNT: ("community", "state", "created_at", "ends_at"),
        WORK: ("by", "approved_by"),
        SYSTEM: ("request", "task", *BOOKKEEPING),
    },
    "Courtesy": {
        COUNT: ("community", "kind", "place", "building", "department", "created_at"),
        WORK: ("by",),
        SYSTEM: ("id",),
    },
    "Thanks": {
        TOLD: ("words", "request"),
        COUNT: ("community", "department", "created_at"),
        WORK: ("to", "passed_by"),
        SYSTEM: ("id", *BOOKKEEPING),
    },
    "Join": {COUNT: ("at",), SYSTEM: ("parent", "request", "listed")},
    "Outage": {
        COUNT: ("community", "reference", "buildings", "place_name", "topics", "planned", "from_at",
                "to_at", "words", "state", "created_at", "changed_at", "ended_at", "reminders",
                "reminded_at", "carrier", "others", "counted_at"),
        WORK: ("opened_by", "steps"),
        SYSTEM: ("id", "body_hash", "progress", *BOOKKEEPING),
    },
    "Digest": {
        COUNT: ("sent_at", "before_at"),
        WORK: ("login",),
        SYSTEM: ("community", *BOOKKEEPING),
    },
    "Stuck": {
        SYSTEM: ("community", "item", "kind", "since", "tries", "effects", "reference",
                 "doubt"),
    },
    "Run": {
        SYSTEM: ("date", "began_at", "until", "segment", "after", "chunks", "read", "mended",
                 "strange", "missing", "waiting", "finished_at", "writes"),
    },
    "Part": {COUNT: ("community", "totals", "sheets")},
    "Total": {COUNT: ("community", "until", "stored")},
    "Tally": {
        COUNT: ("community", "date", "accepted", "reopened", "outcomes", "channels", "kinds",
                "priorities", "alarms", "lines", "ratings"),
    },
    "Bundle": {
        COUNT: ("number", "events", "sending", "opened_at"),
        WORK: ("person",),
        SYSTEM: ("id", "community", *BOOKKEEPING),
    },
    "Way": {
        WORK: ("login", "tests", "phones"),
        SYSTEM: ("community", *BOOKKEEPING),
    },
    "Clearing": {WORK: ("subject",), SYSTEM: ("id", "community", "what", "to", *BOOKKEEPING)},
    "Owned": {ESTATE: ("company", "code")},
    "Member": {
        WORK: ("login", "id", "name", "company", "community", "role", "departments", "on_duty",
               "disabled", "language", "languages", "channel", "address", "open_cap", "manager"),
    },
    "Community": {
        ESTATE: ("code", "company", "name", "languages", "phone", "emergency_phone", "colour",
                 "calendar", "calendars", "departments", "redirects", "duties", "topics",
                 "ladder", "photo_when_done", "show_names", "chats", "contractors",
                 "text_countries"),
    },
    "Place": {
        ESTATE: ("code", "community", "name", "building", "floor", "kind", "household", "version",
                 "replaced_by", "retired_at"),
    },
    "Delivery": {
        SYSTEM: ("state", "lease_until", "leased_at", "lost_at", "sent_at", "expires_at"),
    },
    "Counts": {SYSTEM: ("expires_at",)},
}  # fmt: skip
"""Struct to use to fields. A new field is a word here; a new kind of item is a block."""


def use_of(struct: str, field: str) -> Use | None:
    """Return what a stored field is for, or None for one that nobody explained."""
    found = (use for use, names in STORED.get(struct, {}).items() if field in names)
    return next(found, None)


def blank(item: T) -> T:
    """Return the item without what says anything of a resident."""
    gone = {
        field.name: _nothing(field)
        for field in msgspec.structs.fields(item)
        if (use := use_of(type(item).__name__, field.name)) is not None and use.goes
    }
    return msgspec.structs.replace(item, **gone)


def _nothing(field: Any) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return ""
