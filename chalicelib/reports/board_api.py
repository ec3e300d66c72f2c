"""The board of leads and managers, as JSON and as a file for a spreadsheet."""

import csv
import io
import re
from collections import Counter

from chalice import Response
from msgspec import Struct, structs

from chalicelib.cases.contractors import actions as contract
from chalicelib.cases.danger.duties import USUAL
from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.cases.tasks.shapes import TaskRow
from chalicelib.estate.model import building_name, department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.kernel.ids import shown
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import CSV
from chalicelib.platform.http.shapes import Holder, Named, Shape
from chalicelib.platform.services import enqueue
from chalicelib.platform.tables import safe

from .board import ONLY, SEEN, Asked, Board, Case, Line, board, chosen
from .board_rows import BoardRow, row_of

routes = StaffRoutes(__name__)

COLUMNS = (
    "reference", "title", "place", "department", "priority", "state", "holder", "created_at",
    "done_by", "late_by",
)  # fmt: skip


class DepartmentLoad(Shape, frozen=True):
    """What one department has, and who has how much of it."""

    department: str
    name: str
    open: int
    late: int
    unassigned: int
    holders: dict[str, int]


class TopicLoad(Shape, frozen=True):
    """What is open and late of one topic."""

    topic: str
    title: str
    icon: str
    open: int
    late: int


class Held(Holder, frozen=True):
    """Who has something, and how much of it."""

    open: int
    late: int


class BoardShown(Shape, frozen=True):
    """The board of a community."""

    community: str
    generated_at: int
    zone: str
    uncovered: list[str]
    total: int
    late: int
    unassigned: int
    waiting: int
    reopened: int
    """Of requests, like the numbers above: one that two departments work on counts once."""
    found: int
    """How many match what was asked for."""
    open: list[BoardRow]
    """A page of them, urgent ones first, then what is latest."""
    after: int | None
    """Where the next page begins; null after the last."""
    buildings: list[Named]
    """Where something is open."""
    holders: list[Held]
    by_department: list[DepartmentLoad]
    by_topic: list[TopicLoad]


class BoardNumbers(Shape, frozen=True):
    """How a community stands, beside others: how many requests, and how late the latest is."""

    community: str
    total: int
    urgent: int
    late: int
    unassigned: int
    waiting: int
    reopened: int
    late_by: int
    """Minutes, of the latest."""
    uncovered: int
    """Duties of a danger that nobody covers."""


PAGE = 100
"""Tasks in one answer: some 70 KB."""
ASKED = ("only", *SEEN)


@routes.get("/staff/v1/board", may=LEADS, query=("community", *ASKED, "after"))
def show_board(call: Call, staff: Staff) -> BoardShown:
    """What is open, late, unassigned and waiting in the departments you answer for."""
    made = board(staff, call.query("community"), now=call.now)
    language = lang(call, staff)
    cases = made.cases
    found = chosen(cases, _asked(call))
    begin = _begin(call.query("after"))
    end = begin + _page(found[begin:])
    return BoardShown(
        community=made.community.code,
        generated_at=call.now,
        zone=made.community.calendar.zone,
        uncovered=[
            department_name(made.community, USUAL[duty], language) for duty in made.uncovered
        ],
        **counts(cases),
        found=len(found),
        open=[row_of(case, staff, language, now=call.now) for case in found[begin:end]],
        after=end if end < len(found) else None,
        buildings=_buildings(made, language),
        holders=_holders(made),
        by_department=[_department(made, name, language) for name in made.departments],
        by_topic=_topics(made, language),
    )


@routes.get("/staff/v1/board/numbers", may=LEADS, query=("community",))
def show_numbers(call: Call, staff: Staff) -> BoardNumbers:
    """The numbers of a board alone: to look at many communities side by side, a call each."""
    made = board(staff, call.query("community"), now=call.now)
    cases = made.cases
    urgent = sum(case.lines[0].outline.priority == "urgent" for case in cases)
    return BoardNumbers(
        community=made.community.code,
        urgent=urgent,
        **counts(cases),
        late_by=max((line.late_by for line in made.lines), default=0) // MINUTE_MS,
        uncovered=len(made.uncovered),
    )


