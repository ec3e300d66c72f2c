"""The settings of a community for its managers, and the history of what they changed."""

import secrets
from typing import Any

from msgspec import UNSET, Struct, UnsetType, convert, structs

from chalicelib.cases.danger.duties import USUAL, cover
from chalicelib.cases.tasks.api import lang
from chalicelib.channels.chats import send
from chalicelib.estate import store as estate
from chalicelib.estate.buildings import completed
from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.model import Community, department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import languages, msg
from chalicelib.i18n.replies import REPLIES
from chalicelib.kernel import holidays
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.words import N_
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import NamedDepartment, Shape
from chalicelib.platform.services import enqueue

from . import settings as usecase
from . import undo
from .change import community_now
from .changes import PLACES, Author, Change, can_be_taken_back, plain

routes = StaffRoutes(__name__)

TRIED = (
    "Steward",
    N_("This group is connected. It will be told about emergencies and jobs no one has taken."),
)


class Patch(Struct, forbid_unknown_fields=True):
    """The settings that are to change, each whole; hours are minutes or "09:00" by weekday."""

    community: str
    name: dict[str, str] | UnsetType = UNSET
    buildings: dict[str, dict[str, str]] | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    emergency_phone: str | UnsetType = UNSET
    colour: str | UnsetType = UNSET
    show_names: str | UnsetType = UNSET
    text_countries: list[str] | UnsetType = UNSET
    photo_when_done: bool | UnsetType = UNSET
    point: str | UnsetType = UNSET
    publishes: bool | UnsetType = UNSET
    daily_files: bool | UnsetType = UNSET
    daily_words: bool | UnsetType = UNSET
    calendar: dict[str, Any] | UnsetType = UNSET
    calendars: dict[str, Any] | UnsetType = UNSET
    departments: list[str] | UnsetType = UNSET
    department_names: dict[str, dict[str, str]] | UnsetType = UNSET
    redirects: dict[str, str] | UnsetType = UNSET
    duties: dict[str, str] | UnsetType = UNSET
    contractors: dict[str, dict[str, str]] | UnsetType = UNSET
    chats: dict[str, str] | UnsetType = UNSET
    replies: dict[str, list[dict[str, str]]] | UnsetType = UNSET
    topics: dict[str, dict[str, Any]] | UnsetType = UNSET
    ladder: dict[str, Any] | UnsetType = UNSET


class Hours(Shape, frozen=True):
    """When somebody works: windows in minutes of the day, by weekday from Monday and by date."""

    zone: str
    week: list[list[list[int]]]
    exceptions: dict[str, list[list[int]]]
    region: str


class DutyShown(Shape, frozen=True):
    """A duty in danger, the department that covers it, and whether anybody does."""

    duty: str
    name: str
    department: str
    covered: bool


class Settings(Shape, frozen=True):
    """Everything that managers change of a community, and what they choose from."""

    community: str
    version: int
    name: dict[str, str]
    buildings: dict[str, dict[str, str]]
    languages: list[str]
    phone: str
    emergency_phone: str
    colour: str
    show_names: str
    text_countries: list[str]
    photo_when_done: bool
    point: str
    publishes: bool
    daily_files: bool
    daily_words: bool
    calendar: Hours
    calendars: dict[str, Hours]
    departments: list[str]
    department_names: dict[str, dict[str, str]]
    redirects: dict[str, str]
    duties: dict[str, str]
    contractors: dict[str, dict[str, str]]
    chats: dict[str, str]
    replies: dict[str, list[dict[str, str]]]
    topics: dict[str, dict[str, Any]]
    ladder: dict[str, Any]
    named: list[NamedDepartment]
    """The departments there are, and those that every community may have."""
    covers: list[DutyShown]
    spoken: list[str]
    regions: list[str]
    actions: list[str]
    places: int
    people: int


class ChangeShown(Shape, frozen=True):
    """One change of the estate; `undoes` and `undone` tell which were taken back.

    Of an import: `done` of its `pieces` are in; it left `left` rows alone, because somebody changed
    them meanwhile: the first of them are `skipped`.
    """

    number: str
    what: str
    subject: str
    title: dict[str, str]
    at: int
    by: str
    fields: dict[str, dict[str, Any]]
    undoes: str
    undone: bool
    can_undo: bool
    pieces: int = 0
    done: int = 0
    left: int = 0
    skipped: list[str] = []


