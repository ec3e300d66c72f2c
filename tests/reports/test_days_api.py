"""Days and stuck things for those who answer for others; nothing for anybody else."""

import csv
import io
from typing import Any

import pytest

from chalicelib.reports import reconcile_store as stored
from chalicelib.reports import stuck_list as stuck
from chalicelib.reports.daily_stats import Tally
from chalicelib.reports.days_api import TallyDay
from chalicelib.wiring import workers
from infra.running import SCHEDULED
from tests.support import clock
from tests.support.builders import LENA, MARA, MINUTE, OTTO, PACO, World
from tests.support.door import Door, token_of

ROUTES = ("/staff/v1/tallies", "/staff/v1/tallies.csv", "/staff/v1/stuck")
ZERO: dict[str, Any] = {
    "begun": 3, "done": 2, "declined": 0, "handed_over": 0, "cancelled": 0, "on_time": 1,
    "late": 1, "accept_minutes": 12, "done_minutes": None,
}  # fmt: skip


@pytest.fixture
def days(door: Door) -> None:
    for date in ("2026-03-02", "2026-03-03"):
        stored.put_tally(
            Tally(
                community="hv",
                date=date,
                accepted=5,
                lines=[
                    {"department": "engineering", "topic": "leak", **ZERO},
                    {"department": "security", "topic": "=cmd|'/c calc'!A1", **ZERO},
                    {"department": "conduct", "topic": "conduct", **ZERO},
                ],
            )
        )


def asked(door: Door, who: Any, path: str, **query: str) -> Any:
    given = {"community": "hv", "from": "2026-03-01", "to": "2026-03-31"} | query
    return door.get(path, headers=token_of(who), query={k: [v] for k, v in given.items()})


@pytest.mark.parametrize("path", ROUTES)
def test_who_may_not(door: Door, path: str) -> None:
    assert asked(door, PACO, path).status == 403
    assert asked(door, OTTO, path).status == 403
    assert asked(door, MARA, path, community="qy").status == 404
    assert door.get(path).status == 401


def test_a_lead_sees_the_days_of_their_departments_a_manager_all(door: Door, days: None) -> None:
    lead = asked(door, LENA, "/staff/v1/tallies").json["days"]
    manager = asked(door, MARA, "/staff/v1/tallies").json["days"]

    assert [day["date"] for day in lead] == ["2026-03-02", "2026-03-03"]
    assert [line["department"] for line in lead[0]["lines"]] == ["engineering"]
    assert len(manager[0]["lines"]) == 3


def test_one_day_is_a_span_too(door: Door, days: None) -> None:
    found = asked(door, MARA, "/staff/v1/tallies", **{"from": "2026-03-03", "to": "2026-03-03"})
    assert [day["date"] for day in found.json["days"]] == ["2026-03-03"]


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("yesterday", "2026-03-02", "from"),
        ("2026-03-01", "", "to"),
        ("2026-03-02", "2026-03-01", "to"),
        ("2020-01-01", "2026-03-01", "to"),
    ],
)
def test_what_is_no_span_is_refused_by_name(door: Door, since: str, until: str, field: str) -> None:
    answer = asked(door, MARA, "/staff/v1/tallies", **{"from": since, "to": until})
    assert (answer.status, list(answer.json["errors"])) == (422, [field])


def test_the_file_is_safe_to_open(door: Door, days: None) -> None:
    answer = asked(door, MARA, "/staff/v1/tallies.csv")
    table = list(csv.reader(io.StringIO(answer.text)))

    assert len(table) == 1 + 2 * 3
    assert table[1][:3] == ["2026-03-02", "Engineering team", "Water leak"]
    assert "'=cmd|'/c calc'!A1" in {row[2] for row in table}


def test_what_is_stuck_says_what_it_means(door: Door) -> None:
    now = clock.now()
    world = World()
    (task,) = world.routed(now)
    world.act(task.id, "claim", 1, now=now)
    for minutes in (3, 6, 12, 50, 100):
        for shard in range(4):
            from chalicelib.wiring.sweep import sweep

            sweep(shard, now=now + minutes * MINUTE, tools=world.tools, has_time=lambda: True)
        world.lose()
    (found,) = asked(door, LENA, "/staff/v1/stuck").json["stuck"]

    assert (found["kind"], found["item"]) == ("task", task.request)
    assert "could not be sent" in found["meaning"]
    stuck.tend("hv", now=0)
    assert len(asked(door, MARA, "/staff/v1/stuck").json["stuck"]) == 1


def test_the_schedule_reads_the_table_and_says_what_is_missing(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    World().routed(clock.now() - 10 * MINUTE)
    said = workers.reconcile(SCHEDULED, None)

    assert (said["finished"], said["missing"]) == (True, 0)
    assert '"ReconcileMismatch":0' in capsys.readouterr().out


def test_a_day_is_shown_with_all_that_is_counted_but_the_stars() -> None:
    assert {*Tally.__struct_fields__} - {*TallyDay.__struct_fields__} == {
        "ratings", "buildings", "backlog",
    }  # fmt: skip
