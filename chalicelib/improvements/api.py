"""Measures for leads, managers and owners: suggested groups, proposals, actions, history."""

from msgspec import structs

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import building_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.feedback import api as opinions_api
from chalicelib.feedback.api import OpinionRow
from chalicelib.kernel.errors import InvalidInput, Retired
from chalicelib.kernel.words import Sentence
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import enqueue

from . import actions as measures
from . import model as life
from . import suggest_groups as groups
from .checks import Change, MeasureAction, NewMeasure, Proposal
from .model import Measure
from .views import MOST_SHOWN, MeasureDetail, MeasureRow, detail, row

routes = StaffRoutes(__name__)


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
        raise InvalidInput(
            state=Sentence(
                "There is no such state; there are %(known)s.", known=", ".join(life.STATES)
            )
        )
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


def _is_wanted(measure: Measure, state: str, staff: Staff) -> bool:
    if state == "mine":
        return measure.owner == staff.id and measure.state in life.UNDECIDED_OR_RUNNING
    return not state or measure.state == state
