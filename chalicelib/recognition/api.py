"""Courtesies in two taps, thanks that are passed on and read, and the week of both."""

from msgspec import Struct, structs

from chalicelib.cases.tasks.api import lang
from chalicelib.estate import store as estate
from chalicelib.estate.model import department_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.feedback import record
from chalicelib.i18n import msg
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.platform.services import enqueue

from . import actions as kindness
from .courtesies import KINDS
from .thanks import Thanks

routes = StaffRoutes(__name__)


class NewCourtesy(Struct, forbid_unknown_fields=True, kw_only=True):
    """One small kindness; the kind is enough. There is no field for whom it was for."""

    community: str
    kind: str
    place: str = ""
    """The label of the spot, where it matters."""
    department: str = ""
    """One's own; the first of them when empty."""


class NewThanks(Struct, forbid_unknown_fields=True, kw_only=True):
    """A good word that somebody heard, for a person or for a whole department."""

    community: str
    to: str = ""
    """The id of a member of staff; empty when it is for everybody in the department."""
    department: str = ""
    words: str = ""


class CourtesyChoices(Shape, frozen=True):
    """What the two taps choose from."""

    kinds: list[Named]
    places: list[Named]


class CourtesyLogged(Shape, frozen=True):
    """A small kindness that was logged."""

    id: str
    kind: str
    at: int


class ThanksShown(Shape, frozen=True):
    """One good word: for you, or for your department."""

    id: str
    mine: bool
    department: str
    department_name: str
    words: str
    at: int


class GoodWords(Shape, frozen=True):
    """The newest good words."""

    thanks: list[ThanksShown]


class KindCount(Shape, frozen=True):
    """How often one kind was logged."""

    kind: str
    name: str
    count: int


class KindSpot(Shape, frozen=True):
    """A spot where one kind was logged often."""

    kind: str
    name: str
    place: str
    count: int


class KindDepartment(Shape, frozen=True):
    """The courtesies and good words of one department."""

    department: str
    name: str
    courtesies: int
    thanks: int


class KindWeek(Shape, frozen=True):
    """The kindness of seven days."""

    since: int
    until: int
    courtesies: list[KindCount]
    spots: list[KindSpot]
    departments: list[KindDepartment]


@routes.get("/staff/v1/courtesies/choices", may=WORKERS, query=("community",))
def courtesy_choices(call: Call, staff: Staff) -> CourtesyChoices:
    """What the two taps choose from, named in your language."""
    code, language = call.query("community"), lang(call, staff)
    record.community_for(code, staff, now=call.now)
    places = [p for p in estate.places(code, now=call.now) if p.retired_at is None]
    spots = [Named(code=p.code, name=said(p.name, language)) for p in places]
    return CourtesyChoices(
        kinds=[Named(code=k, name=msg(language, name)) for k, name in KINDS.items()],
        places=sorted(spots, key=lambda spot: spot.name),
    )


@routes.post("/staff/v1/courtesies", may=WORKERS, body=NewCourtesy, idempotent=True, status=CREATED)
def log_courtesy(call: Call, staff: Staff) -> CourtesyLogged:
    """Log a small kindness, without whom it was for: the kind is enough."""
    body = structs.asdict(call.json(NewCourtesy))
    courtesy = kindness.log(**body, key=call.key(), staff=staff, now=call.now)
    return CourtesyLogged(id=courtesy.id, kind=courtesy.kind, at=courtesy.created_at)


@routes.post("/staff/v1/thanks", may=WORKERS, body=NewThanks, idempotent=True, status=CREATED)
def pass_thanks_on(call: Call, staff: Staff) -> ThanksShown:
    """Pass a good word on to whom it is for."""
    body = structs.asdict(call.json(NewThanks))
    key = call.key()
    thanks = kindness.pass_on(**body, key=key, staff=staff, now=call.now, enqueue=enqueue(call.id))
    return _thanks(thanks, staff, lang(call, staff), call.now)


@routes.get("/staff/v1/thanks", may=WORKERS, query=("community",))
def read_thanks(call: Call, staff: Staff) -> GoodWords:
    """The newest good words for you and for your departments."""
    found = kindness.mine(staff, call.query("community"), now=call.now)
    language = lang(call, staff)
    return GoodWords(thanks=[_thanks(each, staff, language, call.now) for each in found])


@routes.get("/staff/v1/week", may=LEADS, query=("community", "until"))
def show_week(call: Call, staff: Staff) -> KindWeek:
    """The kindness of seven days: counts by kind, spot and department, and no ranking."""
    until = _until(call)
    code, language = call.query("community"), lang(call, staff)
    week = kindness.week(staff, code, until=until, now=call.now)
    names = {p.code: said(p.name, language) for p in estate.places(code, now=call.now)}
    community = estate.community(code, now=call.now)
    return KindWeek(
        since=week.since,
        until=week.until,
        courtesies=[
            KindCount(kind=kind, name=msg(language, name), count=week.courtesies.get(kind, 0))
            for kind, name in KINDS.items()
        ],
        spots=[
            KindSpot(
                kind=kind,
                name=msg(language, KINDS.get(kind, kind)),
                place=names.get(place, place),
                count=count,
            )
            for kind, place, count in week.spots
        ],
        departments=[
            KindDepartment(
                department=code,
                name=department_name(community, code, language),
                courtesies=kind,
                thanks=words,
            )
            for code, (kind, words) in week.departments.items()
        ],
    )


def _thanks(thanks: Thanks, staff: Staff, language: str, now: int) -> ThanksShown:
    community = estate.community(thanks.community, now=now)
    return ThanksShown(
        id=thanks.id,
        mine=thanks.to == staff.id,
        department=thanks.department,
        department_name=department_name(community, thanks.department, language),
        words=thanks.words,
        at=thanks.created_at,
    )


def _until(call: Call) -> int:
    text = call.query("until")
    if not text:
        return call.now
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        raise InvalidInput(until="This is an instant in milliseconds, as 1772416800000.")
    # No week ends before there was one.
    return max(kindness.WEEK_MS, min(int(text), call.now))
