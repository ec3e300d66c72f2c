"""The board of leads and managers: what is open in their queues now, and what is late."""

from msgspec import Struct, field

from ..domain import tasks as life
from ..domain.duties import cover
from ..domain.estate import Community
from ..domain.people import CONDUCT, OVERSIGHT, Staff
from ..domain.permissions import in_scope, may_see
from ..domain.tasks import Task
from ..storage import estate, tasks
from .clocks import community_of, deadlines
from .leading import BOARD, role_of_lead
from .queues import PAGE


class Line(Struct, frozen=True, kw_only=True):
    """One open task: `late_by` in ms of the clock, 0 while it is on time or on hold."""

    task: Task
    late_by: int


class Board(Struct, kw_only=True):
    """What this person answers for in a community: open tasks, latest first."""

    community: Community
    departments: list[str]
    uncovered: tuple[str, ...] = ()
    """The duties of a danger that nobody covers here: domain/duties.py."""
    lines: list[Line] = field(default_factory=list)


def board(staff: Staff, code: str, *, now: int) -> Board:
    """Return the board of a community: one paged query a department, no request is counted.

    Raises NotFound if the caller does not work in this community, Forbidden if they lead
    nobody there.
    """
    role_of_lead(staff, code, BOARD)
    community = community_of(code, now=now)
    known = dict.fromkeys([*community.departments, CONDUCT, OVERSIGHT])
    departments = [name for name in known if in_scope(staff, code, name)]
    uncovered = cover(community, estate.members(code, now=now)).uncovered
    made = Board(community=community, departments=departments, uncovered=uncovered)
    for department in departments:
        for task in _rows(f"{code}.{department}"):
            if may_see(staff, task):
                _put(made, task, now=now)
    made.lines.sort(key=lambda line: (-line.late_by, line.task.created_at))
    return made


def _put(made: Board, task: Task, *, now: int) -> None:
    if not life.is_finished(task):
        # A complaint about a person may wait here for another community's manager.
        where = community_of(task.community, now=now)
        made.lines.append(Line(task=task, late_by=late_by(task, where, now=now)))


def late_by(task: Task, community: Community, *, now: int) -> int:
    """Return how long the deadline that runs is over, in ms; 0 on time or on hold."""
    by = deadlines(task, community)
    running = by.accept_by if task.state == life.OPEN else by.done_by
    return max(0, now - running) if running is not None else 0


def _rows(queue: str) -> list[Task]:
    found: list[Task] = []
    after = ""
    while True:
        rows, after = tasks.changed_since(queue, 0, limit=PAGE, after=after)
        found += rows
        if not after:
            return found
