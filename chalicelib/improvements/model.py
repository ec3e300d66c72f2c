"""
Measures: what we will do about what was heard, who answers for it, and until when.

    proposed ──accept──▶ accepted ──start──▶ doing ──done──▶ done ──verify──▶ verified
       │  └────prevent (a task is made of it)──▲   ▲              │               │
       └──────── drop, with a reason ────────┐ │   └── reopen ────┴───────────────┘
                 (accepted and doing too)    ▼
                                          dropped

A done measure is watched for 60 days: three new opinions on the same topic and building
reopen it, silence verifies it. `LIFE` is the whole truth: a pair that is not in it is not
allowed. Publishing, revising and gathering opinions move no state.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from chalicelib.kernel.entity import Escalated
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.times import DAY_MS

PROPOSED, ACCEPTED, DOING = "proposed", "accepted", "doing"
DONE, VERIFIED, DROPPED = "done", "verified", "dropped"
STATES = (PROPOSED, ACCEPTED, DOING, DONE, VERIFIED, DROPPED)

RUNNING = frozenset({ACCEPTED, DOING})
"""Somebody owes it by a date."""
UNDECIDED_OR_RUNNING = frozenset({PROPOSED, ACCEPTED, DOING})

WATCH_MS = 60 * DAY_MS
"""How long a done measure is watched."""
REOPENED_BY = 3
"""So many new opinions on the same topic and building reopen a done measure."""
DECIDE_MINUTES = 5 * 8 * 60
"""Working minutes in which a proposal is to be decided: five working days."""

LONGEST_TITLE = 120
LONGEST_TEXT = 500
MOST_OPINIONS = 300
MOST_EVIDENCE = 6

LIFE: Mapping[tuple[str, str], str] = {
    (PROPOSED, "accept"): ACCEPTED,
    (PROPOSED, "prevent"): DOING,
    (PROPOSED, "revise"): PROPOSED,
    (PROPOSED, "gather"): PROPOSED,
    (PROPOSED, "drop"): DROPPED,
    (ACCEPTED, "start"): DOING,
    (ACCEPTED, "revise"): ACCEPTED,
    (ACCEPTED, "gather"): ACCEPTED,
    (ACCEPTED, "publish"): ACCEPTED,
    (ACCEPTED, "drop"): DROPPED,
    (DOING, "done"): DONE,
    (DOING, "revise"): DOING,
    (DOING, "gather"): DOING,
    (DOING, "publish"): DOING,
    (DOING, "drop"): DROPPED,
    (DONE, "verify"): VERIFIED,
    (DONE, "reopen"): DOING,
    (DONE, "publish"): DONE,
    (VERIFIED, "reopen"): DOING,
    (VERIFIED, "publish"): VERIFIED,
    (DROPPED, "publish"): DROPPED,
}

BY_STEWARD = frozenset({"verify"})
"""What no person does: sixty quiet days do."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "accept": ("owner", "due_on"),
    "prevent": ("owner", "due_on", "place"),
    "gather": ("opinions",),
    "done": ("did",),
    "drop": ("reason",),
}
"""What an action cannot do without, in its body or said before."""

EFFECTS: Mapping[str, tuple[str, ...]] = {
    "propose": ("gather",),
    "accept": ("nudge_owner",),
    "prevent": ("nudge_owner", "prevent"),
    "revise": (),
    "gather": ("gather",),
    "start": (),
    "done": ("tell",),
    "publish": ("tell",),
    "drop": ("tell",),
    "reopen": ("nudge_owner", "gather", "tell"),
    "verify": ("offer",),
}
"""What follows each action; who contributed is told only of what is published, or dropped."""


class Evidence(Struct, frozen=True):
    """A photo that shows what was done: one of a request of this community."""

    request: str
    slot: str


class Measure(Escalated, frozen=True, kw_only=True):
    """One measure, as it is stored."""

    id: str
    community: str
    reference: str
    title: str
    """One line for staff."""
    topic: str
    building: str = ""
    department: str
    """Whose work it is: its lead is nudged when nobody else is."""
    origin: str = "opinions"
    """"opinions", "need" (a pattern that Steward saw) or "offer" (it worked elsewhere)."""
    pattern: str = ""
    """Of a need: which pattern, so that a refusal teaches the one who looks."""
    evidence_of: dict[str, int | str] = field(default_factory=dict)
    """Of a need: what was counted. Of an offer: where it worked."""
    seen: list[str] = field(default_factory=list)
    """Of a need: the requests and opinions that make the pattern."""
    opinions: list[str] = field(default_factory=list)
    """What it answers, in the order in which it was gathered."""
    returned: list[str] = field(default_factory=list)
    """Opinions since it was done that say it was not enough."""
    said: dict[str, str] = field(default_factory=dict)
    """"You said": language to text, for everybody to read."""
    did: dict[str, str] = field(default_factory=dict)
    """"We did", or will do."""
    reason: dict[str, str] = field(default_factory=dict)
    """Why it was dropped."""
    photos: list[Evidence] = field(default_factory=list)
    place: str = ""
    """Where its preventive task is done: the code of a label."""

    state: str = PROPOSED
    owner: str = ""
    owner_name: str = ""
    due_on: int | None = None
    start_at: int
    """Where its clock starts: proposed, accepted or reopened."""
    published_at: int | None = None
    done_at: int | None = None
    reopened: int = 0
    told: dict[str, int] = field(default_factory=dict)
    """Effect to how many of `opinions` were answered so far."""


def holder_of(measure: Measure) -> dict[str, str] | None:
    return {"id": measure.owner, "name": measure.owner_name} if measure.owner else None


LIFECYCLE = Lifecycle("A measure", LIFE, by_steward=BY_STEWARD, holder=holder_of)

advance, allowed = LIFECYCLE.advance, LIFECYCLE.allowed


def is_told(measure: Measure, action: str) -> bool:
    """Say whether those who contributed are told of this step.

    What is not published is nobody's news yet; a refusal is theirs in any case, and told
    once: publishing it afterwards only puts it on the page.
    """
    if action == "publish":
        return measure.state != DROPPED
    return action == "drop" or measure.published_at is not None


def is_on_watch(measure: Measure, at: int) -> bool:
    """Say whether an opinion of this instant can speak against a done measure."""
    return (
        measure.state == DONE
        and measure.done_at is not None
        and measure.done_at < at <= measure.done_at + WATCH_MS
    )
