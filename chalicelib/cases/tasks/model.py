"""
The life of a task, and nothing else.

    open ──claim──▶ claimed ──start──▶ working ──done──▶ done
      │                │  ▲               │  ▲
      │              pause/ask          pause/ask
      │                ▼  └──wake──┐      ▼  └──resume──
      │              paused / waiting (the clock stops)
      └─▶ handed_over · declined · cancelled   (from any state that is not finished)

`LIFE` is the whole truth: a pair that is not in it is not allowed. An assigned task is
`open` with a holder until that person accepts it.
"""

from collections.abc import Mapping

from msgspec import field

from chalicelib.kernel.entity import Escalated
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.times import MINUTE_MS

OPEN, CLAIMED, WORKING = "open", "claimed", "working"
PAUSED, WAITING = "paused", "waiting"
HANDED_OVER, DECLINED, CANCELLED, DONE = "handed_over", "declined", "cancelled", "done"

HOLDS = frozenset({PAUSED, WAITING})
FINISHED = frozenset({HANDED_OVER, DECLINED, CANCELLED, DONE})
STATES = (OPEN, CLAIMED, WORKING, PAUSED, WAITING, HANDED_OVER, DECLINED, CANCELLED, DONE)

LIFE: Mapping[tuple[str, str], str] = {
    (OPEN, "assign"): OPEN,
    (OPEN, "return"): OPEN,
    (OPEN, "claim"): CLAIMED,
    (OPEN, "accept"): CLAIMED,
    (OPEN, "start"): WORKING,
    (OPEN, "hand_over"): HANDED_OVER,
    (OPEN, "decline"): DECLINED,
    (OPEN, "cancel"): CANCELLED,
    (CLAIMED, "assign"): OPEN,
    (CLAIMED, "return"): OPEN,
    (CLAIMED, "release"): OPEN,
    (CLAIMED, "start"): WORKING,
    (CLAIMED, "pause"): PAUSED,
    (CLAIMED, "ask"): WAITING,
    (CLAIMED, "visit"): PAUSED,
    (CLAIMED, "offer_times"): WAITING,
    (CLAIMED, "pick"): PAUSED,
    (CLAIMED, "coming"): WORKING,
    (CLAIMED, "done"): DONE,
    (CLAIMED, "hand_over"): HANDED_OVER,
    (CLAIMED, "decline"): DECLINED,
    (CLAIMED, "cancel"): CANCELLED,
    (WORKING, "assign"): OPEN,
    (WORKING, "return"): OPEN,
    (WORKING, "release"): OPEN,
    (WORKING, "pause"): PAUSED,
    (WORKING, "ask"): WAITING,
    (WORKING, "visit"): PAUSED,
    (WORKING, "offer_times"): WAITING,
    (WORKING, "pick"): PAUSED,
    (WORKING, "done"): DONE,
    (WORKING, "hand_over"): HANDED_OVER,
    (WORKING, "decline"): DECLINED,
    (WORKING, "cancel"): CANCELLED,
    (PAUSED, "visit"): PAUSED,
    (PAUSED, "offer_times"): WAITING,
    (PAUSED, "pick"): PAUSED,
    (PAUSED, "call_off"): CLAIMED,
    (PAUSED, "coming"): WORKING,
    (PAUSED, "resume"): WORKING,
    (PAUSED, "wake"): CLAIMED,
    (PAUSED, "assign"): OPEN,
    (PAUSED, "return"): OPEN,
    (PAUSED, "release"): OPEN,
    (PAUSED, "done"): DONE,
    (PAUSED, "hand_over"): HANDED_OVER,
    (PAUSED, "decline"): DECLINED,
    (PAUSED, "cancel"): CANCELLED,
    (WAITING, "visit"): PAUSED,
    (WAITING, "offer_times"): WAITING,
    (WAITING, "pick"): PAUSED,
    (WAITING, "resume"): WORKING,
    (WAITING, "wake"): CLAIMED,
    (WAITING, "assign"): OPEN,
    (WAITING, "return"): OPEN,
    (WAITING, "release"): OPEN,
    (WAITING, "done"): DONE,
    (WAITING, "hand_over"): HANDED_OVER,
    (WAITING, "decline"): DECLINED,
    (WAITING, "cancel"): CANCELLED,
}

MOST_SAID = 8

IN_QUEUE_MS = 35 * MINUTE_MS
"""
A finished task stays in its queue's index this long, for leaving is a change, too: more than twice
as long as a cursor lives (`cursors.RESYNC_AFTER`). Whoever reads a whole queue pays for what stays.
"""

