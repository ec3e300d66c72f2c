"""
The ladder: who is nudged about a task, and when.

Before the breach the one who has it (or the whole department on duty), at the breach the
lead, after half the target again the manager; then the manager once per working day, at
most `repeats` times, after which the task stands on the board in red. No nudge falls out
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
MOST_RUNGS = 10
MOST_REPEATS = 30


class Rung(Struct, frozen=True):
    """One step of the ladder."""

    share: float
    """The share of the target after which it is due."""
    to: str


class Ladder(Struct, frozen=True):
    """The rungs, and how often the last one is repeated."""

    rungs: tuple[Rung, ...]
    repeats: int = 5


DEFAULT = Ladder((Rung(0.75, "holder"), Rung(1.0, "lead"), Rung(1.5, "manager")))


class Chase(Struct, frozen=True):
    """One nudge that is due: `number` is how many rungs were climbed once it was made."""

    at: int
    number: int
    to: str
    what: str
    """"warning", "breach" or "overdue"."""


def next_chase(
    *,
    ladder: Ladder,
    calendar: Calendar,
    start: int,
    minutes: int,
    holds: Iterable[Hold],
    climbed: int,
    lift: int = 0,
    last_at: int | None = None,
) -> Chase | None:
    """Return the nudge that follows `climbed` nudges; None on hold, or when all were made.

    `lift` moves each rung that many people up, not its time: for a reopened or urged task.
    """
    if climbed < len(ladder.rungs):
        rung = ladder.rungs[climbed]
        at = deadline(calendar, start, minutes * rung.share, holds)
        if at is None:
            return None
        return _chase(ladder, calendar, climbed, at, lift)
    if climbed >= len(ladder.rungs) + ladder.repeats or last_at is None:
        return None
    if any(hold.until is None for hold in holds):
        return None
    at = add(calendar, last_at, WORKING_DAY * MINUTE_MS)
    return _chase(ladder, calendar, climbed, at, lift)


def due_now(
    *,
    now: int,
    ladder: Ladder,
    calendar: Calendar,
    start: int,
    minutes: int,
    holds: Iterable[Hold],
    climbed: int,
    lift: int = 0,
    last_at: int | None = None,
) -> Chase | None:
    """Return the highest nudge that is due at `now`.

    After a silence the rungs that were missed are passed over: one nudge is made, at the
    right height, and no storm. A nudge that would fall out of working hours is not due.
    """
    found: Chase | None = None
    held = list(holds)
    while True:
        chase = next_chase(
            ladder=ladder,
            calendar=calendar,
            start=start,
            minutes=minutes,
            holds=held,
            climbed=climbed,
            lift=lift,
            last_at=last_at,
        )
        if chase is None or chase.at > now or next_open(calendar, now) != now:
            return found
        if found is not None and climbed >= len(ladder.rungs):
            return found  # repeats count from the last one made, so only one can be due
        found, climbed = chase, chase.number


def ladder_from(data: Mapping[str, object]) -> Ladder:
    """Return the ladder that a community wrote down, or raise Wrong naming the field."""
    rungs = data.get("rungs")
    if not isinstance(rungs, list | tuple) or not 1 <= len(rungs) <= MOST_RUNGS:
        raise Wrong("rungs", N_("needs 1 to %(most)s escalation levels"), most=MOST_RUNGS)
    found = tuple(_rung(rung, number) for number, rung in enumerate(rungs))
    if list(found) != sorted(found, key=lambda rung: rung.share):
        raise Wrong("rungs", N_("must stand in the order of their share"))
    repeats = data.get("repeats", 5)
    if (
        not isinstance(repeats, int)
        or isinstance(repeats, bool)
        or not 0 <= repeats <= MOST_REPEATS
    ):
        raise Wrong("repeats", N_("must be a whole number from 0 to %(most)s"), most=MOST_REPEATS)
    return Ladder(found, repeats)


def _chase(ladder: Ladder, calendar: Calendar, climbed: int, at: int, lift: int) -> Chase:
    rung = ladder.rungs[min(climbed, len(ladder.rungs) - 1)]
    to = PEOPLE[min(PEOPLE.index(rung.to) + lift, len(PEOPLE) - 1)]
    # The closing instant is out of hours: who reads it then has gone home.
    return Chase(next_open(calendar, at), climbed + 1, to, _what(rung, climbed, ladder))


def _what(rung: Rung, climbed: int, ladder: Ladder) -> str:
    if rung.share < 1:
        return "warning"
    first_late = next(n for n, each in enumerate(ladder.rungs) if each.share >= 1)
    return "breach" if climbed == first_late else "overdue"


def _rung(data: object, number: int) -> Rung:
    if not isinstance(data, Mapping):
        raise Wrong(f"rungs[{number}]", N_("needs share and to"))
    share, to = data.get("share"), data.get("to")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0.1 <= share <= 10:
        raise Wrong(f"rungs[{number}].share", N_("must be a number from 0.1 to 10"))
    if to not in PEOPLE:
        raise Wrong(f"rungs[{number}].to", N_("must be one of %(known)s"), known=one_of(PEOPLE))
    return Rung(float(share), str(to))
