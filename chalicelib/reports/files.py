"""
What the board shows as tables for a spreadsheet: open tasks, hits, days, people, measures.

Each reads what its screen reads, by the same use case and the same rights, and says codes in the
reader's words.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from chalicelib.cases.requests import desk_api
from chalicelib.cases.tasks import views as rows
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, building_name, department_name
from chalicelib.estate.people import Staff
from chalicelib.i18n import msg
from chalicelib.improvements import actions as measures
from chalicelib.improvements import views
from chalicelib.kernel.ids import shown
from chalicelib.kernel.words import N_
from chalicelib.platform.http.call import Call
from chalicelib.platform.tables import DAY, INSTANT, NUMBER, TEXT, Column, Table
from chalicelib.search import api as search_api
from chalicelib.search.model import OUTCOMES
from chalicelib.search.saved import Asked as Sought

from . import days as tallies
from . import file_words as words
from .board import SEEN, Asked, Case, board, chosen
from .board_rows import row_of

MOST_ANSWERS = 20
"""Answers of a search that one file adds up: each reads as many rows as one answer may."""


class Reader(Struct, frozen=True, kw_only=True):
    """Who asks for a file of which community, and in which language."""

    call: Call
    staff: Staff
    community: Community
    lang: str

    def said(self, names: Mapping[str, str], code: str) -> str:
        """Return what a code is called; one that a newer build wrote is said as it is."""
        return msg(self.lang, names[code]) if code in names else code

    def table(
        self, title: str, columns: Sequence[tuple[str, str]], found: list[list[Any]]
    ) -> Table:
        return Table(
            title=msg(self.lang, title),
            columns=[Column(msg(self.lang, heading), holds) for heading, holds in columns],
            rows=found,
            zone=self.community.calendar.zone,
        )


class Filed(Struct, frozen=True):
    """A table, and back to when it was looked where there is more (epoch ms)."""

    table: Table
    back_to: int | None = None


PLACED = (
    (N_("Place"), TEXT),
    (N_("Building"), TEXT),
    (N_("Department"), TEXT),
)


def open_tasks(reader: Reader) -> Filed:
    """The board: a row for each open task of what was asked for."""
    call, staff = reader.call, reader.staff
    made = board(staff, reader.community.code, now=call.now)
    asked = Asked(**{name: call.query(name) for name in ("only", *SEEN)})
    lines = [line for case in chosen(made.cases, asked) for line in case.lines]
    found = [row_of(Case([line]), staff, reader.lang, now=call.now) for line in lines]
    columns = (
        (N_("Reference"), TEXT), (N_("Topic"), TEXT), *PLACED, (N_("Priority"), TEXT),
        (N_("Status"), TEXT), (N_("Assigned to"), TEXT), (N_("Reported"), INSTANT),
        (N_("Due"), INSTANT), (N_("Minutes overdue"), NUMBER),
    )  # fmt: skip
    cells = [
        [
            shown(each.reference), each.title, each.place, each.building, each.department,
            reader.said(words.PRIORITIES, each.priority), reader.said(words.TASKS, each.state),
            each.holder.name if each.holder else None, each.created_at, each.due_at, each.late_by,
        ]
        for each in found
    ]  # fmt: skip
    return Filed(reader.table(N_("Open jobs"), columns, cells))


def hits(reader: Reader) -> Filed:
    """What a search finds, the newest first, as far back as one call can look."""
    asked = Sought(**{name: reader.call.query(name) for name in Sought.__struct_fields__})
    found, after, back_to = [], "", 0
    for _ in range(MOST_ANSWERS):
        page = search_api.answer(asked, after, reader.call, reader.staff)
        found += page.hits
        after, back_to = page.after, page.back_to
        if not after:
            break
    columns = (
        (N_("Reference"), TEXT), (N_("Topic"), TEXT), *PLACED, (N_("Exact place"), TEXT),
        (N_("Status"), TEXT), (N_("Outcome"), TEXT), (N_("Reported"), INSTANT),
        (N_("Finished"), INSTANT), (N_("Closed"), INSTANT), (N_("On time"), TEXT),
        (N_("Times reopened"), NUMBER), (N_("Rating out of 5"), NUMBER),
        (N_("What was said"), TEXT), (N_("What was done"), TEXT),
    )  # fmt: skip
    cells = [
        [
            shown(each.reference), each.title, each.place,
            building_name(reader.community, each.building, reader.lang), each.department,
            each.spot, reader.said(words.TASKS, each.state),
            reader.said(OUTCOMES, each.status) if each.closed_at else None, each.created_at,
            each.finished_at, each.closed_at, _yes(each.on_time, reader), each.reopened,
            each.rating, each.words, each.done,
        ]
        for each in found
    ]  # fmt: skip
    return Filed(reader.table(N_("Search results"), columns, cells), back_to if after else None)


def days(reader: Reader) -> Filed:
    """What was counted of each day, a row for each department and topic."""
    call, community = reader.call, reader.community
    found = tallies.read(reader.staff, community.code, call.query("from"), call.query("to"))
    columns = (
        (N_("Date"), DAY), (N_("Department"), TEXT), (N_("Topic"), TEXT),
        *((heading, NUMBER) for heading in COUNTED.values()),
    )  # fmt: skip
    cells = [
        [
            day.date,
            department_name(community, line["department"], reader.lang),
            rows.title(line["topic"], community, reader.lang),
            *(line.get(name) for name in COUNTED),
        ]
        for day in found
        for line in day.lines
    ]
    return Filed(reader.table(N_("Figures by day"), columns, cells))


COUNTED = {
    "begun": N_("New or reopened"),
    "reopened": N_("Reopened"),
    "accepted": N_("Accepted"),
    "accepted_on_time": N_("Accepted on time"),
    "done": N_("Done"),
    "on_time": N_("Done on time"),
    "late": N_("Done late"),
    "declined": N_("Cannot be done"),
    "handed_over": N_("Transferred"),
    "cancelled": N_("Cancelled"),
    "accept_minutes": N_("Median minutes to acceptance"),
    "done_minutes": N_("Median minutes to completion"),
}
"""What is counted of a day, a department and a topic; minutes are working minutes."""


def people(reader: Reader) -> Filed:
    """Who works in your departments, who is on duty, and what each has."""
    made = board(reader.staff, reader.community.code, now=reader.call.now)
    columns = (
        (N_("Name"), TEXT), (N_("Role"), TEXT), (N_("Departments"), TEXT), (N_("On duty"), TEXT),
        (N_("Can be contacted"), TEXT), (N_("Open jobs"), NUMBER), (N_("Overdue jobs"), NUMBER),
    )  # fmt: skip
    cells = []
    for each in desk_api.show_people(reader.call, reader.staff).people:
        held = [line for line in made.lines if line.outline.holder == each.id]
        named = [department_name(reader.community, code, reader.lang) for code in each.departments]
        cells.append([
            each.name, reader.said(words.ROLES, each.role), ", ".join(named),
            _yes(each.on_duty, reader), reader.said(words.WAYS, each.way), len(held),
            sum(line.late_by > 0 for line in held),
        ])  # fmt: skip
    return Filed(reader.table(N_("People"), columns, cells))


def promised(reader: Reader) -> Filed:
    """The measures of a community, newest first."""
    staff, now = reader.staff, reader.call.now
    columns = (
        (N_("Reference"), TEXT), (N_("Improvement"), TEXT), (N_("Topic"), TEXT),
        (N_("Building"), TEXT), (N_("Department"), TEXT), (N_("Status"), TEXT),
        (N_("Owner"), TEXT), (N_("Due"), INSTANT), (N_("Overdue"), TEXT), (N_("Comments"), NUMBER),
        (N_("Times reopened"), NUMBER), (N_("Proposed on"), INSTANT),
        (N_("Done on"), INSTANT), (N_("Published on"), INSTANT),
    )  # fmt: skip
    found = measures.of_community(staff, reader.community.code)
    cells = []
    for each in (views.row(measure, staff, reader.lang, now=now) for measure in found):
        department = department_name(reader.community, each.department, reader.lang)
        cells.append([
            each.reference, each.title, each.topic_name, each.building_name, department,
            reader.said(words.MEASURES, each.state), each.owner.name if each.owner else None,
            each.due_on, _yes(each.late, reader), each.heard, each.reopened, each.created_at,
            each.done_at, each.published_at,
        ])  # fmt: skip
    return Filed(reader.table(N_("Improvements"), columns, cells))


KINDS: Mapping[str, Callable[[Reader], Filed]] = {
    "board": open_tasks,
    "search": hits,
    "days": days,
    "people": people,
    "measures": promised,
}


def _yes(so: bool | None, reader: Reader) -> str | None:
    return None if so is None else msg(reader.lang, words.YES if so else words.NO)


def reader_of(call: Call, staff: Staff, lang: str) -> Reader:
    """Return who asks. Whether they may is for each use case to say."""
    community = community_of(call.query("community"), now=call.now)
    return Reader(call=call, staff=staff, community=community, lang=lang)
