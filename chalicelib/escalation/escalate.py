"""
Escalation: reminding whoever comes next by the policy.

Batch first, level second: a reminder is put into the person's batch under its event id,
then the task's level moves. A kill in between puts the same event again, which is one.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import structs

from chalicelib.cases.contractors.model import contractor_of
from chalicelib.cases.danger.duties import DUTY_MANAGER, cover
from chalicelib.cases.danger.flood import held
from chalicelib.cases.danger.floods import EVERY_MS
from chalicelib.cases.requests import urges
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import hours_of
from chalicelib.estate.people import CONDUCT, staff_of
from chalicelib.estate.permissions import may_see
from chalicelib.kernel.history import CLOCK, Step, done_with, event_id
from chalicelib.kernel.targets import calendar_of
from chalicelib.kernel.worktime import next_open
from chalicelib.platform.effects import Tools, complete_effect, publish_effects
from chalicelib.platform.transition import with_event, write

from . import batches
from .policy import Escalation
from .reminders import LADDER, Reminder, addressees, concerns_all, group_of
from .task_clocks import escalation_now


def escalate(task: Task, *, now: int, tools: Tools) -> bool:
    """Climb the highest level that is due; say whether there was one."""
    due = escalation_now(task, community_of(task.community, now=now), now=now)
    if due is None:
        return False
    remind(task, due.to, due.what, _mark(task, due), now=now, tools=tools)
    write(task, _climbed(task, due, now=now))
    return True


def gather(tasks: Iterable[Task], *, now: int, tools: Tools) -> Tools:
    """Put what `chase` will say of these tasks into each person's batch in one write.

    The levels are climbed afterwards, task by task. Returns the tools that know what is said.
    Nothing that is urgent is among them: its message goes at once.
    """
    said: dict[tuple[str, str], dict[str, tuple[Reminder, int]]] = {}
    for task in tasks:
        due = escalation_now(task, community_of(task.community, now=now), now=now)
        if due is None or task.priority == "urgent":
            continue
        people = _people(task, due.to, now=now)
        for person in [*people, *_group(task, due.what, now=now)]:
            event = _event(task, person, _mark(task, due), due.what)
            window_ms = _window_ms(task, person, now=now, tools=tools)
            of_person = said.setdefault((person.community, person.login), {})
            of_person[event] = _nudge(task, due.what, now), window_ms
    for (community, login), reminders in said.items():
        batches.add_all(community, login, reminders, now=now)
    return structs.replace(tools, bundled={event for each in said.values() for event in each})


def remind(task: Task, to: str, what: str, mark: str, *, now: int, tools: Tools) -> list[Member]:
    """Put one reminder into the batch of each person this level means; return them.

    `mark` tells this reminder from the task's others: the same mark twice is one reminder.
    """
    people = _people(task, to, now=now)
    flood = held(task, what, now=now, tools=tools)
    for person in [*people, *_group(task, what, now=now)]:
        event = _event(task, person, mark, what)
        if event in tools.bundled:
            continue
        batch = batches.add(
            person.community,
            person.login,
            event,
            structs.replace(_nudge(task, what, now), flood=flood),
            now=now,
            window_ms=EVERY_MS if flood else _window_ms(task, person, now=now, tools=tools),
        )
        if task.priority == "urgent" and not flood:
            publish_effects(batch, list(batch.pending), tools.enqueue)
    return people


def _event(task: Task, person: Member, mark: str, what: str) -> str:
    # Each person's own: the ledger would take one colleague's message for the other's.
    return event_id(task.id, f"{mark}#{what}#{person.id}")


def _window_ms(task: Task, person: Member, *, now: int, tools: Tools) -> int:
    """Return how long a reminder is collected: until the morning, if its message would go out of
    hours and can wait."""
    window = tools.tuning().window_ms
    if task.priority == "urgent":
        return window
    calendar = hours_of(community_of(person.community, now=now), task.department)
    return next_open(calendar, now + window) - now


def alert(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Tell the department on duty and its lead of an urgent task at once.

    Where a community has no duty manager, whoever stands in is told with the managers.
    """
    if not life.is_finished(task):
        for to in ("holder", "lead", *["manager"] * _stands_in(task, now=now)):
            remind(task, to, "urgent", name, now=now, tools=tools)
    complete_effect(task, name, now=now)


