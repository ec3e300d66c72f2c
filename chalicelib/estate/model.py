"""Communities and places: what a company owns, as it is stored in the estate table."""

from collections.abc import Collection, Mapping

from msgspec import Struct, field

from chalicelib.i18n import msg
from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_
from chalicelib.kernel.worktime import ALWAYS, Calendar, calendar_from

from .buildings import completed
from .departments import DEPARTMENTS

RETIRED_FOR_MS = 90 * DAY_MS
"""A label that was replaced says so for this long; then it is unknown."""

CHECK = "smoke"
"""The community of the check of a deployment. It deletes what it sent, so that nobody may count
it as submitted: the reconcile would miss it."""


class Community(Struct, frozen=True, kw_only=True):
    """One managed property, with its hours, languages and departments."""

    code: str
    company: str
    name: dict[str, str]
    """Language to name; the first language is the community's own."""
    languages: list[str]
    phone: str
    emergency_phone: str
    colour: str = "#1f5f5b"
    calendar: Calendar
    calendars: dict[str, Calendar] = field(default_factory=dict)
    """The hours of a department or contractor that differ from the community's."""
    departments: list[str]
    redirects: dict[str, str] = field(default_factory=dict)
    """A department that was closed or never existed here, and which one does its work."""
    duties: dict[str, str] = field(default_factory=dict)
    """A duty, and the department or contractor that covers it, see cases/danger/duties.py."""
    topics: dict[str, dict[str, object]] = field(default_factory=dict)
    """Overrides of the topic table, see estate/topics.py."""
    ladder: dict[str, object] = field(default_factory=dict)
    photo_when_done: bool = False
    """True: work that leaves dirt is done only with a photo of the place after it."""
    contractors: dict[str, dict[str, str]] = field(default_factory=dict)
    """Departments that are outside contractors, see cases/contractors/model.py."""
    chats: dict[str, str] = field(default_factory=dict)
    """Department to the address of its group chat's robot, which hears what concerns them all."""
    text_countries: list[str] = field(default_factory=list)
    """Calling codes ("852") of the countries that residents get texts in; none: its own."""
    show_names: str = "role"
    """What a resident reads of who is on it: "role" or "first_name"."""
    department_names: dict[str, dict[str, str]] = field(default_factory=dict)
    """What a department is called here: language to name, see `department_name`."""
    buildings: dict[str, dict[str, str]] = field(default_factory=dict)
    """A building's code to what it is called, by language."""
    replies: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Ready replies of its own by action: language to text each, see i18n/replies.py."""
    point: str = ""
    """Where it is on a map: degrees north and east, as "22.2810,114.1580"; Open311 needs it."""
    publishes: bool = False
    """True: what is told of public places may be read by everybody, over Open311."""
    daily_files: bool = False
    """True: what changed is written to a file each night (privacy/daily)."""
    daily_words: bool = False
    """True: those files hold what residents wrote, their names and addresses."""
    hooks: bool = False
    """Other programs are told of what happens here (programs/webhooks)."""
    writes: int = 0
    """The optimistic lock of whoever changes it."""
    change: str = ""
    """The change that made it what it is, see setup/changes.py."""


class Place(Struct, frozen=True, kw_only=True):
    """A spot with a QR label."""

    code: str
    community: str
    name: dict[str, str]
    building: str = ""
    floor: str = ""
    kind: str = "shared"
    """"shared" (lobby, lift, garage) or "private" (a flat)."""
    household: str = ""
    version: int = 1
    replaced_by: str = ""
    retired_at: int | None = None
    point: str = ""
    """Where it is on a map, if that differs from its community's point."""
    writes: int = 0
    change: str = ""


def said(names: dict[str, str], lang: str) -> str:
    """Return a name in this language, else in the first one there is."""
    return names.get(lang) or next(iter(names.values()), "")


def department_name(community: Community | None, code: str, lang: str) -> str:
    """Return what a department is called in a language: by its community, else by everybody."""
    own = community.department_names.get(code) if community else None
    return said(own, lang) if own else msg(lang, DEPARTMENTS.get(code, code))


def building_name(community: Community, code: str, lang: str) -> str:
    """Return what a building is called in a language; one that nobody named shows its code."""
    return said(completed(community.buildings.get(code, {}), [lang]), lang) or code


def hours_of(community: Community, department: str) -> Calendar:
    """Return when a department, or the contractor that it is, works."""
    return community.calendars.get(department, community.calendar)


def calendars_from(
    rows: object, usual: Mapping[str, object], departments: Collection[str]
) -> dict[str, Calendar]:
    """Return the hours by department that a community wrote down, or raise Wrong naming the
    field.

    One is "always", or a calendar; its holidays are the community's (`usual`) unless it says
    others, its zone is the community's.
    """
    if not isinstance(rows, Mapping):
        raise Wrong("calendars", N_("needs department and calendar"))
    zone = str(usual.get("zone", ""))
    found = {}
    for name, row in rows.items():
        if name not in departments:
            raise Wrong(f"calendars.{name}", N_("there is no such department here"))
        if row == "always":
            found[name] = Calendar(zone, ALWAYS.week)
            continue
        if not isinstance(row, Mapping) or row.get("zone", zone) != zone:
            raise Wrong(
                f"calendars.{name}", N_('needs "always", or a calendar in %(zone)s'), zone=zone
            )
        try:
            found[name] = calendar_from({"region": usual.get("region", ""), **row, "zone": zone})
        except Wrong as wrong:
            raise wrong.under(f"calendars.{name}") from None
    return found
