"""When people leave or departments close: their open tasks are never left with nobody."""

from msgspec import structs

from chalicelib.cases.contractors.model import CONTRACTOR, contractor_of
from chalicelib.escalation.escalate import remind
from chalicelib.estate import reassignments_store as clearings
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT
from chalicelib.estate.reassignments import AGAIN_MS, CLOSED, LEFT, LOOKS, Clearing, clearing
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.history import STEWARD, effect
from chalicelib.kernel.words import Sentence
from chalicelib.platform.effects import Tools, complete_effect, with_due_at

from . import store as tasks
from .model import Task, queue_of
from .open_tasks import open_tasks
from .system_transition import change


def dismiss(member: Member, *, now: int) -> None:
    """Let somebody go: they may nothing from now on, and what they hold goes back.

    What is to be cleared is written first: killed in between, nothing is left behind.
    """
    clearings.insert(clearing(member.community, LEFT, member.id, now=now))
    estate.put_member(structs.replace(member, disabled=True, on_duty=False))


def reorganise(before: Community | None, after: Community, *, now: int) -> None:
    """Store a community as it is from now on; what lies in closed queues is handed over.

    Raises InvalidInput, see `close_departments`.
    """
    close_departments(before, after, now=now)
    writes = before.writes + 1 if before else 0
    estate.put_community(structs.replace(after, writes=writes))


def close_departments(before: Community | None, after: Community, *, now: int) -> None:
    """Have the work of departments that are to go handed over, once they are gone.

    Raises InvalidInput for a department that is to go while it has open tasks and nobody
    takes over its work (`redirects`).
    """
    for name in with_nobody(before, after):
        raise InvalidInput(
            departments=Sentence(
                "%(given)s still has open jobs. Choose which department takes them over.",
                given=name,
            )
        )
    for name in _gone(before, after):
        if heir := _heir(name, after):
            clearings.insert(clearing(after.code, CLOSED, name, to=heir, now=now))


def with_nobody(before: Community | None, after: Community) -> list[str]:
    """Return the departments that are to go while they have open tasks and no heir."""
    return [
        name
        for name in _gone(before, after)
        if not _heir(name, after) and any(open_tasks(f"{after.code}.{name}"))
    ]


def clear(item: Clearing, name: str, *, now: int, tools: Tools) -> None:
    """Move what has to be moved; look once more when nobody believes the old estate."""
    for task in _found(item, now=now):
        if item.what == LEFT:
            take_back(task, now=now, tools=tools)
        else:
            change(task, "hand_over", by=STEWARD, why=item.to, now=now, tools=tools)
    if item.version >= LOOKS:
        clearings.delete(item)
        return
    version = item.version + 1
    again = {effect(version, "clear"): now + AGAIN_MS}
    later = structs.replace(item, version=version, pending={**item.pending, **again})
    complete_effect(clearings.save(item, with_due_at(later, now=now)), name, now=now)


def take_back(task: Task, *, now: int, tools: Tools) -> None:
    """Give a task whose holder left back to its queue, and tell the lead."""
    remind(task, "lead", "left", f"left.{task.holder}", now=now, tools=tools)
    change(task, "return", by=STEWARD, why="left", now=now, tools=tools)


def has_left(task: Task, *, now: int) -> bool:
    """Say whether a task is held by somebody who does not work in its community any more."""
    if not task.holder:
        return False
    if task.holder.startswith(CONTRACTOR):
        return contractor_of(community_of(task.community, now=now), task.department) is None
    return not any(
        member.id == task.holder and not member.disabled
        for member in estate.members(queue_of(task)[0], now=now)
    )


def _found(item: Clearing, *, now: int) -> list[Task]:
    community = community_of(item.community, now=now)
    if item.what == CLOSED and item.subject in community.departments:
        # It was not closed after all, or this process believes the old estate for a minute yet.
        return []
    everywhere = dict.fromkeys([*community.departments, CONDUCT])
    departments = list(everywhere) if item.what == LEFT else [item.subject]
    rows = [row for name in departments for row in open_tasks(f"{item.community}.{name}")]
    mine = [row.id for row in rows if item.what == CLOSED or row.holder == item.subject]
    return [task for task_id in mine if (task := tasks.get(task_id)) is not None]


def _gone(before: Community | None, after: Community) -> list[str]:
    there = before.departments if before else []
    return [name for name in there if name not in after.departments]


def _heir(name: str, community: Community) -> str:
    seen = {name}
    while name not in community.departments:
        name = community.redirects.get(name, "")
        if not name or name in seen:
            return ""
        seen.add(name)
    return name