class Changes(Shape, frozen=True):
    """A page of changes, the newest first; `after` begins the next one."""

    changes: list[ChangeShown]
    after: str


class Undoing(Struct, forbid_unknown_fields=True):
    """The change that is to be taken back."""

    community: str
    change: str


@routes.get("/staff/v1/settings", may=MANAGERS, query=("community",))
def show_settings(call: Call, staff: Staff) -> Settings:
    """Everything that managers change of a community, as it stands now."""
    return _shown(community_now(staff, call.query("community")), call, staff)


@routes.post("/staff/v1/settings", may=MANAGERS, body=Patch, versioned=True)
def change_settings(call: Call, staff: Staff) -> Settings:
    """Change settings: all that is named, or nothing; the answer is how they stand then."""
    patch = call.json(Patch)
    named = structs.asdict(patch).items()
    given = {name: value for name, value in named if value is not UNSET and name != "community"}
    author = author_of(call, staff)
    after = usecase.change(
        staff,
        patch.community,
        given,
        version=call.version(),
        author=author,
        try_chat=lambda address: send(address, *(msg(author.lang, each) for each in TRIED)),
        enqueue=enqueue(call.id),
    )
    call.note(item=after.code, action="settings")
    return _shown(after, call, staff)


@routes.get("/staff/v1/changes", may=MANAGERS, query=("community", "after"))
def list_changes(call: Call, staff: Staff) -> Changes:
    """What managers changed: who, when, from what to what; the newest first."""
    found, after = undo.listed(staff, call.query("community"), before=call.query("after"))
    return Changes(changes=[told(each) for each in found], after=after)


@routes.post("/staff/v1/changes/undo", may=MANAGERS, body=Undoing, errors=(NotAllowed,))
def undo_change(call: Call, staff: Staff) -> Changes:
    """Take one change back, where nobody changed the same since; the answer is the first page."""
    asked = call.json(Undoing)
    author = author_of(call, staff)
    undo.take_back(staff, asked.community, asked.change, author, enqueue(call.id))
    found, after = undo.listed(staff, asked.community, before="")
    return Changes(changes=[told(each) for each in found], after=after)


def author_of(call: Call, staff: Staff) -> Author:
    """Return who changes something with this call."""
    nonce = secrets.token_hex(4)
    return Author(staff.id, staff.name, call.now, nonce, lang=lang(call, staff))


def told(change: Change) -> ChangeShown:
    """Return one change as the board shows it."""
    return ChangeShown(
        number=change.number,
        what=change.what,
        subject=change.subject,
        title=change.title,
        at=change.at,
        by=change.by_name,
        fields=_told(change),
        undoes=change.undoes,
        undone=bool(change.undone_by),
        can_undo=can_be_taken_back(change),
        pieces=change.pieces,
        done=change.done,
        left=change.left,
        skipped=change.skipped,
    )


def _told(change: Change) -> dict[str, dict[str, Any]]:
    """Return what differs; of many places how many, for a tower would fill the page."""
    if change.what != PLACES:
        return change.fields
    return {
        PLACES: {name: len(rows) if rows else 0 for name, rows in change.fields[PLACES].items()}
    }


def _shown(community: Community, call: Call, staff: Staff) -> Settings:
    language = lang(call, staff)
    members = estate.members(community.code, now=call.now)
    covering = cover(community, members)
    known = dict.fromkeys([*community.departments, *DEPARTMENTS])
    values = {name: plain(community)[name] for name in Patch.__struct_fields__[1:]}
    live = [p for p in estate.places(community.code, now=call.now) if p.retired_at is None]
    return convert(
        {
            **values,
            "community": community.code,
            "version": community.writes,
            "buildings": {
                code: completed(names, community.languages)
                for code, names in community.buildings.items()
            },
            "named": [
                {"department": code, "name": department_name(community, code, language)}
                for code in known
            ],
            "covers": [
                {
                    "duty": duty,
                    "name": msg(language, DEPARTMENTS[usual]),
                    "department": covering.departments[duty],
                    "covered": duty not in covering.uncovered,
                }
                for duty, usual in USUAL.items()
            ],
            "spoken": list(languages()),
            "regions": holidays.regions(),
            "actions": list(REPLIES),
            "places": len(live),
            "people": sum(not member.disabled for member in members),
        },
        Settings,
    )
