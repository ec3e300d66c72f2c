"""
Reminders and batches: what chases a person, collected so that nobody gets two messages
within one window.

A batch is one person's open collection. Its message is an effect that may wait: the
grace time of an effect is the batch's window (2 minutes); an urgent reminder is sent at
once by the fast path. A batch that is full is followed by another, whose message goes a
window later.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct, field, structs

from chalicelib.cases.danger.floods import EVERY_MS
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, hours_of
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import GRACE_MS, effect, event_id
from chalicelib.kernel.worktime import next_open

GROUP = "group#"
"""What the login of a department's chat begins with; no issuer of logins is called so."""

LADDER = ("holder", "lead", "manager")

MOST_NUDGES = 100
"""A batch is full with so many lines: one message that can be read."""

MOST_EVENTS = 300
"""Full, however few lines they make: one worker's time; 400 KB an item would take four times
as many."""


class Reminder(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One reason to chase one person: ids and codes, never words."""

    task: str
    reference: str
    what: str
    """"warning", "breach", "overdue", "offer", "assigned", "urgent", "nobody_on_duty", "urged"."""
    at: int
    topic: str = ""
    place_name: dict[str, str] = field(default_factory=dict)
    department: str = ""
    """Whom it is about, when it is about no task."""
    hours: str = ""
    """The department whose hours it keeps; the community's without one."""
    urgent: bool = False
    """It goes day and night; at once, unless `flood` says with what it waits."""
    flood: str = ""
    """What it has in common with many others of these minutes: all of them are one line."""


class ReminderBatch(Entity, frozen=True, kw_only=True):
    """What one person is reminded about, sent as one message."""

    id: str
    community: str
    person: str
    """The login of a member of the community."""
    number: int = 1
    """Which one of the person's open batches: the next is opened when this one is full."""
    events: dict[str, Reminder] = field(default_factory=dict)
    sending: list[str] = field(default_factory=list)
    """The events of the message that is on its way: what comes meanwhile waits for the next."""
    opened_at: int


def batch_id(community: str, person: str) -> str:
    """Return the key of all batches that a person can have open in a community."""
    return f"{community}-bundle#{person}"


def opened(
    community: str,
    person: str,
    *,
    now: int,
    window_ms: int = GRACE_MS,
    after: ReminderBatch | None = None,
) -> ReminderBatch:
    """Return a new, empty batch whose message is due when the window is over.

    A window is the grace of an effect; another one is an effect that began that much later.
    `after` is the full batch that it follows: its message goes a window after that one's.
    """
    since = max(now + window_ms - GRACE_MS, _since(after) + GRACE_MS if after else 0)
    return ReminderBatch(
        id=batch_id(community, person),
        community=community,
        person=person,
        number=after.number + 1 if after else 1,
        opened_at=now,
        pending={effect(1, "send"): since},
        due_at=since + GRACE_MS,
    )


def with_event(batch: ReminderBatch, event: str, reminder: Reminder, *, by: int) -> ReminderBatch:
    """Return the batch with one more reminder; the same event twice is one.

    It does not wait for the morning that the others wait for: the message is due at `by`. Only
    what is urgent hurries one that follows a full one.
    """
    after = structs.replace(batch, events={**batch.events, event: reminder})
    due = _since(batch) + GRACE_MS
    hurries = by < due and batch.number == 1 and not is_urgent(batch)
    return sent_from(after, min(by, due)) if reminder.urgent or hurries else after


def sent_from(batch: ReminderBatch, at: int) -> ReminderBatch:
    """Return the batch with its message due at another instant."""
    pending = dict.fromkeys(batch.pending, at - GRACE_MS)
    return structs.replace(batch, pending=pending, due_at=at, tries=0)


def is_urgent(batch: ReminderBatch) -> bool:
    """Say whether something in it goes day and night."""
    return any(reminder.urgent for reminder in batch.events.values())


def is_pressing(batch: ReminderBatch) -> bool:
    """Say whether something in it goes at once: urgent, and none of a flood."""
    return any(reminder.urgent and not reminder.flood for reminder in batch.events.values())


def opens_at(batch: ReminderBatch, community: Community, now: int) -> int:
    """Return from when on its message may go: `now` while anybody it is for is at work.

    Each reminder keeps the hours of whoever has the task; what is urgent keeps none.
    """
    if is_urgent(batch):
        return now
    hours = {reminder.hours for reminder in batch.events.values()} or {""}
    return min(next_open(hours_of(community, name), now) for name in hours)


def is_full(batch: ReminderBatch) -> bool:
    """Say whether the next reminder needs another batch."""
    return len(batch.events) >= MOST_EVENTS or len(lines(batch.events)) >= MOST_NUDGES


def lines(events: Mapping[str, Reminder]) -> list[list[Reminder]]:
    """Return the reminders of a message by its lines, oldest first: those of one flood are one."""
    found: dict[str, list[Reminder]] = {}
    for event, reminder in sorted(events.items(), key=lambda pair: pair[1].at):
        found.setdefault(reminder.flood or event, []).append(reminder)
    return list(found.values())


def _since(batch: ReminderBatch) -> int:
    return max(batch.pending.values(), default=batch.opened_at)


def begun(batch: ReminderBatch) -> ReminderBatch:
    """Return the batch with all that stands in it on its way, in one message."""
    return structs.replace(batch, sending=sorted(batch.events))


def message_of(batch: ReminderBatch) -> str:
    """Name the message that is on its way by what stands in it: tried again, it is the same."""
    said = "|".join(batch.sending)
    return event_id(batch.id, sha256(said.encode()).hexdigest()[:24])


def above(person: Member) -> str:
    """Return the level that is told when a message to this person did not arrive; "" for none."""
    if person.role in ("manager", "admin"):
        return ""
    return "manager" if person.role == "lead" else "lead"


def after_sending(batch: ReminderBatch, *, now: int) -> ReminderBatch | None:
    """Return what is left once the message on its way is over, due in a window of its own."""
    left = {e: reminder for e, reminder in batch.events.items() if e not in set(batch.sending)}
    if not left:
        return None
    version = batch.version + 1
    wait = EVERY_MS if all(reminder.flood for reminder in left.values()) else GRACE_MS
    return structs.replace(
        batch,
        events=left,
        sending=[],
        version=version,
        opened_at=now,
        pending={effect(version, "send"): now + wait - GRACE_MS},
        tries=0,
        due_at=now + wait,
    )


def addressees(to: str, *, holder: str, department: str, members: Iterable[Member]) -> list[Member]:
    """Return whom a level of the escalation policy reminds; never nobody while anyone is there.

    "holder" is the assignee, or the whole department on duty when nobody has the task.
    A level without people is climbed to the next: an unassigned task alerts somebody.
    """
    active = [member for member in members if not member.disabled]
    for level in LADDER[LADDER.index(to) :]:
        found = _RUNG[level](active, holder, department)
        if found:
            return found
    return []


def group_of(community: Community, department: str) -> Member | None:
    """Return a department's group chat as somebody who is reminded; None where it has none."""
    address = community.chats.get(department)
    if not address:
        return None
    return Member(
        login=f"{GROUP}{department}",
        id=f"{GROUP}{department}",
        name=department,
        company=community.company,
        community=community.code,
        role="group",
        departments=[department],
        language=community.languages[0],
        channel="chat",
        address=address,
    )


def concerns_all(what: str, holder: str) -> bool:
    """Say whether a reminder is for a department as one: nobody has the task, or it is urgent."""
    return not holder or what == "urgent"


def _holder(active: list[Member], holder: str, department: str) -> list[Member]:
    if holder:
        return [member for member in active if member.id == holder]
    return [
        member
        for member in active
        if member.on_duty and department in member.departments and member.role == "staff"
    ]


def _lead(active: list[Member], holder: str, department: str) -> list[Member]:
    return [m for m in active if m.role == "lead" and department in m.departments]


def _manager(active: list[Member], holder: str, department: str) -> list[Member]:
    return [m for m in active if m.role == "manager"]


_RUNG = {"holder": _holder, "lead": _lead, "manager": _manager}
