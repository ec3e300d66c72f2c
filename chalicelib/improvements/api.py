"""Measures for leads, managers and owners: suggested groups, proposals, actions, history."""

from msgspec import field, structs

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, building_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS, may_measure
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.feedback import api as opinions_api
from chalicelib.feedback import store as opinions
from chalicelib.feedback.api import OpinionRow
from chalicelib.i18n import msg
from chalicelib.kernel.errors import InvalidInput, Retired
from chalicelib.kernel.history import in_order
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED
from chalicelib.platform.http.shapes import Holder, Shape, grown
from chalicelib.platform.services import enqueue, id_secret

from . import actions as measures
from . import model as life
from . import suggest_groups as groups
from .checks import Change, MeasureAction, NewMeasure, Proposal
from .evidence import EvidencePhoto, could_show, shown_photos
from .model import Measure
from .needs import WHY

routes = StaffRoutes(__name__)

MOST_SHOWN = 200


class OpinionGroup(Shape, frozen=True):
    """Opinions that one measure could answer."""

    topic: str
    title: str
    building: str
    building_name: str
    opinions: list[OpinionRow]


class OpinionGroups(Shape, frozen=True):
    """The groups that are suggested."""

    groups: list[OpinionGroup]


class MeasureRow(Shape, frozen=True):
    """A measure in a list, with what you may do to it now."""

    id: str
    version: int
    reference: str
    state: str
    title: str
    topic: str
    topic_name: str
    building: str
    building_name: str
    department: str
    origin: str
    pattern: str
    evidence: dict[str, int | str]
    why: str
    owner: Holder | None
    mine: bool
    due_on: int | None
    late: bool
    said: dict[str, str]
    did: dict[str, str]
    reason: dict[str, str]
    heard: int
    returned: int
    reopened: int
    published_at: int | None
    done_at: int | None
    watched_until: int | None
    created_at: int
    changed_at: int
    allowed: list[str]


class MeasureStep(Shape, frozen=True):
    """One step of its history, with the states before and after it."""

    number: str
    action: str
    by: str
    at: int
    before: str = field(name="from")
    after: str = field(name="to")
    reason: str


class MeasureDetail(MeasureRow, frozen=True):
    """A measure with what it answers and what happened to it."""

    opinions: list[OpinionRow]
    seen: list[str]
    photos: list[EvidencePhoto]
    could_show: list[EvidencePhoto]
    place: str
    history: list[MeasureStep]


class Measures(Shape, frozen=True):
    """The measures of a community."""

    measures: list[MeasureRow]


class MeasureVerdict(Shape, frozen=True):
    """What became of an action, and the measure as it is now."""

    verdict: str
    measure: MeasureRow


@routes.get("/staff/v1/opinions/groups", may=LEADS, query=("community",))
def suggest_groups(call: Call, staff: Staff) -> OpinionGroups:
    """Opinions that one measure could answer, suggested by topic, building and similar words."""
    code, language = call.query("community"), lang(call, staff)
    found = groups.suggested(staff, code, now=call.now)
    community = community_of(code, now=call.now)
    return OpinionGroups(
        groups=[
            OpinionGroup(
                topic=group.topic,
                title=rows.title(group.topic, community, language),
                building=group.building,
                building_name=building_name(community, group.building, language),
                opinions=[
                    opinions_api.row(each, language, now=call.now) for each in group.opinions
                ],
            )
            for group in found
        ]
    )


@routes.post(
    "/staff/v1/measures",
    may=LEADS,
    body=NewMeasure,
    idempotent=True,
    status=CREATED,
    errors=(Retired,),
)
def propose_measure(call: Call, staff: Staff) -> MeasureRow:
    """Propose a measure, with the opinions that it answers."""
    said = structs.asdict(call.json(NewMeasure))
    proposal = Proposal(key=call.key(), **said)
    made = measures.propose(proposal, staff, now=call.now, enqueue=enqueue(call.id))
    return row(made, staff, lang(call, staff), now=call.now)


@routes.get("/staff/v1/measures", may=WORKERS, query=("community", "state"))
def list_measures(call: Call, staff: Staff) -> Measures:
    """The measures of a community, newest first; `state` (or "mine") narrows them down."""
    state = call.query("state")
    if state and state not in (*life.STATES, "mine"):
        raise InvalidInput(state=f"There is no such state; there are {', '.join(life.STATES)}.")
    found = measures.of_community(staff, call.query("community"))
    wanted = [m for m in found if _is_wanted(m, state, staff)][:MOST_SHOWN]
    language = lang(call, staff)
    return Measures(measures=[row(each, staff, language, now=call.now) for each in wanted])


