"""Days on the board: tallies as JSON and as a file; and what is stuck, with what it means."""

import csv
import io
from typing import Any

from chalice import Response
from msgspec import UNSET, UnsetType, convert

from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel.ids import shown
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import CSV
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.tables import safe
from chalicelib.programs.webhooks import actions as webhooks
from chalicelib.programs.webhooks.model import Hook, receiver

from . import days as tallies
from . import stuck_list as stuck
from .daily_stats import NUMBERS, Tally
from .stuck import Stuck, meaning

routes = StaffRoutes(__name__)

COLUMNS = ("date", "department", "topic", *NUMBERS, "accept_minutes", "done_minutes")


class TallyLine(Shape, frozen=True, kw_only=True):
    """What was counted of one department and topic; minutes are medians of working minutes."""

    department: str
    topic: str
    begun: int
    reopened: int | UnsetType = UNSET
    """Days that were counted before this was have none."""
    done: int
    declined: int
    handed_over: int
    cancelled: int
    on_time: int
    late: int
    accepted: int | UnsetType = UNSET
    accepted_on_time: int | UnsetType = UNSET
    accept_minutes: int | None
    done_minutes: int | None


class TallyDay(Shape, frozen=True):
    """One day of a community."""

    community: str
    date: str
    accepted: int
    reopened: int
    outcomes: dict[str, int]
    channels: dict[str, int]
    kinds: dict[str, int]
    priorities: dict[str, int]
    alarms: dict[str, int]
    lines: list[TallyLine]


class Tallies(Shape, frozen=True):
    """What happened, day by day."""

    community: str
    days: list[TallyDay]


class StuckItem(Shape, frozen=True):
    """One item that the system cannot get on with, and what that means."""

    item: str
    kind: str
    reference: str
    since: int
    tries: int
    effects: list[str]
    meaning: str


class WebhookOff(Shape, frozen=True):
    """A webhook that was switched off without a manager; `why` is failing or gone."""

    receiver: str
    why: str
    since: int


class StuckItems(Shape, frozen=True):
    """What is stuck in a community."""

    community: str
    stuck: list[StuckItem]
    webhooks: list[WebhookOff]
    """For managers alone."""


@routes.get("/staff/v1/tallies", may=LEADS, query=("community", "from", "to"))
def show_tallies(call: Call, staff: Staff) -> Tallies:
    """What happened on each of these days, in the departments you answer for."""
    community = call.query("community")
    found = tallies.read(staff, community, call.query("from"), call.query("to"))
    return Tallies(community=community, days=[_day(day) for day in found])


@routes.get("/staff/v1/tallies.csv", may=LEADS, query=("community", "from", "to"), files=(CSV,))
def download_tallies(call: Call, staff: Staff) -> Response:
    """The same as a CSV file, safe to open in a spreadsheet."""
    code, language = call.query("community"), lang(call, staff)
    found = tallies.read(staff, code, call.query("from"), call.query("to"))
    community = community_of(code, now=call.now)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for day in found:
        for line in day.lines:
            named = {
                **line,
                "date": day.date,
                "department": department_name(community, line["department"], language),
                "topic": rows.title(line["topic"], community, language),
            }
            cells = [_cell(named.get(name)) for name in COLUMNS]
            writer.writerow([safe(cell) for cell in cells])
    headers = {
        "Content-Disposition": f'attachment; filename="tallies-{community.code}.csv"',
        "Cache-Control": "no-store",
    }
    return text(out.getvalue(), "text/csv; charset=utf-8", headers)


@routes.get("/staff/v1/stuck", may=LEADS, query=("community",))
def show_stuck(call: Call, staff: Staff) -> StuckItems:
    """What the system cannot get on with by itself, since when, and what it means."""
    community, language = call.query("community"), lang(call, staff)
    found = stuck.listed(staff, community, now=call.now)
    return StuckItems(
        community=community,
        stuck=[_stuck(each, language) for each in found],
        webhooks=[
            WebhookOff(receiver=receiver(hook), why=hook.off, since=hook.off_at or 0)
            for hook in _webhooks_off(staff, community, now=call.now)
        ],
    )


def _webhooks_off(staff: Staff, community: str, *, now: int) -> list[Hook]:
    """Return what managers have to look at; a community without webhooks costs no read."""
    has_any = community_of(community, now=now).hooks
    return webhooks.off_by_themselves(staff, community) if has_any else []


def _day(day: Tally) -> TallyDay:
    # Stars are told where there are enough of them: among the trends.
    return convert({name: getattr(day, name) for name in TallyDay.__struct_fields__}, TallyDay)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _stuck(each: Stuck, language: str) -> StuckItem:
    return StuckItem(
        item=each.item,
        kind=each.kind.split("#")[0],
        reference=shown(each.reference) if each.reference else "",
        since=each.since,
        tries=each.tries,
        effects=each.effects,
        meaning=msg(language, meaning(each.effects)),
    )
