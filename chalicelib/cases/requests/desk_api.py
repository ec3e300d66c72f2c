"""The staff API for who a task is for, what helps them at home, and which colleagues there are."""

from msgspec import Struct

from chalicelib.cases.contacts import reveal
from chalicelib.cases.tasks.api import lang
from chalicelib.estate import directory
from chalicelib.estate.members import Member
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.households import actions as households
from chalicelib.households.model import ASKS, LANGUAGES, PURPOSES, Preference
from chalicelib.i18n import msg
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.notifications.ways import store as ways
from chalicelib.notifications.ways.model import Way, state_of
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape

routes = StaffRoutes(__name__)


class Address(Shape, frozen=True):
    """One way to a resident."""

    channel: str
    address: str


class ContactShown(Shape, frozen=True):
    """How to reach a resident."""

    name: str
    addresses: list[Address]


class PreferenceShown(Shape, frozen=True):
    """One thing that helps at home, and what for it was told."""

    code: str
    name: str
    value: str
    purpose: str
    sensitive: bool
    at_desk: bool


class Preferences(Shape, frozen=True):
    """What helps with a task, and whether more may be noted for its resident at the desk."""

    preferences: list[PreferenceShown]
    request: str
    may_note: bool


class DeskNote(Struct, forbid_unknown_fields=True):
    """What a resident without an address tells at the desk, or takes back."""

    action: str
    """"tell" or "withdraw"."""
    code: str
    value: str = ""
    consent: bool = False
    """The resident said that we may keep it, and show it for its purpose."""


class DeskNoted(Shape, frozen=True):
    """What was noted or taken back, and until when it is kept."""

    code: str
    kept_until: int | None


class Colleague(Shape, frozen=True):
    """Somebody of your departments, and whether there is a tested way to them."""

    id: str
    name: str
    role: str
    departments: list[str]
    on_duty: bool
    languages: list[str]
    way: str


class People(Shape, frozen=True):
    """Who works in your departments."""

    people: list[Colleague]


@routes.post("/staff/v1/tasks/{id}/contact", may=WORKERS, errors=(NotAllowed,))
def show_contact(call: Call, staff: Staff, id: str) -> ContactShown:
    """How to reach the resident of a task that you have; that you looked is written down."""
    found = reveal.read(id, staff, now=call.now)
    addresses = [Address(channel=channel, address=address) for channel, address in found.addresses]
    return ContactShown(name=found.name, addresses=addresses)


@routes.post("/staff/v1/tasks/{id}/preferences", may=WORKERS, errors=(NotAllowed,))
def show_preferences(call: Call, staff: Staff, id: str) -> Preferences:
    """What helps with a task that you have; that you looked is written down."""
    language = lang(call, staff)
    seen, found = households.for_task(id, staff, now=call.now)
    return Preferences(
        preferences=[_preference(each, language) for each in seen],
        request=found.request.id,
        may_note=households.may_note(found),
    )


@routes.post(
    "/staff/v1/requests/{id}/preferences", may=WORKERS, body=DeskNote, errors=(NotAllowed,)
)
def note_preference(call: Call, staff: Staff, id: str) -> DeskNoted:
    """Note what helps at home, told at the desk by who has neither mail nor telephone."""
    said, kept_until = call.json(DeskNote), None
    if said.action == "withdraw":
        households.take_back_at_desk(id, said.code, staff=staff, now=call.now)
    elif said.action == "tell":
        kept = households.note_at_desk(
            id, said.code, said.value, consent=said.consent, staff=staff, now=call.now
        )
        kept_until = kept.expires_at
    else:
        raise InvalidInput(action="This is one of tell, withdraw.")
    call.note(item=id, action="preference")
    return DeskNoted(code=said.code, kept_until=kept_until)


@routes.get("/staff/v1/people", may=LEADS, query=("community",))
def show_people(call: Call, staff: Staff) -> People:
    """Who works in the departments that you answer for, and who of them is on duty."""
    found = directory.people(staff, call.query("community"), now=call.now)
    known = ways.of_logins(member.login for member in found)
    return People(people=[_member(each, known.get(each.login)) for each in found])


def _preference(preference: Preference, language: str) -> PreferenceShown:
    ask, value = ASKS[preference.code], preference.value
    return PreferenceShown(
        code=ask.code,
        name=msg(language, ask.name),
        value=msg(language, LANGUAGES[value]) if value in LANGUAGES else value,
        purpose=msg(language, PURPOSES[ask.purpose]),
        sensitive=ask.sensitive,
        at_desk=households.is_at_desk(preference),
    )


def _member(member: Member, way: Way | None) -> Colleague:
    return Colleague(
        id=member.id,
        name=member.name,
        role=member.role,
        departments=member.departments,
        on_duty=member.on_duty,
        languages=member.languages,
        way=state_of(member, way),
    )