@routes.get("/staff/v1/board.csv", may=LEADS, query=("community", *ASKED), files=(CSV,))
def download_board(call: Call, staff: Staff) -> Response:
    """The same as a CSV file, a line for each task, safe to open in a spreadsheet."""
    made = board(staff, call.query("community"), now=call.now)
    language = lang(call, staff)
    found = [
        row_of(Case([line]), staff, language, now=call.now)
        for case in chosen(made.cases, _asked(call))
        for line in case.lines
    ]
    headers = {
        "Content-Disposition": f'attachment; filename="board-{made.community.code}.csv"',
        "Cache-Control": "no-store",
    }
    return text(as_csv([_cells(row) for row in found]), "text/csv; charset=utf-8", headers)


class LinkAction(Struct, forbid_unknown_fields=True):
    """What becomes of the link of a contractor: "withdraw_link", or "send_link" a new one."""

    action: str


@routes.post(
    "/staff/v1/tasks/{id}/link", may=LEADS, body=LinkAction, idempotent=True, errors=(NotAllowed,)
)
def act_on_link(call: Call, staff: Staff, id: str) -> TaskRow:
    """Withdraw the link by which an outside contractor opens this task, or send another."""
    task = contract.relink(
        id,
        call.json(LinkAction).action,
        key=call.key(),
        staff=staff,
        now=call.now,
        enqueue=enqueue(call.id),
    )
    return rows.row(task, staff, lang(call, staff), now=call.now)


def counts(cases: list[Case]) -> dict[str, int]:
    """Return how many requests are open, and of how many a task is late, unassigned, on hold
    or reopened."""
    each = {name: sum(any(map(is_so, c.lines)) for c in cases) for name, is_so in ONLY.items()}
    return {"total": len(cases)} | each


def _asked(call: Call) -> Asked:
    return Asked(**{name: call.query(name) for name in ASKED})


def _begin(after: str) -> int:
    if not re.fullmatch("[0-9]{0,6}", after):
        raise InvalidInput(after="Give what the last answer gave.")
    return int(after or 0)


def _page(cases: list[Case]) -> int:
    """Return how many of these requests make a page."""
    tasks = 0
    for number, case in enumerate(cases):
        tasks += len(case.lines)
        if tasks > PAGE and number:
            return number
    return len(cases)


def _buildings(made: Board, language: str) -> list[Named]:
    codes = sorted({line.outline.building for line in made.lines} - {""})
    return [Named(code=each, name=building_name(made.community, each, language)) for each in codes]


def _holders(made: Board) -> list[Held]:
    """Return who has how many tasks, by name."""
    held: dict[str, list[Line]] = {}
    for line in made.lines:
        held.setdefault(line.outline.holder, []).append(line)
    held.pop("", None)
    found = [
        Held(
            id=id_,
            name=lines[0].outline.holder_name,
            open=len(lines),
            late=sum(line.late_by > 0 for line in lines),
        )
        for id_, lines in held.items()
    ]
    return sorted(found, key=lambda each: (each.name, each.id))


def as_csv(table: list[list[str]]) -> str:
    """Return rows as RFC 4180 has them, no cell of which begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in table:
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def _department(made: Board, name: str, language: str) -> DepartmentLoad:
    mine = [line for line in made.lines if line.outline.department == name]
    held = Counter(line.outline.holder_name for line in mine if line.outline.holder)
    return DepartmentLoad(
        department=name,
        name=department_name(made.community, name, language),
        open=len(mine),
        late=sum(line.late_by > 0 for line in mine),
        unassigned=sum(not line.outline.holder for line in mine),
        holders=dict(sorted(held.items())),
    )


def _topics(made: Board, language: str) -> list[TopicLoad]:
    """Return what is open and late by topic, what is late most often first."""
    found = []
    by_topic: dict[str, list[Line]] = {}
    for line in made.lines:
        by_topic.setdefault(line.outline.topic, []).append(line)
    for topic, lines in by_topic.items():
        found.append(
            TopicLoad(
                topic=topic,
                title=rows.title(topic, made.community, language),
                icon=rows.icon(topic, made.community),
                open=len(lines),
                late=sum(line.late_by > 0 for line in lines),
            )
        )
    return sorted(found, key=lambda each: (-each.late, -each.open, each.title))


def _cells(row: BoardRow) -> list[str]:
    known = {
        **structs.asdict(row),
        "reference": shown(row.reference),
        "department": row.queue.split(".")[1],
        "holder": row.holder.name if row.holder else "",
    }
    return ["" if known[name] is None else str(known[name]) for name in COLUMNS]
