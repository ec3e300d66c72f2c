"""
Notices: one message to one person in their language.

What a notice says is a catalogue entry named by its template; this is the table of the
templates and what each one needs. Where it goes is a table of channels in
`channels/deliver.py`.
"""

from typing import Any

from msgspec import Struct, field

TEMPLATES = frozenset(
    {
        "confirm_contact",
        "home_link",
        "received",
        "way_back",
        "in_hand",
        "waiting",
        "paused",
        "visit",
        "visit_late",
        "windows",
        "coming",
        "visit_soon",
        "called_off",
        "visit_staff",
        "visit_staff_off",
        "answered",
        "resolved",
        "resolved_so",
        "reopened",
        "closed",
        "declined",
        "outage_ended",
        "outage_changed",
        "absorbed",
        "still_there",
        "retopic",
        "check_back",
        "nobody",
        "nobody_until",
        "bundle",
        "test",
        "digest",
        "webhook_failing",
        "webhook_gone",
        "measure_planned",
        "measure_done",
        "measure_dropped",
        "measure_reopened",
    }
)


class Entry(Struct, frozen=True, kw_only=True):
    """A visit as calendars hold it."""

    uid: str
    """The same for ever: by it a calendar finds the entry that has changed."""
    sequence: int
    """Grows with each change; a calendar ignores what is lower."""
    stamp: int
    """When it changed last (epoch ms)."""
    at: int | None
    end: int | None = None
    off: bool = False
    """It was called off."""


class Notice(Struct, frozen=True, kw_only=True):
    """One message, ready for a channel; `event` names it in the ledger."""

    event: str
    channel: str
    address: str
    lang: str
    template: str
    values: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names that have a form in each language: {"place": {"en": "Lift 2", …}}."""
    times: dict[str, int] = field(default_factory=dict)
    """Instants that the text names, said as people of the community's zone say them."""
    ends: dict[str, int] = field(default_factory=dict)
    """Until when what begins at such an instant lasts, where that is told, too."""
    entry: Entry | None = None
    """A visit, to be put into a calendar, moved there or taken out."""
    zone: str = "UTC"
    at: int = 0
    """When it is sent: what "tomorrow" is counted from."""
    answer: str = ""
    """The address by which whoever gets it answers, where mail is taken in."""
    lines: list[dict[str, Any]] = field(default_factory=list)
    """The nudges of a bundle: reference, what, topic, place (a name in each language); of a
    digest: section, community and what the section shows."""
