"""Telling whoever comes: a visit is agreed, moved or called off, for their calendar."""

from chalicelib.cases.contractors.model import contractor_of, link_version
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import model as visits
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, own_names
from chalicelib.estate.members import Member
from chalicelib.kernel.history import event_id, step_of
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.notify import of_visit
from chalicelib.notifications.sending import deliver_once
from chalicelib.platform.effects import Tools, complete_effect

from .escalate import remind


def tell(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Send the visit to who had the task when it was agreed, and mark the effect as done.

    Only a mail brings a file for a calendar. Who reads no mail is reminded, unless it was they
    who did it.
    """
    person, step = _person(task, now=now), task.steps[step_of(name)]
    if person is not None and person.channel == "email" and person.address:
        notice = _notice(task, name, person, now=now, tools=tools)
        deliver_once(notice, task, now=now, tools=tools)
    elif person is not None and person.id == task.holder != step.by:
        remind(task, "holder", step.action, name, now=now, tools=tools)
    complete_effect(task, name, now=now)


def _person(task: Task, *, now: int) -> Member | None:
    community = community_of(task.community, now=now)
    outside = contractor_of(community, task.department)
    if outside is not None and outside.id == task.visit_with:
        return outside
    members = estate.members(task.community, now=now)
    return next((m for m in members if m.id == task.visit_with and not m.disabled), None)


def _notice(task: Task, name: str, person: Member, *, now: int, tools: Tools) -> Notice:
    community = community_of(task.community, now=now)
    off = visits.is_off(task)
    notice = Notice(
        event=f"{event_id(task.id, name)}#{person.id}",
        channel=person.channel,
        address=person.address,
        lang=person.language,
        template="visit_staff_off" if off else "visit_staff",
        values={
            "reference": task.reference,
            "link": _link(task, person, tools),
            "topic": task.topic,
        },
        names={"place": task.place_name, "topic": own_names(community, task.topic)},
    )
    return of_visit(notice, task, zone=community.calendar.zone, now=now)


def _link(task: Task, person: Member, tools: Tools) -> str:
    if person.role == "contractor":
        return tools.job(task.id, link_version(person, task.links))
    return tools.app(task.id)
