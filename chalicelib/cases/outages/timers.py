"""What an outage's own clock does: planned work begins; who opened one is asked if it is over."""

from msgspec import structs

from chalicelib.escalation import batches
from chalicelib.escalation.reminders import Reminder
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.kernel.history import CLOCK, event_id
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.effects import Tools, with_due_at
from chalicelib.platform.entities import clocks_of
from chalicelib.platform.transition import next_version

from . import model as life
from . import store as outages
from .model import PLANNED, Outage

PAUSED_MS = 5 * MINUTE_MS
"""While chasing is paused an outage that is due is looked at this often."""


def tick(outage: Outage, *, now: int, tools: Tools) -> bool:
    """Begin planned work whose time has come, or remind; say whether that wrote the outage."""
    due = [at for at in clocks_of(outage, now=now) if at is not None]
    if not due or min(due) > now:
        return False
    if outage.state == PLANNED:
        outages.save(outage, _begun(outage, now=now))
        return True
    if tools.tuning().chasing:
        _remind(outage, now=now, window_ms=tools.tuning().window_ms)
    else:
        outages.save(outage, structs.replace(outage, due_at=now + PAUSED_MS, tries=0))
    return True


def _begun(outage: Outage, *, now: int) -> Outage:
    state = life.advance(outage, "start")
    return next_version(outage, "start", state, by=CLOCK, now=now, tries=0)


def _remind(outage: Outage, *, now: int, window_ms: int) -> None:
    """Ask, once a day, whether it is over: bundle first, then the count."""
    number = outage.reminders + 1
    remind = Reminder(
        task=outage.id,
        reference=outage.reference,
        what="outage_over",
        at=now,
        topic=outage.topics[0],
        place_name=outage.place_name,
    )
    for person in _keepers(outage, now=now):
        # With its version: given more time, it is asked about anew.
        event = event_id(outage.id, f"{outage.version}.{number}#{person.id}")
        batches.add(outage.community, person.login, event, remind, now=now, window_ms=window_ms)
    reminded = structs.replace(outage, reminders=number, reminded_at=now, tries=0)
    outages.save(outage, with_due_at(reminded, now=now))


def _keepers(outage: Outage, *, now: int) -> list[Member]:
    """Return who opened it, or the managers once that person has left."""
    members = [m for m in estate.members(outage.community, now=now) if not m.disabled]
    opener = [member for member in members if member.login == outage.opened_by]
    return opener or [member for member in members if member.role == "manager"]
