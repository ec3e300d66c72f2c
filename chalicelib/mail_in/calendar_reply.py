"""
What a calendar answers to an invitation (iTIP REPLY, RFC 5546 3.2.3), and what that does.

Our invitations ask for no answer, and some calendars send one all the same. A no frees the visit
and asks for another time; a yes is a note. An answer about an earlier time does nothing.
"""

from msgspec import Struct

from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.model import Task, awaits_visit
from chalicelib.cases.visits import model as visits
from chalicelib.cases.visits import resident
from chalicelib.cases.visits.resident import Missed
from chalicelib.kernel.words import N_
from chalicelib.platform.recoverable import RECOVERABLE

from .desk import Desk
from .model import key_of

DECLINED = "DECLINED"
NOTED = {
    "ACCEPTED": N_("(my calendar accepted the visit)"),
    "TENTATIVE": N_("(my calendar: I may not be there for the visit)"),
}


class CalendarReply(Struct, frozen=True):
    """What a calendar said about one version of one visit."""

    uid: str
    sequence: int
    said: str


def read(file: bytes) -> CalendarReply | None:
    """Return what a calendar file answers; None for one that answers nothing."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(file)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            return None
        event = calendar.walk("VEVENT")[0]
        attendees = event["ATTENDEE"]
        attendee = attendees[0] if isinstance(attendees, list) else attendees
        said = str(attendee.params["PARTSTAT"]).upper()
        return CalendarReply(str(event["UID"]), int(event.get("SEQUENCE", 0)), said)
    except RECOVERABLE:  # the library raises what it likes on what is damaged
        return None


def done(
    reply: CalendarReply, found: Aggregate, *, number: str, desk: Desk, now: int
) -> str | None:
    """Do what a calendar answered; return what of it is noted, None where it does nothing."""
    about = (each for each in found.tasks if visits.entry(each).uid == reply.uid)
    task = next(about, None)
    if task is None:
        return None
    if reply.said == DECLINED:
        return _declined(task, reply, number=number, desk=desk, now=now)
    stands = awaits_visit(task) and visits.entry(task).sequence == reply.sequence
    return NOTED.get(reply.said) if stands else None


def _declined(task: Task, reply: CalendarReply, *, number: str, desk: Desk, now: int) -> str | None:
    try:
        resident.call_off(
            task.request, task.id, seen=reply.sequence + 1,
            key=key_of("declined", task.id, number), now=now, enqueue=desk.enqueue,
        )  # fmt: skip
        resident.ask(
            task.request, task.id, key=key_of("asks", task.id, number), now=now,
            enqueue=desk.enqueue,
        )  # fmt: skip
    except Missed:
        return None
    return ""
