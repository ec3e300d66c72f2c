"""
What follows from an answer that is not all well: cleaning up the same day, and a call back.

Work that was left unclean is not over: a task for whoever left it is its plan, and closing waits
until it is done and the resident was asked again. A low rating closes what is fixed, and makes a
task beside the plan: somebody calls within a working day.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from chalicelib.cases.tasks.create_tasks import build, insert
from chalicelib.cases.tasks.model import DONE, OPEN, Task
from chalicelib.escalation.escalate import remind
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, hours_of
from chalicelib.kernel import ids, worktime
from chalicelib.kernel.history import STEWARD, effect, step_of
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.effects import Tools, complete_effect, with_due_at
from chalicelib.platform.transition import next_version, write

from . import store as requests
from .model import Request

DESK = "customer_service"
CALL_BACK_MINUTES = 8 * 60
"""A working day."""
ACCEPT_MINUTES = 60


def clean_up(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Have whoever left it unclean clean it today, and tell their lead; then mark it done.

    Of what has no such task, as a fault that others had too, the whole is done again.
    """
    step = step_of(name)
    if request.state == OPEN and int(request.planned or 0) < int(step):
        found = requests.aggregate(request.id)
        done = [task for task in found.tasks if task.state == DONE] if found else []
        left = max(done, key=lambda task: task.finished_at or 0, default=None)
        if left is not None:
            request = _planned(request, left, step, now=now, tools=tools)
    for task_id in request.plan if request.planned == step else []:
        since = request.steps[step].at
        task = _cleaning(request, task_id, since=since, now=now, tools=tools)
        insert(task, tools)
        remind(task, "lead", "unclean", name, now=now, tools=tools)
    complete_effect(request, name, now=now)


def call_back(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Have somebody call whoever gave a low rating, within a working day; then mark it done."""
    community = community_of(request.community, now=now)
    desk = community.redirects.get(DESK, DESK)
    department = desk if desk in community.departments else community.departments[0]
    task_id = ids.task_id(request.id, step_of(name), department)
    insert(
        build(
            task_id, request, community, now=now, tuning=tools.tuning(), why="call_back",
            start_at=now, priority="high", accept=ACCEPT_MINUTES, done=CALL_BACK_MINUTES,
            pending={}, mode="grab",
        ),
        tools,
    )  # fmt: skip
    complete_effect(request, name, now=now)


def _planned(request: Request, left: Task, step: str, *, now: int, tools: Tools) -> Request:
    planned = next_version(
        request,
        "route",
        OPEN,
        by=STEWARD,
        why=request.topic,
        now=now,
        plan=[ids.task_id(request.id, step, left.department)],
        planned=step,
    )
    return write(request, planned, tools.enqueue)


def _cleaning(request: Request, task_id: str, *, since: int, now: int, tools: Tools) -> Task:
    """Return the task of cleaning up: given to whoever left it, while they work here.

    Its time runs from the answer: a message that comes late makes it no other day.
    """
    community = community_of(request.community, now=now)
    department = ids.parse_task_id(task_id).department
    found = requests.aggregate(request.id)
    before = [t for t in (found.tasks if found else []) if t.department == department]
    last = max(before, key=lambda task: task.finished_at or 0, default=None)
    holder = last.holder if last else ""
    here = {m.id: m.name for m in estate.members(community.code, now=now) if not m.disabled}
    given = holder in here
    task = build(
        task_id, request, community, now=now, tuning=tools.tuning(), why="unclean",
        start_at=since, accept=ACCEPT_MINUTES,
        done=_today(community, department, now=since),
    )  # fmt: skip
    if not given:
        return task
    return with_due_at(
        structs.replace(
            task, holder=holder, holder_name=here[holder], assigned_at=now,
            pending={effect(1, "nudge_holder"): now},
        ),
        now=now,
    )  # fmt: skip


def _today(community: Community, department: str, *, now: int) -> int:
    """Return the working minutes that are left of today, or of the next day that is worked."""
    calendar = hours_of(community, department)
    start = worktime.next_open(calendar, now)
    local = datetime.fromtimestamp(start / 1000, ZoneInfo(calendar.zone))
    midnight = datetime(local.year, local.month, local.day, tzinfo=local.tzinfo) + timedelta(days=1)
    end = round(midnight.timestamp() * 1000)
    left = worktime.between(calendar, start, end) // MINUTE_MS
    return max(left, ACCEPT_MINUTES)