@routes.get("/staff/v1/measures/{id}", may=WORKERS)
def show_measure(call: Call, staff: Staff, id: str) -> MeasureDetail:
    """One measure with its opinions, its photos and its history."""
    measure = measures.of(id, staff)
    return detail(measure, staff, lang(call, staff), now=call.now)


@routes.post(
    "/staff/v1/measures/{id}/actions",
    may=WORKERS,
    body=MeasureAction,
    idempotent=True,
    versioned=True,
    errors=(Retired,),
)
def act_on_measure(call: Call, staff: Staff, id: str) -> MeasureVerdict:
    """Accept, start, finish, publish, revise, drop or reopen a measure: one action, once."""
    change = Change(
        measure=id,
        key=call.key(),
        version=call.version(),
        **structs.asdict(call.json(MeasureAction)),
    )
    done = measures.act(change, staff, now=call.now, enqueue=enqueue(call.id))
    shown = row(done.measure, staff, lang(call, staff), now=call.now)
    return MeasureVerdict(verdict=done.verdict, measure=shown)


def row(measure: Measure, staff: Staff, language: str, *, now: int) -> MeasureRow:
    """Return one measure for a list, with what this person may do to it now."""
    community = community_of(measure.community, now=now)
    return MeasureRow(
        id=measure.id,
        version=measure.version,
        reference=measure.reference,
        state=measure.state,
        title=measure.title,
        topic=measure.topic,
        topic_name=rows.title(measure.topic, community, language),
        building=measure.building,
        building_name=building_name(community, measure.building, language),
        department=measure.department,
        origin=measure.origin,
        pattern=measure.pattern,
        evidence=measure.evidence_of,
        why=_why(measure, community, language, now=now),
        owner=Holder(id=measure.owner, name=measure.owner_name) if measure.owner else None,
        mine=bool(measure.owner) and measure.owner == staff.id,
        due_on=measure.due_on,
        late=bool(measure.due_on and measure.state in life.RUNNING and measure.due_on < now),
        said=measure.said,
        did=measure.did,
        reason=measure.reason,
        heard=len(measure.opinions),
        returned=len(measure.returned),
        reopened=measure.reopened,
        published_at=measure.published_at,
        done_at=measure.done_at,
        watched_until=(
            measure.done_at + life.WATCH_MS
            if measure.done_at and measure.state == life.DONE
            else None
        ),
        created_at=measure.created_at,
        changed_at=measure.changed_at,
        allowed=_allowed(measure, staff),
    )


def detail(measure: Measure, staff: Staff, language: str, *, now: int) -> MeasureDetail:
    """Return one measure with what it answers and what happened to it."""
    heard = opinions.read([*measure.opinions, *measure.returned][:MOST_SHOWN])
    return grown(
        MeasureDetail,
        row(measure, staff, language, now=now),
        opinions=[opinions_api.row(each, language, now=now) for each in heard],
        seen=measure.seen,
        photos=shown_photos(measure, now=now),
        could_show=(
            could_show(measure, secret=id_secret(), now=now)
            if {"done", "revise"} & set(_allowed(measure, staff))
            else []
        ),
        place=measure.place,
        history=[
            MeasureStep(
                number=number,
                action=step.action,
                by=step.by,
                at=step.at,
                before=step.before,
                after=step.after,
                reason=step.why,
            )
            for number, step in in_order(measure.steps)
        ],
    )


def _why(measure: Measure, community: Community, language: str, *, now: int) -> str:
    """Return in words why Steward proposed it; "" when a person did."""
    evidence = measure.evidence_of
    reason = WHY.get(str(evidence.get("detector", "")), "")
    values = {
        "topic": rows.title(measure.topic, community, language),
        "count": evidence.get("count", 0),
        "stack": _where(evidence, language, now=now),
    }
    return msg(language, reason, **values) if reason else ""


def _where(evidence: dict[str, int | str], language: str, *, now: int) -> str:
    """Return where something was seen; of another community also which."""
    stack, elsewhere = str(evidence.get("stack", "")), str(evidence.get("community", ""))
    name = said(community_of(elsewhere, now=now).name, language) if elsewhere else ""
    return ", ".join(part for part in (stack, name) if part)


def _is_wanted(measure: Measure, state: str, staff: Staff) -> bool:
    if state == "mine":
        return measure.owner == staff.id and measure.state in life.UNDECIDED_OR_RUNNING
    return not state or measure.state == state


def _allowed(measure: Measure, staff: Staff) -> list[str]:
    return [
        action
        for action in life.allowed(measure.state)
        if may_measure(staff, measure.community, action, measure.owner)
        and not (action == "publish" and measure.published_at is not None)
    ]
