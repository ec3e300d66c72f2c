"""Trends on the board: from what the nights counted, for those who answer for others."""

from typing import Any

import pytest

from chalicelib.cases.requests.recategorise import lower
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.worktime import local_day
from chalicelib.privacy import erase
from chalicelib.reports import reconcile_store as stored
from chalicelib.reports.daily_stats import NUMBERS, Tally
from chalicelib.reports.reconcile import reconcile
from tests.support import clock
from tests.support.builders import DAY, HONG_KONG, LENA, MARA, MINUTE, OTTO, PACO, World, key, staff
from tests.support.door import Door, token_of

NOW = clock.now()
YESTERDAY = NOW - DAY


def asked(door: Door, who: Any, path: str = "/staff/v1/trends", **query: str) -> Any:
    given = {"community": "hv", "days": "14"} | query
    return door.get(path, headers=token_of(who), query={k: [v] for k, v in given.items()})


def a_rated_job(world: World, name: str, stars: int, topic: str = "lighting") -> None:
    """Let a job be done and answered for, on the day before today."""
    (task,) = world.routed(YESTERDAY, key=key(name), topic=topic)
    world.finished(task.id, YESTERDAY)
    world.answer(task.request, True, YESTERDAY, rating=stars)
    world.drain(YESTERDAY)


def a_night(world: World, n: int = 0) -> None:
    """Count what happened, as the night does; the n-th time is another minute's run."""
    reconcile(
        now=NOW + n * MINUTE, hour=0, again=True, tools=world.tools,
        submitted=lambda since, until: None, has_time=lambda: True,
    )  # fmt: skip


@pytest.fixture
def world(door: Door) -> World:
    return World()


def test_who_may_not(door: Door) -> None:
    assert asked(door, PACO).status == 403
    assert asked(door, OTTO).status == 403
    assert asked(door, MARA, community="qy").status == 404
    assert door.get("/staff/v1/trends").status == 401


@pytest.mark.parametrize("days", ["", "15", "-14", "99999"])
def test_another_span_is_refused_by_name(door: Door, days: str) -> None:
    answer = asked(door, MARA, days=days)
    assert (answer.status, list(answer.json["errors"])) == (422, ["days"])


def test_before_the_first_night_nothing_is_counted_and_nothing_is_zero(door: Door) -> None:
    told = asked(door, MARA).json

    assert told["counted"] == 0
    assert len(told["points"]) == 14
    assert all("arrived" not in point for point in told["points"])


def test_a_night_counts_what_came_was_done_and_came_back(door: Door, world: World) -> None:
    a_rated_job(world, "good", 5)
    (again,) = world.routed(YESTERDAY, key=key("again"), topic="leak")
    world.finished(again.id, YESTERDAY)
    world.answer(again.request, False, YESTERDAY, rating=1, comment="It still drips.")
    world.drain(YESTERDAY)
    a_night(world)

    told = asked(door, MARA).json

    assert told["until"] == local_day(HONG_KONG, YESTERDAY)
    assert (told["counted"], told["arrived"], told["done"], told["reopened"]) == (3, 2, 2, 1)
    assert told["points"][-1]["done"] == 2
    (leak,) = (each for each in told["topics"] if each["topic"] == "leak")
    assert (leak["arrived"], leak["reopened"], leak["rated"], leak["rating"]) == (1, 1, 1, None)


def test_a_night_counts_which_alarms_by_words_were_right_and_which_wrong(
    door: Door, world: World
) -> None:
    for n, said in enumerate(({}, {}, {"danger": True}, {})):
        told = {"topic": "dirty", "words": "I smell gas", **said}
        made = world.routed(YESTERDAY, key=key(f"gas-{n}"), **told)
        if n == 0:
            lower(
                made[0].id, version=None, key=key("no"), staff=staff(MARA), now=YESTERDAY,
                enqueue=world.enqueue,
            )  # fmt: skip
        elif n < 3:
            for task in made:
                world.finished(task.id, YESTERDAY)
        world.drain(YESTERDAY)
    a_night(world)

    assert asked(door, MARA).json["alarms"] == {"right": 1, "wrong": 1}
    a_night(world, 1)
    assert asked(door, LENA).json["alarms"] == {"right": 1, "wrong": 1}


def test_a_score_is_told_from_five_ratings_on_and_nowhere_before(door: Door, world: World) -> None:
    for n in range(4):
        a_rated_job(world, f"job-{n}", 2)
    a_night(world)
    assert asked(door, MARA).json["rating"] is None
    day = dict.fromkeys(("from", "to"), local_day(HONG_KONG, YESTERDAY))
    days = asked(door, MARA, "/staff/v1/tallies", **day)
    assert "stars" not in days.text and "rated" not in days.text

    a_rated_job(world, "job-5", 4)
    a_night(world, 1)

    told = asked(door, MARA).json
    assert (told["rating"], told["rated"]) == (2.4, 5)
    (lighting,) = told["topics"]
    assert lighting["rating"] == 2.4


def test_a_lead_sees_what_is_theirs(door: Door, world: World) -> None:
    a_rated_job(world, "light", 4)
    world.routed(YESTERDAY, key=key("noise"), topic="noise")
    a_night(world)

    assert asked(door, MARA).json["arrived"] == 2
    assert asked(door, LENA).json["arrived"] == 1
    assert asked(door, LENA, department="security").json["arrived"] == 0


def test_erasing_somebody_changes_no_day(door: Door, world: World) -> None:
    a_rated_job(world, "gone", 3)
    a_night(world)
    before = stored.tallies("hv", "2000-01-01", "2100-01-01")
    ((task,), _) = tasks.changed_since("hv.engineering", 0, limit=9)
    erase.erase(task.request, now=NOW, enqueue=world.enqueue)
    world.drain(NOW)
    a_night(world, 1)

    assert [tally.ratings for tally in before if tally.ratings]
    assert stored.tallies("hv", "2000-01-01", "2100-01-01") == before


def test_as_many_days_before_stand_beside_the_days(door: Door) -> None:
    line = {"department": "engineering", "topic": "leak"} | dict.fromkeys(NUMBERS, 0)
    for ago, done, on_time in ((1, 4, 3), (14, 1, 1), (15, 2, 1), (28, 5, 5), (29, 7, 7)):
        numbers = {"begun": done, "done": done, "on_time": on_time}
        day = local_day(HONG_KONG, NOW - ago * DAY)
        stored.put_tally(Tally(community="hv", date=day, lines=[line | numbers]))

    told = asked(door, MARA).json
    before = told["before"]

    assert (told["counted"], told["done"], told["on_time"]) == (2, 5, 4)
    assert (before["counted"], before["done"], before["on_time"]) == (2, 7, 6)
    assert before["since"] == local_day(HONG_KONG, NOW - 28 * DAY)
    assert before["until"] == local_day(HONG_KONG, NOW - 15 * DAY)
    assert (before["points"][0]["done"], before["points"][-1]["done"]) == (5, 2)
    assert told["on_time_target"] == 90
