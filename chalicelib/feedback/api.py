"""What staff heard: an opinion in two taps, the list of them, and who heard nothing."""

import re

from msgspec import structs

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community, department_name
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import LEADS, WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED
from chalicelib.platform.http.shapes import Holder, Named, NamedDepartment, Shape
from chalicelib.platform.services import enqueue

from . import coverage, record
from .model import HOW, KINDS, Opinion

routes = StaffRoutes(__name__)

_CURSOR = re.compile(r"[0-9]{13}#[^\x00-\x1f]{1,200}")


class OpinionRow(Shape, frozen=True):
    """One opinion: whether somebody waits for an answer, never who."""

    id: str
    community: str
    kind: str
    kind_name: str
    topic: str
    title: str
    about: str
    department: str
    building: str
    words: str
    how: str
    by: Holder | None
    answerable: bool
    measure: str
    at: int


class OpinionPage(Shape, frozen=True):
    """Opinions, newest first, and where the next page begins."""

    opinions: list[OpinionRow]
    cursor: str


class TopicChoice(Shape, frozen=True):
    """A topic, with its picture."""

    code: str
    name: str
    icon: str


class OpinionChoices(Shape, frozen=True):
    """What the two taps choose from; `mine` are the departments that heard it."""

    kinds: list[Named]
    how: list[Named]
    topics: list[TopicChoice]
    departments: list[NamedDepartment]
    mine: list[NamedDepartment]
    buildings: list[str]


class HeardMonths(Shape, frozen=True):
    """What one department heard in each month, and in which it heard nothing."""

    department: str
    name: str
    heard: list[int]
    nothing: list[str]


class Hearing(Shape, frozen=True):
    """Who heard how much; `written` is what residents wrote themselves."""

    community: str
    months: list[str]
    departments: list[HeardMonths]
    written: list[int]


@routes.post(
    "/staff/v1/opinions", may=WORKERS, body=record.NewOpinion, idempotent=True, status=CREATED
)
def log_opinion(call: Call, staff: Staff) -> OpinionRow:
    """Log what somebody said to you, without naming them: kind and topic are enough."""
    said = structs.asdict(call.json(record.NewOpinion))
    saying = record.NewFeedback(key=call.key(), **said)
    opinion = record.log(saying, staff, now=call.now, enqueue=enqueue(call.id))
    return row(opinion, lang(call, staff), now=call.now)


@routes.get("/staff/v1/opinions", may=LEADS, query=("community", "cursor"))
def list_opinions(call: Call, staff: Staff) -> OpinionPage:
    """What a community heard, newest first, a page at a time; for leads and managers."""
    after = call.query("cursor")
    if after and _CURSOR.fullmatch(after) is None:
        raise InvalidInput(cursor="Give what the last answer gave.")
    found, cursor = record.read(staff, call.query("community"), after=after, now=call.now)
    language = lang(call, staff)
    opinions = [row(each, language, now=call.now) for each in found]
    return OpinionPage(opinions=opinions, cursor=cursor)


@routes.get("/staff/v1/opinions/choices", may=WORKERS, query=("community",))
def opinion_choices(call: Call, staff: Staff) -> OpinionChoices:
    """Everything that the two taps choose from, named in your language."""
    community = record.community_for(call.query("community"), staff, now=call.now)
    language = lang(call, staff)
    topics = sorted(topics_of(community, language).values(), key=lambda topic: topic.on_form or 99)
    return OpinionChoices(
        kinds=_named(KINDS, language),
        how=_named(HOW, language),
        topics=[
            TopicChoice(code=t.code, name=msg(language, t.name), icon=t.icon)
            for t in topics
            if t.code != CONDUCT
        ],
        departments=_departments(community.departments, community, language),
        mine=_departments(record.departments_of(staff, community), community, language),
        buildings=record.buildings_of(community.code, now=call.now),
    )


@routes.get("/staff/v1/hearing", may=LEADS, query=("community",))
def show_hearing(call: Call, staff: Staff) -> Hearing:
    """How much each department heard in each of the last months; what heard nothing says so."""
    code = call.query("community")
    heard = coverage.coverage(staff, code, now=call.now)
    community, language = community_of(code, now=call.now), lang(call, staff)
    return Hearing(
        community=code,
        months=heard.months,
        departments=[
            HeardMonths(
                department=name,
                name=department_name(community, name, language),
                heard=counts,
                nothing=[m for m, n in zip(heard.months, counts, strict=True) if not n],
            )
            for name, counts in heard.departments.items()
        ],
        written=heard.written,
    )


def row(opinion: Opinion, language: str, *, now: int) -> OpinionRow:
    """Return one opinion for a list; whether somebody waits for an answer, never who."""
    community = community_of(opinion.community, now=now)
    return OpinionRow(
        id=opinion.id,
        community=opinion.community,
        kind=opinion.kind,
        kind_name=msg(language, KINDS.get(opinion.kind, opinion.kind)),
        topic=opinion.topic,
        title=rows.title(opinion.topic, community, language),
        about=opinion.about,
        department=opinion.department,
        building=opinion.building,
        words=opinion.words,
        how=opinion.how,
        by=Holder(id=opinion.by, name=opinion.by_name) if opinion.by else None,
        answerable=bool(opinion.request),
        measure=opinion.measure,
        at=opinion.created_at,
    )


def _named(table: dict[str, str], language: str) -> list[Named]:
    return [Named(code=code, name=msg(language, name)) for code, name in table.items()]


def _departments(codes: list[str], community: Community, language: str) -> list[NamedDepartment]:
    return [
        NamedDepartment(department=code, name=department_name(community, code, language))
        for code in codes
        if code != CONDUCT
    ]
