"""
The calendar file of a visit: iCalendar (RFC 5545), sent as an invitation (RFC 5546, 6047).

Times are in UTC, which every calendar reads; the UID never changes, and each change has a higher
SEQUENCE. An answer of a calendar would reach nobody, so none is asked for: a visit is moved or
called off on the page that the file links to.
"""

from datetime import UTC, datetime

from chalicelib.kernel.notices import Entry
from chalicelib.kernel.times import HOUR_MS

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

USUAL_MS = HOUR_MS
"""How long a visit is shown of which only the beginning was agreed."""


def method_of(entry: Entry) -> str:
    """Return what an invitation by mail asks for."""
    return CANCEL if entry.off else REQUEST


def written(
    entry: Entry,
    *,
    method: str,
    summary: str,
    place: str,
    about: str,
    link: str,
    organizer: tuple[str, str],
    attendee: str = "",
) -> bytes:
    """Return the file; `organizer` is name and address, and with PUBLISH nobody attends."""
    # Here and not above: only who writes one pays for the library.
    from icalendar import Calendar, Event, vCalAddress

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _instant(entry.stamp))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    if entry.at is not None:
        event.add("dtstart", _instant(entry.at))
        event.add("dtend", _instant(entry.end or entry.at + USUAL_MS))
    for name, text in {"summary": summary, "location": place, "description": about}.items():
        if text:
            event.add(name, text)
    if link:
        event.add("url", link)
    name, address = organizer
    own = vCalAddress(f"mailto:{address}")
    if name:
        own.params["CN"] = name
    event.add("organizer", own)
    if attendee:
        invited = vCalAddress(f"mailto:{attendee}")
        invited.params.update(
            {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
        )
        event.add("attendee", invited)
    calendar = Calendar()
    calendar.add("prodid", "-//Steward//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
