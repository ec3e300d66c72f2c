"""The board of leads and managers: what is open in their queues now, and what is late."""

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from chalicelib.cases.danger.duties import cover
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import outlines
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.authorization import BOARD, role_of_lead
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT, OVERSIGHT, Staff
from chalicelib.estate.permissions import in_scope, may_see
from chalicelib.estate.topics import PRIORITIES
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.words import Sentence
from chalicelib.platform.storage.wire import Wire


class Line(Struct, frozen=True, kw_only=True):
    """One open task: `late_by` in ms of the clock, 0 while it is on time or on hold."""

    outline: Task
    """What is counted and put in order; all else of it says nothing: ask `task`."""
    row: Wire
    late_by: int
    due_at: int | None = None
    """The deadline that runs (epoch ms)."""

    @property
    def task(self) -> Task:
        """The task, with all that a list shows of it."""
        return outlines.whole(self.row)


class Case(Struct, frozen=True):
    """A request with its open tasks, the worst of them first: one row of the board."""

    lines: list[Line]


class Asked(Struct, frozen=True):
    """What a board is asked for alone; "" asks for everything."""

    only: str = ""
    """One of `ONLY`."""
    state: str = ""
    department: str = ""
    topic: str = ""
    building: str = ""
    priority: str = ""
    holder: str = ""
    """The id of who has it."""


class Board(Struct, kw_only=True):
    """What this person answers for in a community: urgent tasks first, then the most overdue."""

    community: Community
    departments: list[str]
    uncovered: tuple[str, ...] = ()
    """The duties of a danger that nobody covers here: cases/danger/duties.py."""
    lines: list[Line] = field(default_factory=list)

    @property
    def cases(self) -> list[Case]:
        """The same by request: one that two departments work on stands once."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.outline.request, []).append(line)
        return [Case(lines) for lines in found.values()]


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
        for outline, row in outlines.of_queue(f"{code}.{department}"):
            if may_see(staff, outline):
                _put(made, outline, row, now=now)
    made.lines.sort(key=_worst_first)
    return made


def _put(made: Board, task: Task, row: Wire, *, now: int) -> None:
    if not life.is_finished(task):
        # A complaint about a person may wait here for another community's manager.
        where = community_of(task.community, now=now)
        due_at = _running(task, where)
        made.lines.append(Line(outline=task, row=row, late_by=_over(due_at, now), due_at=due_at))


def _worst_first(line: Line) -> tuple[bool, int, float, int]:
    due_at = float("inf") if line.due_at is None else line.due_at
    seen = line.outline
    return (seen.priority != "urgent", -line.late_by, due_at, seen.created_at)


ONLY: Mapping[str, Callable[[Line], bool]] = {
    "late": lambda line: line.late_by > 0,
    "unassigned": lambda line: not line.outline.holder,
    "waiting": lambda line: line.outline.state in life.HOLDS,
    "reopened": lambda line: line.outline.round > 1,
}
"""What a board may be asked for alone, and counts."""

UNFINISHED = tuple(state for state in life.STATES if state not in life.FINISHED)


def chosen(cases: list[Case], asked: Asked) -> list[Case]:
    """Return the requests of which one task is all that was asked for.

    Raises InvalidInput for a sort, a state or a priority that there is not.
    """
    _check(asked)
    wanted = {name: said for name in SEEN if (said := getattr(asked, name))}

    def fits(line: Line) -> bool:
        alike = all(SEEN[name](line.outline) == said for name, said in wanted.items())
        return alike and (not asked.only or ONLY[asked.only](line))

    return [case for case in cases if any(map(fits, case.lines))]


SEEN: Mapping[str, Callable[[Task], str]] = {
    "state": lambda task: task.state,
    "department": lambda task: life.queue_of(task)[1],
    "topic": lambda task: task.topic,
    "building": lambda task: task.building,
    "priority": lambda task: task.priority,
    "holder": lambda task: task.holder,
}


def _check(asked: Asked) -> None:
    known = {"only": tuple(ONLY), "state": UNFINISHED, "priority": PRIORITIES}
    wrong = {
        name: Sentence("Choose one of %(known)s.", known=", ".join(codes))
        for name, codes in known.items()
        if (said := getattr(asked, name)) and said not in codes
    }
    if wrong:
        raise InvalidInput(**wrong)


def late_by(task: Task, community: Community, *, now: int) -> int:
    """Return how long the deadline that runs is over, in ms; 0 on time or on hold."""
    return _over(_running(task, community), now)


def _running(task: Task, community: Community) -> int | None:
    by = deadlines(task, community)
    return by.accept_by if task.state == life.OPEN else by.done_by


def _over(due_at: int | None, now: int) -> int:
    return max(0, now - due_at) if due_at is not None else 0
