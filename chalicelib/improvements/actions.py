"""
What leads, managers and owners do with a measure: one conditional write an action.

Nothing here is done by a machine alone: Steward proposes, suggests and reminds; a person
accepts, drops and publishes.
"""

from typing import Any

from msgspec import Struct, structs

from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.members import Member
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_measure, role_at
from chalicelib.feedback.public_words import cleaned
from chalicelib.feedback.record import lead_of
from chalicelib.kernel import ids
from chalicelib.kernel.errors import (
    Forbidden,
    InvalidInput,
    NotAllowed,
    NotFound,
    Stale,
    Unavailable,
)
from chalicelib.kernel.history import MOST_STEPS, Asked, Step, asked, effect
from chalicelib.kernel.text import clean
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.words import Sentence
from chalicelib.kernel.worktime import add, between
from chalicelib.platform.effects import Enqueue, publish_effects, with_due_at
from chalicelib.platform.transition import NOBODY, apply, is_done, next_version, with_effects

from . import checks as measure_checks
from . import model as life
from . import store as measures
from .checks import Change, Proposal
from .model import RUNNING, UNDECIDED_OR_RUNNING, Measure


class Verdict(Struct, frozen=True):
    """What became of an action, and the measure as it stands."""

    verdict: str
    measure: Measure


def propose(proposal: Proposal, staff: Staff, *, now: int, enqueue: Enqueue) -> Measure:
    """Put a measure that a person wants, with the opinions that it answers; once a key."""
    community = lead_of(proposal.community, staff, now=now)
    measure_checks.proposal(proposal, community)
    measure_checks.opinions(proposal.opinions, community.code, measure_id=None)
    department = proposal.department or topics_of(community)[proposal.topic].departments[0]
    said = asked(proposal.key, staff.id, "propose", proposal)
    measure = new(
        ids.measure_id(community.code, staff.id, proposal.key),
        community=community.code,
        title=clean(proposal.title),
        topic=proposal.topic,
        building=clean(proposal.building),
        department=community.redirects.get(department, department),
        opinions=list(dict.fromkeys(proposal.opinions)),
        said=cleaned(proposal.said),
        did=cleaned(proposal.did),
        by=staff.id,
        meant=said,
        now=now,
    )
    if measures.insert(measure):
        publish_effects(measure, list(measure.pending), enqueue)
        return measure
    stored = measures.get(measure.id)
    if stored is None:
        raise Unavailable("this measure could not be read; please try again")
    is_done(stored, said)
    return stored


def new(id_: str, *, by: str, meant: Asked = NOBODY, now: int, **fields: Any) -> Measure:
    """Return a measure as it is first put: proposed, to be decided within the week."""
    measure = Measure(
        id=id_,
        reference=ids.reference(id_),
        start_at=now,
        lift=1,
        created_at=now,
        changed_at=now,
        pending={effect(1, what): now for what in life.EFFECTS["propose"]},
        steps={
            "1": Step(
                action="propose", by=by, at=now, after=life.PROPOSED, key=meant.key, mark=meant.mark
            )
        },
        **fields,
    )
    return with_due_at(measure, now=now)


def of(measure_id: str, staff: Staff) -> Measure:
    """Return a measure of a community in which this person works, or raise NotFound."""
    try:
        code = ids.community_of(measure_id)
    except ids.BadId:
        raise NotFound("there is no such measure") from None
    found = measures.get(measure_id) if role_at(staff, code) != "nobody" else None
    if found is None:
        raise NotFound("there is no such measure")
    return found


def of_community(staff: Staff, code: str) -> list[Measure]:
    """Return the measures of a community, newest first, for anybody who works there."""
    if role_at(staff, code) == "nobody":
        raise NotFound("there is no such community")
    found = sorted(measures.listed(code), key=lambda each: -each.created_at)
    return measures.read(each.id for each in found)


def act(change: Change, staff: Staff, *, now: int, enqueue: Enqueue) -> Verdict:
    """Do one action on a measure, once.

    Raises InvalidInput naming the field, NotFound, Forbidden, NotAllowed with the allowed
    actions, Stale with the version.
    """
    measure_checks.change(change, now=now)

    def changed(measure: Measure) -> Measure:
        _refuse(change, measure, staff)
        return _after(change, measure, staff, now=now)

    said = asked(change.key, staff.id, change.action, structs.replace(change, version=0))
    done = apply(lambda: of(change.measure, staff), changed, asked=said, enqueue=enqueue)
    return Verdict("applied" if done.applied else "already_applied", done.item)


