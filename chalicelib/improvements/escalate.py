"""Chasing measures: the same policy and the same batches as tasks; a proposal wants deciding."""

from chalicelib.escalation import batches
from chalicelib.escalation import policy as policy
from chalicelib.escalation.policy import Escalation
from chalicelib.escalation.reminders import Reminder, addressees
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.kernel.history import CLOCK, Step, event_id, step_of
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.transition import with_event

from . import store as measures
from .clocks import measure_escalation
from .model import PROPOSED, UNDECIDED_OR_RUNNING, Measure

SAYS = {"accept": "measure_yours", "prevent": "measure_yours", "revise": "measure_yours",
        "reopen": "measure_reopened"}  # fmt: skip
"""What the owner is told of a step."""


def escalate(measure: Measure, *, now: int) -> bool:
    """Climb the highest level that is due; say whether there was one."""
    community = community_of(measure.community, now=now)
    due = policy.due_now(now=now, **measure_escalation(measure, community))
    if due is None:
        return False
    what = "decide" if measure.state == PROPOSED else due.what
    mark = f"{measure.state}.{measure.reopened}.{due.number}"
    _nudge(measure, community, due.to, f"measure_{what}", mark, now=now)
    measures.save(measure, _climbed(measure, due, now=now))
    return True


def nudge_owner(measure: Measure, name: str, *, now: int, tools: Tools) -> None:
    """Tell the owner that a measure is theirs, or theirs again."""
    if measure.owner and measure.state in UNDECIDED_OR_RUNNING:
        what = SAYS[measure.steps[step_of(name)].action]
        community = community_of(measure.community, now=now)
        _nudge(measure, community, "holder", what, name, now=now)
    complete_effect(measure, name, now=now)


def _nudge(
    measure: Measure, community: Community, to: str, what: str, mark: str, *, now: int
) -> None:
    members = estate.members(measure.community, now=now)
    reminder = Reminder(
        task=measure.id,
        reference=measure.reference,
        what=what,
        at=now,
        topic=measure.topic,
        place_name={"en": measure.building} if measure.building else community.name,
    )
    for person in addressees(
        to, holder=measure.owner, department=measure.department, members=members
    ):
        event = event_id(measure.id, f"{mark}#{what}#{person.id}")
        batches.add(measure.community, person.login, event, reminder, now=now)


def _climbed(measure: Measure, due: Escalation, *, now: int) -> Measure:
    entry = Step(action="nudge", by=CLOCK, at=now, after=due.to, why=due.what)
    return with_event(
        measure,
        entry,
        now=now,
        climbed=due.number,
        chased_at=now,
        tries=0,
    )
