"""The staff API for what a resident tells in person, and for who can be told or asked."""

from msgspec import structs

from chalicelib.cases.tasks.api import lang
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community, Place, building_name, said
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import WORKERS, role_at
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.estate.topics import SERVICES, Topic
from chalicelib.households.model import ASKS, LANGUAGES, PURPOSES, Ask
from chalicelib.i18n import msg
from chalicelib.kernel.errors import Erased, NotFound, Retired
from chalicelib.kernel.ids import shown
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
