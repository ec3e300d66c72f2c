"""The staff API for what a resident tells in person, and for who can be told or asked."""

from msgspec import Struct, structs

from chalicelib.cases.contacts import reveal
from chalicelib.cases.tasks.api import lang
from chalicelib.estate import directory
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place, building_name, said
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import LEADS, WORKERS, role_at
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.estate.topics import SERVICES, Topic
from chalicelib.households import actions as households
from chalicelib.households.model import ASKS, LANGUAGES, PURPOSES, Ask, Preference
from chalicelib.i18n import msg
from chalicelib.kernel.errors import Erased, InvalidInput, NotAllowed, NotFound, Retired
from chalicelib.kernel.ids import shown
from chalicelib.notifications.ways import store as ways
from chalicelib.notifications.ways.model import Way, state_of
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED_ONCE, Reply
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.platform.services import enqueue, id_secret

from . import submit_on_behalf
from .api import told_in
from .checks import NewRequest, Submission

routes = StaffRoutes(__name__)


class OnBehalf(NewRequest, frozen=True, kw_only=True):
    """What a resident told a member of staff; `lang` is the resident's, else the one of staff."""

    channel: str
    """How it came: phone, counter or round."""
    consent: bool = False
    """The resident said that this address may be kept."""


class FilingPlace(Shape, frozen=True):
    """A place to file for."""

    code: str
    name: str
    building: str
    building_name: str
    kind: str


class FilingTopic(Shape, frozen=True):
    """A topic to file; `shared` is what others may have, too."""

    code: str
    name: str
    group: str
    common: bool
    shared: bool
    conduct: bool


class Helping(Shape, frozen=True):
    """One thing that a household can let us know; `takes` is "", "hours" or "language"."""

    code: str
    name: str
    purpose: str
    takes: str
    sensitive: bool


class Filing(Shape, frozen=True):
    """What filing for a resident chooses from, and what may be noted of what helps at home."""

    places: list[FilingPlace]
    topics: list[FilingTopic]
    helps: list[Helping]
    spoken: list[Named]


class Filed(Shape, frozen=True):
    """What staff read out to the resident for whom they filed."""

    id: str
    reference: str
    replayed: bool
    unread: list[str]


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


@routes.get("/staff/v1/filing", may=WORKERS, query=("community",))
def show_filing(call: Call, staff: Staff) -> Filing:
    """What filing for a resident needs to offer: the places and the topics of a community."""
    code, language = call.query("community"), lang(call, staff)
    if role_at(staff, code) == "nobody":
        raise NotFound("there is no such community")
    places = [p for p in estate.places(code, now=call.now) if p.retired_at is None]
    community = community_of(code, now=call.now)
    topics = topics_of(community, language).values()
    return Filing(
        places=sorted((_place(p, community, language) for p in places), key=lambda p: p.name),
        topics=[_topic(t, language) for t in sorted(topics, key=_rank) if _is_filed(t)],
        helps=[_helping(ask, language) for ask in ASKS.values()],
        spoken=[Named(code=c, name=msg(language, name)) for c, name in LANGUAGES.items()],
    )


@routes.post(
    "/staff/v1/requests",
    may=WORKERS,
    body=OnBehalf,
    idempotent=True,
    status=CREATED_ONCE,
    errors=(Retired, Erased),
)
def file_request(call: Call, staff: Staff) -> Reply[Filed]:
    """File what a resident told you; the same Idempotency-Key and body give the same answer."""
    body, unread = told_in(call, OnBehalf, channel="")
    told = structs.asdict(body) | {"lang": body.lang or lang(call, staff)}
    consent = told.pop("consent")
    submission = Submission(key=call.key(), unread=unread, **told)
    made = submit_on_behalf.file(
        submission,
        consent=consent,
        staff=staff,
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
        tuning=parameters.tuning(now=call.now),
    )
    call.note(item=made.request_id, action="submit", Submitted=0 if made.replayed else 1)
    said_back = Filed(
        id=made.request_id,
        reference=shown(made.reference),
        replayed=made.replayed,
        unread=list(made.unread),
    )
    return Reply(said_back, 200 if made.replayed else 201)


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


def _helping(ask: Ask, language: str) -> Helping:
    return Helping(
        code=ask.code,
        name=msg(language, ask.name),
        purpose=msg(language, PURPOSES[ask.purpose]),
        takes=ask.takes,
        sensitive=ask.sensitive,
    )


def _is_filed(topic: Topic) -> bool:
    return not topic.frozen and topic.code not in parameters.known_tuning().frozen


def _rank(topic: Topic) -> tuple[int, str]:
    return topic.on_form or 1_000, topic.service


def _topic(topic: Topic, language: str) -> FilingTopic:
    return FilingTopic(
        code=topic.code,
        name=msg(language, topic.name),
        group=msg(language, SERVICES[topic.service]),
        common=topic.on_form > 0,
        shared=topic.shared and topic.priority != "urgent",
        conduct=CONDUCT in topic.departments,
    )


def _place(place: Place, community: Community, language: str) -> FilingPlace:
    return FilingPlace(
        code=place.code,
        name=said(place.name, language),
        building=place.building,
        building_name=building_name(community, place.building, language),
        kind=place.kind,
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
