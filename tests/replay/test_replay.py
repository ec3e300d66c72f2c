"""The replay of one real day: every row is a report, and its page tells what went wrong."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.estate.topics import base
from chalicelib.kernel.ids import is_key, normalise_place_code
from infra.replay import day, estate, summary
from infra.replay.drive import Log
from infra.say import Refused
from infra.seed import load


@pytest.fixture(scope="module")
def reports() -> list[day.Report]:
    return day.reports()


def test_every_row_of_the_day_is_a_report_in_the_order_of_its_time(reports) -> None:
    assert len(reports) == 1_820
    assert [r.at for r in reports] == sorted(r.at for r in reports)
    assert all(0 <= r.at < day.DAY_S for r in reports)
    assert all(r.closed_at is None or r.closed_at >= r.at for r in reports)


def test_every_report_has_a_topic_that_there_is_and_a_key_and_a_label(reports) -> None:
    assert {r.topic for r in reports} <= base().keys()
    assert all(is_key(r.key) and normalise_place_code(r.place) == r.place for r in reports)
    assert len({r.key for r in reports}) == len(reports)


def test_one_address_is_one_place(reports) -> None:
    places = {(r.community, r.address) for r in reports}

    assert len({r.place for r in reports}) == len(places)


def test_the_estate_of_the_day_loads(reports) -> None:
    data = estate.estate(reports)

    communities, places, staff = load(data, {each["username"]: "s" for each in data["staff"]})

    assert len(communities) == 5
    assert {place.code for place in places} == {report.place for report in reports}
    assert len({person.id for person in staff}) == len(staff)


def request(id: str, key: str) -> dict:
    steps = {"1": {"key": key}}
    return {"pk": id, "sk": "request", "steps": steps, "state": "open", "plan": [f"{id}.2.x"]}


def task(id: str) -> dict:
    return {"id": f"{id}.2.x", "request": id, "round": 1, "department": "x", "state": "open"}


def counted(requests: list[dict], tasks: list[dict]) -> dict:
    log = Log(acknowledged=dict.fromkeys(["a", "b"]))
    return summary.figures(log, summary.Found(requests, tasks))


def test_the_page_counts_what_was_acknowledged_and_is_not_there() -> None:
    counts = counted([request("a", "k1")], [task("a")])

    assert (counts["lost"], counts["doubled"]) == (1, 0)


def test_the_page_counts_one_key_that_made_two_requests() -> None:
    counts = counted([request("a", "k1"), request("b", "k1")], [task("a"), task("b")])

    assert (counts["lost"], counts["doubled"]) == (0, 1)


def test_the_page_counts_a_piece_of_work_that_stands_there_twice() -> None:
    both = [request("a", "k1"), request("b", "k2")]
    counts = counted(both, [task("a"), task("a"), task("b")])

    assert counts["doubled"] == 1


def test_the_page_counts_planned_tasks_that_are_missing() -> None:
    both = [request("a", "k1"), request("b", "k2")]

    assert counted(both, [task("a")])["planned tasks that are missing"] == 1


def test_the_picture_counts_what_has_arrived_by_each_hour() -> None:
    moments = [("arrived", 0.0), ("arrived", 3_600.0), ("done", 7_200.0)]

    assert summary._until(moments, "arrived", [0, 1, 2]) == [1, 2, 2]
    assert "<svg" in summary.picture(Log(moments=moments))


def test_the_real_shape_of_an_outage_is_in_the_day(reports) -> None:
    heat = Counter(r.place for r in reports if r.topic == "no_heating")

    assert heat.most_common(1)[0][1] > 10


ROW = {
    "Unique Key": "1", "Created Date": "06/01/2020 09:30:00 AM", "Closed Date": "",
    "Complaint Type": "HEATING", "Descriptor": "HEAT", "Incident Address": "1 MAIN STREET",
    "City": "BRONX", "Borough": "BRONX",
}  # fmt: skip


def a_day(tmp_path: Path, *rows: dict[str, str]) -> Path:
    file = tmp_path / "day.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, ROW)
        writer.writeheader()
        writer.writerows(ROW | row for row in rows)
    return file


def test_another_day_begins_at_its_own_midnight_and_triage_gets_what_nobody_named(tmp_path) -> None:
    unknown: Counter[str] = Counter()
    file = a_day(tmp_path, {}, {"Unique Key": "2", "Complaint Type": "DRONES", "Borough": ""})
    first, second = day.reports(file, unknown=unknown)

    assert (first.at, first.topic, first.community) == (9.5 * 3600, "no_heating", "bronx")
    assert (second.topic, second.words, second.community) == ("other", "drones: heat", "manhattan")
    assert unknown == {"DRONES": 1}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Borough": "JERSEY"}, "JERSEY"),
        ({"Created Date": "yesterday"}, "yesterday"),
        ({"Created Date": "06/03/2020 09:30:00 AM"}, "one day"),
    ],
)
def test_a_day_that_cannot_be_replayed_is_refused_in_a_sentence(tmp_path, row, said) -> None:
    with pytest.raises(Refused) as refused:
        day.reports(a_day(tmp_path, {}, row))
    assert said in refused.value.sentence
