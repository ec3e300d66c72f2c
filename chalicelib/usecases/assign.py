"""
Assigning: who of those on duty gets a task, and what happens when nobody takes it.

Best effort, from the index: two tasks at once may go to the same person, who then has
one more than the fairest share, never more than what they can hand back.
"""

from collections import Counter

from ..domain import tasks as life
from ..domain.members import Member
from ..domain.people import Membership, Staff
from ..domain.tasks import Task
from ..storage import estate, tasks
from . import act
from .chase import nudge
from .clocks import IN_QUEUE_MS
from .effects import Tools, lay_down

MOST_READ = 500


def assign(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Give an open task to whoever on duty has the fewest, then lay the effect down.

    Nobody on duty, or everybody at their cap: the task stays open and the lead is told.
    """
    if task.state == life.OPEN and not task.holder:
        chosen = choose(task, now=now)
        if chosen is None:
            nudge(task, "lead", "nobody_on_duty", name, now=now, tools=tools)
        else:
            task = _given(task, chosen, name, now=now, tools=tools)
    lay_down(task, name, now=now)


def choose(task: Task, *, now: int) -> Member | None:
    """Return the member of the department on duty with the fewest open tasks, under the cap.

    Whoever had this task and did not take it is passed over while there is anybody else.
    """
    members = [
        member
        for member in estate.members(task.community, now=now)
        if member.on_duty
        and not member.disabled
        and member.role == "staff"
        and task.department in member.departments
    ]
    open_tasks = _open_by_holder(task, now=now)
    free = [member for member in members if open_tasks[member.id] < member.open_cap]
    passed = {step.why for step in task.steps.values() if step.action == "assign"}
    fresh = [member for member in free if member.id not in passed] or free
    return min(fresh, key=lambda member: (open_tasks[member.id], member.id), default=None)


def _open_by_holder(task: Task, *, now: int) -> Counter[str]:
    queue = f"{task.community}.{task.department}"
    rows, _ = tasks.changed_since(queue, now - IN_QUEUE_MS, limit=MOST_READ)
    return Counter(row.holder for row in rows if row.holder and not life.is_finished(row))


def _given(task: Task, member: Member, name: str, *, now: int, tools: Tools) -> Task:
    steward = Staff(
        login="steward",
        id="steward",
        name="Steward",
        language="en",
        company=member.company,
        memberships=(Membership(task.community, (task.department,), "lead"),),
    )
    action = act.Action(
        task=task.id,
        action="assign",
        key=f"steward-assign-{task.writes:08d}",
        staff=member.id,
        staff_name=member.name,
    )
    return act.act(action, staff=steward, now=now, enqueue=tools.enqueue).task