def _stands_in(task: Task, *, now: int) -> bool:
    found = cover(community_of(task.community, now=now), estate.members(task.community, now=now))
    return DUTY_MANAGER in found.uncovered and task.department == found.departments[DUTY_MANAGER]


def offer(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Send an outside contractor the link to its task, then mark the effect as done."""
    if not life.is_finished(task) and not task.link_off:
        remind(task, "holder", "assigned", name, now=now, tools=tools)
    complete_effect(task, name, now=now)


def remind_holder(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Tell whoever holds the task what happened to it: assigned, answered, cancelled."""
    what = task.steps[name.split("#", 1)[0]].action
    if task.holder:
        remind(task, "holder", what, name, now=now, tools=tools)
    complete_effect(task, name, now=now)


def urge(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Let a resident's urge climb: the second that counts, or the first after a breach.

    One urge in four working hours counts; the others are kept and change nothing.
    """
    community = community_of(request.community, now=now)
    calendar = calendar_of(request.priority, community.calendar)
    counted = urges.counting(request.urges, calendar)
    for task in tasks.of_request(request.id):
        if life.is_finished(task) or task.state in life.HOLDS:
            continue
        done_by = deadlines(task, community).done_by
        late = done_by is not None and done_by < now
        if request.urges[-1] in counted and (late or len(counted) % 2 == 0):
            _lifted(task, name, now=now, tools=tools)
    complete_effect(request, name, now=now)


def _lifted(task: Task, name: str, *, now: int, tools: Tools) -> None:
    key = f"urge.{name}"
    if done_with(task.steps, key):
        return
    lift = min(task.lift + 1, len(LADDER) - 1)
    remind(task, LADDER[lift], "urged", key, now=now, tools=tools)
    if lift == task.lift:
        return
    # Its key, so that the same urge delivered again finds that it climbed.
    write(task, _level(task, "urged", LADDER[lift], key=key, now=now, lift=lift))


def _climbed(task: Task, due: Escalation, *, now: int) -> Task:
    # A level is no progress of an effect that does not come through.
    tries = task.tries if task.pending else 0
    return _level(task, due.what, due.to, now=now, climbed=due.number, chased_at=now, tries=tries)


def _level(task: Task, what: str, to: str, *, key: str = "", now: int, **changes: Any) -> Task:
    step = Step(action="nudge", by=CLOCK, at=now, after=to, why=what, key=key)
    return with_event(task, step, now=now, **changes)


def _mark(task: Task, due: Escalation) -> str:
    target = "accept" if task.state == life.OPEN else "done"
    return f"{target}.{due.number}"


def _nudge(task: Task, what: str, now: int) -> Reminder:
    return Reminder(
        task=task.id,
        reference=task.reference,
        what=what,
        at=now,
        topic=task.topic,
        place_name=task.place_name,
        hours=task.department,
        urgent=task.priority == "urgent",
    )


def _group(task: Task, what: str, *, now: int) -> list[Member]:
    """Return the group chat of a department that hears of this, too; never of a complaint."""
    if task.department == CONDUCT or not concerns_all(what, task.holder):
        return []
    group = group_of(community_of(task.community, now=now), task.department)
    return [group] if group else []


def _people(task: Task, to: str, *, now: int) -> list[Member]:
    """Return whom a level means; of a complaint about a person only who may look into it."""
    community, department = life.queue_of(task)
    members = estate.members(community, now=now)
    outside = contractor_of(community_of(community, now=now), department)
    if outside is not None and to == "holder":
        return [outside]
    if task.department != CONDUCT:
        found = addressees(to, holder=task.holder, department=department, members=members)
        return found or _anybody(task, members)
    known = [(member, staff_of([member])) for member in members if not member.disabled]
    able = [member for member, staff in known if staff and may_see(staff, task)]
    return [m for m in able if to == "holder" and m.id == task.holder] or able


def _anybody(task: Task, members: Iterable[Member]) -> list[Member]:
    """Return whom a danger wakes when the whole policy is empty: its department off duty, else
    all. What can wait wakes nobody."""
    if task.priority != "urgent":
        return []
    there = [member for member in members if not member.disabled]
    return [member for member in there if task.department in member.departments] or there