BY_HOLDER = frozenset(
    {
        "accept",
        "start",
        "pause",
        "ask",
        "visit",
        "offer_times",
        "call_off",
        "coming",
        "resume",
        "done",
        "hand_over",
        "decline",
        "release",
    }
)
"""Actions on a held task that only its holder, a lead or a manager may take."""

BY_STEWARD = frozenset({"return", "wake", "cancel", "pick"})
"""Actions that no member of staff takes: the clock, a withdrawal, a changed topic or the
resident does."""


class Task(Escalated, frozen=True, kw_only=True):
    """One department's piece of a request, as it is stored under that request."""

    id: str
    request: str
    community: str
    department: str
    cause: str
    """The step (of the request, or of the task handed over) that made this task."""
    round: int
    topic: str
    kind: str
    mode: str
    """"grab" or "assign"."""
    priority: str
    reference: str
    summary: str = ""
    """At most 80 characters of the resident's words, for the list."""
    place: str
    place_name: dict[str, str] = field(default_factory=dict)
    building: str = ""

    state: str = OPEN
    holder: str = ""
    holder_name: str = ""
    barred: list[str] = field(default_factory=list)
    """Who may never see it: whom a complaint is about, their manager, its first handler."""
    queue: str = ""
    """Where it waits, when that is not its own department's queue (department conduct)."""
    reason: str = ""
    """Words of a pause, a question, a hand-over or a refusal; the resident may read them."""
    said: dict[str, str] = field(default_factory=dict)
    """Number of a step to the words that came with it, of the last `MOST_SAID` such steps."""
    visit_at: int | None = None
    """When somebody comes, as agreed with the resident: the hold lasts until then."""
    visit_end: int | None = None
    """Until when they come at the latest; None: only the beginning was agreed."""
    visit_changes: int = 0
    """How often a visit of this task was agreed, moved or called off: the next is later."""
    visit_off: bool = False
    """The visit of `visit_at` was called off."""
    visit_with: str = ""
    """The id of whoever had the task when the visit was agreed: it stands in their calendar."""
    visit_late: int | None = None
    """Until when it was to be done, where the agreed visit begins after that."""
    visit_wanted: bool = False
    """The resident asks for times, and none was offered or agreed since."""
    reminded: int = 0
    """How many reminders of the agreed visit went."""
    windows: list[list[int]] = field(default_factory=list)
    """The times on offer for a visit, [from, to]: see cases/visits/model.py."""
    resolution: str = ""
    clean: bool | None = None
    successor: str = ""

    start_at: int
    """Where its clock starts: kept when the topic of the request changes."""
    accept: int
    done: int
    """Targets in working minutes (clock minutes when urgent)."""
    holds: list[list[int]] = field(default_factory=list)
    """Finished holds, [since, until]; the one that runs is `hold_since`."""
    hold_since: int | None = None
    until_at: int | None = None
    assigned_at: int | None = None
    accepted_at: int | None = None
    finished_at: int | None = None

    links: int = 0
    """How many links to it of an outside contractor were withdrawn: the next one is another."""
    link_off: bool = False
    """Withdrawn, and none sent since: no link opens it."""

    noted: list[str] = field(default_factory=list)
    """The keys of the notes of staff under it: none of them makes an action, too."""

    in_queue: bool = True
    """False once it has left the queue's index, `IN_QUEUE_MS` after it was finished."""


def queue_of(task: Task) -> tuple[str, str]:
    """Return community and department of the queue in which a task waits."""
    community, _, department = task.queue.partition(".")
    return (community, department) if department else (task.community, task.department)


def awaits_visit(task: Task) -> bool:
    """Say whether a task is on hold only until somebody comes, as agreed."""
    return task.state == PAUSED and task.visit_at is not None


def is_finished(task: Task) -> bool:
    return task.state in FINISHED


def is_unanswered(task: Task) -> bool:
    """Say whether a task is urgent and nobody took it on yet: it rings in every open app."""
    return task.priority == "urgent" and task.state == OPEN


def holder_of(task: Task) -> dict[str, str] | None:
    return {"id": task.holder, "name": task.holder_name} if task.holder else None


LIFECYCLE = Lifecycle("A task", LIFE, by_steward=BY_STEWARD, holder=holder_of)

advance, allowed, sources = LIFECYCLE.advance, LIFECYCLE.allowed, LIFECYCLE.sources
not_allowed = LIFECYCLE.not_allowed


def by_state() -> dict[str, dict[str, str]]:
    """Return what people may do in each state that is not the last, and where it leads."""
    return {
        state: {action: LIFE[state, action] for action in allowed(state)}
        for state in STATES
        if state not in FINISHED
    }


def target(action: str) -> str:
    """Return the state that `action` leads to, from wherever it is allowed."""
    return next(state for (_, name), state in LIFE.items() if name == action)
