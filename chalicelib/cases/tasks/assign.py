"""
Assigning: who of those on duty gets a task, and what happens when nobody takes it.

Best effort, from the index: two tasks at once may go to the same person, who then has
one more than the fairest share, never more than what they can hand back.
"""

from collections import Counter

from chalicelib.escalation.escalate import remind
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.people import Membership, Staff
from chalicelib.kernel.history import STEWARD, Step, done_with
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.transition import with_event, write

from . import act
from . import model as life
from .actions import Action
from .assigning import fairest
from .model import Task
from .open_tasks import open_tasks


def assign(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Give an open task to whoever on duty has the fewest, then mark the effect as done.

    Nobody on duty, or everybody at their cap: the task stays open, the lead and the
    resident are told.
    """
    if task.state == life.OPEN and not task.holder:
        chosen = choose(task, now=now)
        if chosen is None:
            task = _nobody(task, name, now=now, tools=tools)
        else:
            task = _given(task, chosen, name, now=now, tools=tools)
    complete_effect(task, name, now=now)


def choose(task: Task, *, now: int) -> Member | None:
    """Return who of the department on duty gets this task; see cases/tasks/assigning.py."""
    queue = f"{task.community}.{task.department}"
    held = Counter(row.holder for row in open_tasks(queue) if row.holder)
    passed = {step.why for step in task.steps.values() if step.action == "assign"}
    return fairest(estate.members(task.community, now=now), task.department, held, passed)


def _nobody(task: Task, name: str, *, now: int, tools: Tools) -> Task:
    """Tell the lead that nobody is free, and write down that the resident is to know."""
    remind(task, "lead", "nobody_on_duty", name, now=now, tools=tools)
    key = f"nobody-{name}"
    if done_with(task.steps, key):
        return task
    # Its key, so that the same effect delivered again finds that the resident is told.
    step = Step(action="nobody", by=STEWARD, at=now, before=task.state, after=task.state, key=key)
    told = with_event(task, step, effects=["tell"], now=now)
    return write(task, told, tools.enqueue)


def _given(task: Task, member: Member, name: str, *, now: int, tools: Tools) -> Task:
    steward = Staff(
        login="steward",
        id="steward",
        name="Steward",
        language="en",
        company=member.company,
        memberships=(Membership(task.community, (task.department,), "lead"),),
    )
    action = Action(
        task=task.id,
        action="assign",
        key=f"steward-assign-{task.writes:08d}",
        staff=member.id,
        staff_name=member.name,
    )
    return act.act(action, staff=steward, now=now, enqueue=tools.enqueue).task
