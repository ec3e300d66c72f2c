"""
The escalation policy: who is reminded about a task, and when.

Before the breach the one who has it (or the whole department on duty), at the breach the
lead, after half the target again the manager; then the manager once per working day, at
most `repeats` times, after which the task stands on the board in red. No reminder falls out
of working hours, except for what is urgent, whose working hours are all hours.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from chalicelib.kernel.problems import Wrong, one_of
from chalicelib.kernel.targets import WORKING_DAY, Hold, deadline
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.words import N_
from chalicelib.kernel.worktime import Calendar, add, next_open

PEOPLE = ("holder", "lead", "manager")
MOST_LEVELS = 10
MOST_REPEATS = 30


class EscalationLevel(Struct, frozen=True):
    """One step of the escalation policy."""

    share: float
    """The share of the target after which it is due."""
    to: str


class EscalationPolicy(Struct, frozen=True):
    """The levels, and how often the last one is repeated."""

    rungs: tuple[EscalationLevel, ...]
    repeats: int = 5


DEFAULT = EscalationPolicy(
    (EscalationLevel(0.75, "holder"), EscalationLevel(1.0, "lead"), EscalationLevel(1.5, "manager"))
)


class Escalation(Struct, frozen=True):
    """One reminder that is due: `number` is how many levels were climbed once it was made."""

    at: int
    number: int
    to: str
    what: str
    """"warning", "breach" or "overdue"."""


def next_escalation(
    *,
    policy: EscalationPolicy,
    calendar: Calendar,
    start: int,
    minutes: int,
    holds: Iterable[Hold],
    climbed: int,
    lift: int = 0,
    last_at: int | None = None,
) -> Escalation | None:
    """Return the reminder that follows `climbed` reminders; None on hold, or when all were made.

    `lift` moves each level that many people up, not its time: for a reopened or urged task.
    """
    if climbed < len(policy.rungs):
        level = policy.rungs[climbed]
        at = deadline(calendar, start, minutes * level.share, holds)
        if at is None:
            return None
        return _escalation(policy, calendar, climbed, at, lift)
    if climbed >= len(policy.rungs) + policy.repeats or last_at is None:
        return None
    if any(hold.until is None for hold in holds):
        return None
    at = add(calendar, last_at, WORKING_DAY * MINUTE_MS)
    return _escalation(policy, calendar, climbed, at, lift)


def due_now(
    *,
    now: int,
    policy: EscalationPolicy,
    calendar: Calendar,
    start: int,
    minutes: int,
    holds: Iterable[Hold],
    climbed: int,
    lift: int = 0,
    last_at: int | None = None,
) -> Escalation | None:
    """Return the highest reminder that is due at `now`.

    After a silence the levels that were missed are passed over: one reminder is made, at the
    right height, and no storm. A reminder that would fall out of working hours is not due.
    """
    found: Escalation | None = None
    held = list(holds)
    while True:
        due = next_escalation(
            policy=policy,
            calendar=calendar,
            start=start,
            minutes=minutes,
            holds=held,
            climbed=climbed,
            lift=lift,
            last_at=last_at,
        )
        if due is None or due.at > now or next_open(calendar, now) != now:
            return found
        if found is not None and climbed >= len(policy.rungs):
            return found  # repeats count from the last one made, so only one can be due
        found, climbed = due, due.number


def policy_from(data: Mapping[str, object]) -> EscalationPolicy:
    """Return the escalation policy that a community wrote down, or raise Wrong naming the field."""
    rungs = data.get("rungs")
    if not isinstance(rungs, list | tuple) or not 1 <= len(rungs) <= MOST_LEVELS:
        raise Wrong("rungs", N_("needs 1 to %(most)s escalation levels"), most=MOST_LEVELS)
    found = tuple(_level(level, number) for number, level in enumerate(rungs))
    if list(found) != sorted(found, key=lambda level: level.share):
        raise Wrong("rungs", N_("must stand in the order of their share"))
    repeats = data.get("repeats", 5)
    if (
        not isinstance(repeats, int)
        or isinstance(repeats, bool)
        or not 0 <= repeats <= MOST_REPEATS
    ):
        raise Wrong("repeats", N_("must be a whole number from 0 to %(most)s"), most=MOST_REPEATS)
    return EscalationPolicy(found, repeats)


def _escalation(
    policy: EscalationPolicy, calendar: Calendar, climbed: int, at: int, lift: int
) -> Escalation:
    level = policy.rungs[min(climbed, len(policy.rungs) - 1)]
    to = PEOPLE[min(PEOPLE.index(level.to) + lift, len(PEOPLE) - 1)]
    # The closing instant is out of hours: who reads it then has gone home.
    return Escalation(next_open(calendar, at), climbed + 1, to, _what(level, climbed, policy))


def _what(level: EscalationLevel, climbed: int, policy: EscalationPolicy) -> str:
    if level.share < 1:
        return "warning"
    first_late = next(n for n, each in enumerate(policy.rungs) if each.share >= 1)
    return "breach" if climbed == first_late else "overdue"


def _level(data: object, number: int) -> EscalationLevel:
    if not isinstance(data, Mapping):
        raise Wrong(f"rungs[{number}]", N_("needs share and to"))
    share, to = data.get("share"), data.get("to")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0.1 <= share <= 10:
        raise Wrong(f"rungs[{number}].share", N_("must be a number from 0.1 to 10"))
    if to not in PEOPLE:
        raise Wrong(f"rungs[{number}].to", N_("must be one of %(known)s"), known=one_of(PEOPLE))
    return EscalationLevel(float(share), str(to))
