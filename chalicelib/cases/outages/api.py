"""The staff API for outages: what is known not to work, and who is answered when it is over."""

from msgspec import structs

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS, may_keep_outages
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED_ONCE, Reply
from chalicelib.platform.http.shapes import HistoryStep, Shape, grown
from chalicelib.platform.services import enqueue, id_secret

from . import actions as outages
from . import model as life
from .actions import Kept, Verdict
from .checks import Change, NewOutage, Opening, OutageAction

routes = StaffRoutes(__name__)


class OutageRow(Shape, frozen=True):
    """One outage, with what you may do to it now."""

    id: str
    version: int
    community: str
    reference: str
    state: str
    planned: bool
    topics: list[str]
    titles: list[str]
    place: str
    buildings: list[str]
    from_at: int
    to_at: int | None
    ended_at: int | None
    words: dict[str, str]
    joined: int
    answering: bool
    changed_at: int
    allowed: list[str]


class OutageDetail(OutageRow, frozen=True):
    """One outage with its history."""

    history: list[HistoryStep]


class Outages(Shape, frozen=True):
    """The outages of a community, and the languages that a new one has to speak."""

    outages: list[OutageRow]
    may_open: bool
    languages: list[str]


class OutageVerdict(Shape, frozen=True):
    """What became of an action, and the outage as it is now."""

    verdict: str
    outage: OutageRow


@routes.get("/staff/v1/outages", may=WORKERS, query=("community",))
def list_outages(call: Call, staff: Staff) -> Outages:
    """What a community knows not to work or has planned, and what was over in the last month."""
    code = call.query("community")
    found = outages.listed(code, staff=staff, now=call.now)
    return Outages(
        outages=[_row(kept, staff, lang(call, staff), call.now) for kept in found],
        may_open=may_keep_outages(staff, code),
        languages=community_of(code, now=call.now).languages,
    )


@routes.post("/staff/v1/outages", may=LEADS, body=NewOutage, idempotent=True, status=CREATED_ONCE)
def open_outage(call: Call, staff: Staff) -> Reply[OutageVerdict]:
    """Open an outage; the same Idempotency-Key and body give the same answer."""
    told = structs.asdict(call.json(NewOutage))
    opening = Opening(key=call.key(), **told)
    verdict = outages.open_outage(
        opening, staff=staff, secret=id_secret(), now=call.now, enqueue=enqueue(call.id)
    )
    call.note(item=verdict.outage.id, action="open")
    status = 201 if verdict.verdict == "applied" else 200
    return Reply(_verdict(verdict, staff, call), status)


@routes.get("/staff/v1/outages/{id}", may=WORKERS)
def show_outage(call: Call, staff: Staff, id: str) -> OutageDetail:
    """One outage with its history and how many have told us that they have it."""
    kept = outages.look(id, staff=staff)
    shown = _row(kept, staff, lang(call, staff), call.now)
    names = rows.names(kept.outage.community, now=call.now)
    return grown(OutageDetail, shown, history=rows.history(kept.outage, names))


@routes.post(
    "/staff/v1/outages/{id}/actions", may=LEADS, body=OutageAction, idempotent=True, versioned=True
)
def act_on_outage(call: Call, staff: Staff, id: str) -> OutageVerdict:
    """Change, start, end or withdraw an outage: one action, once."""
    told = structs.asdict(call.json(OutageAction))
    change = Change(outage=id, key=call.key(), version=call.version(), **told)
    verdict = outages.act(change, staff=staff, now=call.now, enqueue=enqueue(call.id))
    call.note(item=id, action=change.action)
    return _verdict(verdict, staff, call)


def _verdict(verdict: Verdict, staff: Staff, call: Call) -> OutageVerdict:
    kept = outages.look(verdict.outage.id, staff=staff)
    row = _row(kept, staff, lang(call, staff), call.now)
    return OutageVerdict(verdict=verdict.verdict, outage=row)


def _row(kept: Kept, staff: Staff, language: str, now: int) -> OutageRow:
    outage = kept.outage
    community = community_of(outage.community, now=now)
    mine = may_keep_outages(staff, outage.community)
    return OutageRow(
        id=outage.id,
        version=outage.version,
        community=outage.community,
        reference=outage.reference,
        state=outage.state,
        planned=outage.planned,
        topics=outage.topics,
        titles=[rows.title(topic, community, language) for topic in outage.topics],
        place=said(outage.place_name, language),
        buildings=outage.buildings,
        from_at=outage.from_at,
        to_at=outage.to_at,
        ended_at=outage.ended_at,
        words=outage.words,
        joined=kept.joined,
        answering=any(name.endswith("#carry") for name in outage.pending),
        changed_at=outage.changed_at,
        allowed=life.allowed(outage.state) if mine else [],
    )