def stepped(
    measure: Measure,
    action: str,
    *,
    by: str,
    why: str = "",
    key: str = "",
    now: int,
    **changes: Any,
) -> Measure:
    """Return the measure after an action, with its step, its effects and its next due time."""
    whats = [what for what in life.EFFECTS[action] if what != "tell"]
    if "tell" in life.EFFECTS[action] and life.is_told(measure, action):
        whats = list(life.EFFECTS[action])
    return next_version(
        measure,
        action,
        life.advance(measure, action),
        by=by,
        why=why,
        key=key,
        effects=whats,
        now=now,
        **{"tries": 0, **changes},
    )


def _refuse(change: Change, measure: Measure, staff: Staff) -> None:
    life.advance(measure, change.action)
    if measure.version != change.version:
        raise Stale(measure.version, measure.state)
    if not may_measure(staff, measure.community, change.action, measure.owner):
        raise Forbidden(f"you may not {change.action} this measure")
    if change.action == "publish" and measure.published_at is not None:
        raise NotAllowed(
            "This improvement is published already.",
            state=measure.state,
            allowed=life.allowed(measure.state),
            version=measure.version,
        )
    closing = life.LIFE[measure.state, change.action] not in UNDECIDED_OR_RUNNING
    if len(measure.steps) >= MOST_STEPS and not closing:
        raise NotAllowed(
            Sentence(
                "This improvement has %(most)s steps. It can only be finished now.", most=MOST_STEPS
            ),
            state=measure.state,
            version=measure.version,
        )


def _after(change: Change, measure: Measure, staff: Staff, *, now: int) -> Measure:
    changes = _said(change) | _moved(change, measure, now=now)
    measure_checks.complete(change.action, structs.replace(measure, **changes))
    after = stepped(
        measure,
        change.action,
        by=staff.id,
        why=change.owner or "",
        key=change.key,
        now=now,
        **changes,
    )
    if change.action == "revise" and after.owner != measure.owner:
        return with_effects(after, ["nudge_owner"], now=now)
    return after


def _said(change: Change) -> dict[str, Any]:
    """Return the fields that the one who acts wrote, as they are stored."""
    made: dict[str, Any] = {}
    if change.title is not None:
        made["title"] = clean(change.title)
    for name in ("said", "did", "reason"):
        texts = getattr(change, name)
        if texts is not None:
            made[name] = cleaned(texts)
    for name in ("photos", "place", "due_on"):
        if getattr(change, name) is not None:
            made[name] = getattr(change, name)
    return made


def _moved(change: Change, measure: Measure, *, now: int) -> dict[str, Any]:
    """Return what an action changes beyond the words."""
    made: dict[str, Any] = {}
    code = measure.community
    if change.owner is not None:
        owner = _member(code, change.owner, now=now)
        made |= {"owner": owner.id, "owner_name": owner.name}
    if change.photos is not None:
        measure_checks.photos(change.photos, code)
    if change.place is not None:
        measure_checks.place(change.place, code, now=now)
    if change.opinions:
        measure_checks.opinions(change.opinions, code, measure_id=measure.id)
        together = list(dict.fromkeys([*measure.opinions, *change.opinions]))
        made["opinions"] = together
    match change.action:
        case "accept" | "prevent":
            made |= {"start_at": now, "climbed": 0, "lift": 0, "chased_at": None}
        case "revise" if measure.state in RUNNING and change.due_on:
            made |= {"climbed": 0, "chased_at": None}
        case "done":
            made |= {"done_at": now, "returned": []}
        case "publish":
            made |= {"published_at": now}
        case "reopen":
            made |= again(measure, now=now)
    return made


def again(measure: Measure, *, now: int) -> dict[str, Any]:
    """Return what reopening changes: the same time once more, one rung higher, all heard kept."""
    calendar = community_of(measure.community, now=now).calendar
    given = between(calendar, measure.start_at, measure.due_on or now)
    return {
        "start_at": now,
        "due_on": add(calendar, now, max(given, life.DECIDE_MINUTES * MINUTE_MS)),
        "done_at": None,
        "reopened": measure.reopened + 1,
        "lift": measure.lift + 1,
        "climbed": 0,
        "chased_at": None,
        "opinions": list(dict.fromkeys([*measure.opinions, *measure.returned])),
        "returned": [],
    }


def _member(code: str, id_: str, *, now: int) -> Member:
    for member in estate.members(code, now=now):
        if member.id == id_ and not member.disabled:
            return member
    raise InvalidInput(owner="No one of that name works here.")
