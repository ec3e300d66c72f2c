"""A row of the board: a request with the tasks that are open of it, the worst of them first."""

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.shapes import TaskRow
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import building_name, department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.http.shapes import Holder, Shape, grown

from .board import Case, Line


class BoardPart(Shape, frozen=True):
    """Another open task of the same request."""

    id: str
    version: int
    queue: str
    department: str
    """What it is called."""
    state: str
    holder: Holder | None
    due_at: int | None
    late_by: int
    """Minutes."""
    movable: bool


class BoardRow(TaskRow, frozen=True):
    """The worst task of a request, and beside it the others that are open."""

    department: str
    """What it is called."""
    building: str
    """What it is called."""
    due_at: int | None
    """The deadline that runs; null while it is on hold."""
    late_by: int
    """Minutes."""
    rung: int
    movable: bool
    """You may give it to somebody and hand it over."""
    beside: list[BoardPart]


def row_of(case: Case, staff: Staff, language: str, *, now: int) -> BoardRow:
    """Return a request as the board lists it, in the reader's language."""
    first, *others = case.lines
    task = first.task
    community = community_of(task.community, now=now)
    return grown(
        BoardRow,
        rows.row(task, staff, language, now=now),
        department=_department(task, language, now=now),
        building=building_name(community, task.building, language),
        due_at=first.due_at,
        late_by=first.late_by // MINUTE_MS,
        rung=task.climbed,
        movable=_movable(task, staff),
        beside=[_part(line, staff, language, now=now) for line in others],
    )


def _part(line: Line, staff: Staff, language: str, *, now: int) -> BoardPart:
    task = line.task
    return BoardPart(
        id=task.id,
        version=task.version,
        queue=".".join(life.queue_of(task)),
        department=_department(task, language, now=now),
        state=task.state,
        holder=Holder(id=task.holder, name=task.holder_name) if task.holder else None,
        due_at=line.due_at,
        late_by=line.late_by // MINUTE_MS,
        movable=_movable(task, staff),
    )


def _department(task: Task, language: str, *, now: int) -> str:
    code, department = life.queue_of(task)
    return department_name(community_of(code, now=now), department, language)


def _movable(task: Task, staff: Staff) -> bool:
    return all(may(staff, *life.queue_of(task), each, task.holder) for each in MOVES)


MOVES = ("assign", "hand_over")
"""What the board does with many at once."""
