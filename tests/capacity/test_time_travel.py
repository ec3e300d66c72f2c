"""
The real day on virtual time, with staff who never answer.

One real day of complaints (infra/replay) comes in at its own minutes, and nobody takes
anything. Time jumps from one due instant to the next; what was chased, when and whom must
be the golden table (tests/support/golden.py), and nothing else.

Seventeen of its reports by default, every twentieth and every urgent one in the campaign;
`STEWARD_WHOLE_DAY=1` takes all 1,820.
That the ladder's arithmetic gives the golden table for each: tests/escalation/test_golden.py.
"""

import os
from collections import Counter, defaultdict

import pytest
from msgspec import structs

from chalicelib.cases.requests.submit import submit
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Place
from chalicelib.estate.topics import base
from chalicelib.kernel.worktime import Calendar, is_open
from chalicelib.platform.storage import due
from chalicelib.wiring.sweep import sweep
from infra.replay.day import COMMUNITIES, Report, reports
from tests.support import golden
from tests.support.builders import GRACE, HARBOUR, MINUTE, SECRET, World, a_submission, at

ZONE = "America/New_York"
MIDNIGHT = at("2013-12-25 00:00", ZONE)
CALENDAR = Calendar(zone=ZONE, week=(golden.WINDOWS,) * 7)
NEVER = MIDNIGHT + 60 * 24 * 3_600_000
WHOLE = os.environ.get("STEWARD_WHOLE_DAY") == "1"
CAMPAIGN = WHOLE or bool(os.environ.get("STEWARD_CAMPAIGN"))
EVERY = 1 if WHOLE else 20 if CAMPAIGN else 130


class Watched(World):
    """A world that writes down when each message went out, and never answers one."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.messages: list[tuple[int, str, set[str]]] = []
        self.runs = self.seen = self.last_run = 0
        self.tools = structs.replace(self.tools, deliver=self.received)

    def received(self, notice) -> None:
        about = {line["reference"] for line in notice.lines}
        self.messages.append((self.now, notice.address, about))

    def run(self, now: int) -> None:
        self.now = self.last_run = now
        for shard in due.shards():
            swept = sweep(shard, now=now, tools=self.tools, has_time=lambda: True)
            assert swept.failed == swept.stuck == 0
            self.seen += swept.seen
        self.runs += 1
        self.drain(now, most=100_000)

    def travel(self, until: int) -> None:
        """Run the sweep at every minute up to `until` at which anything is due."""
        while (soon := self.next_due()) <= until:
            self.run(max(soon, self.last_run + MINUTE))

    def next_due(self) -> int:
        first = [due.now_due(shard, NEVER, limit=1) for shard in due.shards()]
        at_ms = min((found[0].due_at for found in first if found), default=NEVER)
        return MIDNIGHT - (MIDNIGHT - at_ms) // MINUTE * MINUTE

    def tell(self, report: Report) -> str:
        now = MIDNIGHT + minute_of(report) * MINUTE
        self.now = max(self.now, now)
        told = a_submission(
            place=report.place, key=report.key, words=report.words, topic=report.topic
        )
        made = submit(
            told, prefix=report.number, secret=SECRET, now=now, enqueue=self.enqueue,
        )  # fmt: skip
        self.drain(now, most=100_000)
        return made.request_id


def minute_of(report: Report) -> int:
    return int(report.at // 60)


def move_in(told: list[Report]) -> None:
    """Put the boroughs, the places of these reports, and one person a rung and department."""
    for code in COMMUNITIES.values():
        estate.put_community(structs.replace(HARBOUR, code=code, company="city", calendar=CALENDAR))
        for name in HARBOUR.departments:
            estate.put_member(_person(code, "staff", name))
            estate.put_member(_person(code, "lead", name))
        estate.put_member(_person(code, "manager", "any"))
    for report in {report.place: report for report in told}.values():
        place = Place(
            code=report.place, community=report.community, building=report.place.lower(),
            name={"en": report.address},
        )  # fmt: skip
        estate.put_place(place)


def _person(code: str, role: str, department: str) -> Member:
    who = f"{code}-{role}-{department.replace('_', '-')}"
    return Member(
        login=who, id=who, name=who, company="city", community=code, role=role,
        departments=[department], on_duty=True, address=f"{who}@city.example",
    )  # fmt: skip


@pytest.fixture(scope="module")
def told() -> list[Report]:
    """The day's reports: all of them, or a share with some or all that are urgent."""
    day = reports()
    assert len(day) == 1_820
    urgent = [report for report in day if base()[report.topic].priority == "urgent"]
    return sorted({*day[::EVERY], *urgent[:: 1 if CAMPAIGN else 5]}, key=lambda report: report.at)


@pytest.fixture
def world(any_tables, told, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setenv("DUE_SHARDS", "1")
    move_in(told)
    return Watched()


def class_of(task) -> str:
    return "urgent" if task.priority == "urgent" else str(task.accept)


def test_every_request_is_chased_at_the_instants_of_the_golden_table_and_at_no_other(
    world: Watched, told: list[Report]
) -> None:
    made = []
    for report in told:
        world.travel(MIDNIGHT + minute_of(report) * MINUTE - 1)
        made.append((report, world.tell(report)))
    world.travel(MIDNIGHT + 12 * 24 * 60 * MINUTE)

    chased, classes, urgent = Counter(), Counter(), set()
    for report, request_id in made:
        for task in tasks.of_request(request_id):
            rungs = [step for step in task.steps.values() if step.action == "nudge"]
            found = [(step.at - MIDNIGHT) // MINUTE for step in rungs]
            chased_as = class_of(task)
            assert found == golden.expected(chased_as, minute_of(report)), (report, chased_as)
            chased[task.community] += len(found)
            classes[chased_as] += 1
            urgent |= {task.reference} if chased_as == "urgent" else set()

    _nobody_out_of_hours(world, urgent)
    _nobody_twice_in_a_window(world, urgent)
    assert len(classes) > 2 and set(chased) == set(COMMUNITIES.values())
    print(f"{len(made)} requests, {sum(classes.values())} tasks {dict(classes)}, "
          f"{sum(chased.values())} rungs, {len(world.messages)} messages, {world.runs} sweeps, "
          f"{world.seen} items looked after")  # fmt: skip


def _nobody_out_of_hours(world: Watched, urgent: set[str]) -> None:
    """Out of hours only what is urgent is written about."""
    for now, address, about in world.messages:
        assert about & urgent or is_open(CALENDAR, now), (now, address)


def _nobody_twice_in_a_window(world: Watched, urgent: set[str]) -> None:
    """Nobody gets two messages within two minutes; what is urgent is sent at once."""
    last: dict[str, int] = defaultdict(lambda: -NEVER)
    for now, address, about in world.messages:
        assert about & urgent or now - last[address] >= GRACE, (now, address, about)
        last[address] = now
