"""A measure as the staff API shows it."""

from msgspec import field

from chalicelib.cases.tasks import views as rows
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, building_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_measure
from chalicelib.feedback import api as opinions_api
from chalicelib.feedback import store as opinions
from chalicelib.feedback.api import OpinionRow
from chalicelib.i18n import msg
from chalicelib.kernel.history import in_order
from chalicelib.platform.http.shapes import Holder, Shape, grown
from chalicelib.platform.services import id_secret

from . import model as life
from .evidence import EvidencePhoto, could_show, shown_photos
from .model import Measure
from .needs import WHY

MOST_SHOWN = 200


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


def _allowed(measure: Measure, staff: Staff) -> list[str]:
    return [
        action
        for action in life.allowed(measure.state)
        if may_measure(staff, measure.community, action, measure.owner)
        and not (action == "publish" and measure.published_at is not None)
    ]
