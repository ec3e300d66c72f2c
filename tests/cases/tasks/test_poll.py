"""Polling on real tables: what changed is told once, what left is told, one query a queue."""

import pytest

from chalicelib.cases.tasks import poll as polls
from chalicelib.cases.tasks import polling
from chalicelib.cases.tasks.cursors import OVERLAP_MS, RESYNC_AFTER
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Forbidden, InvalidInput
from tests.support.builders import (
    CLEO,
    HOUR,
    MINUTE,
    MONDAY_TEN,
    PACO,
    SAM,
    World,
    key,
    member,
    staff,
)
from tests.support.calls import counted

BOTH = member("ada", "staff", "engineering", "security")
QUEUES = ["hv.engineering", "hv.security"]


def rows(answer):
    return [
        {"id": each.id, "version": each.version, "gone": each.state == "done"}
        for each in answer.tasks
    ]


def asked(cursor="", now=MONDAY_TEN, who=PACO, queues=()):
    return polls.poll(staff(who), queues, cursor, now=now)


def test_several_queues_are_one_query_each_in_one_poll(world: World) -> None:
    world.routed(key=key("leak"), topic="leak")
    world.routed(key=key("noise"), topic="noise")

    with counted() as calls:
        answer = asked(who=BOTH, queues=QUEUES)

    assert calls == ["Query", "Query"]
    assert {task.department for task in answer.tasks} == {"engineering", "security"}


def test_one_queue_may_have_more_while_the_other_is_read(world: World, monkeypatch) -> None:
    monkeypatch.setattr(polls, "PAGE", 2)
    for n in range(5):
        world.routed(MONDAY_TEN + n, key=key(f"leak{n}"), topic="leak")
    world.routed(MONDAY_TEN, key=key("noise"), topic="noise")

    answer = asked(who=BOTH, queues=QUEUES, now=MONDAY_TEN + 3 * MINUTE)
    told = rows(answer)
    while answer.more:
        assert answer.poll_after_s == 0
        answer = asked(answer.cursor, MONDAY_TEN + 3 * MINUTE, BOTH)
        told += rows(answer)

    assert len(told) == len({row["id"] for row in told}) == 6
    later = asked(answer.cursor, MONDAY_TEN + 3 * MINUTE + OVERLAP_MS, BOTH)
    assert later.tasks == []


def test_what_changes_while_pages_are_read_is_told_by_the_next_round(world, monkeypatch) -> None:
    monkeypatch.setattr(polls, "PAGE", 2)
    made = [world.routed(MONDAY_TEN + n, key=key(n), topic="leak")[0] for n in range(5)]
    answer = asked(queues=["hv.engineering"], now=MONDAY_TEN + MINUTE)
    held = polling.merge({}, rows(answer))
    world.act(made[0].id, "claim", 1, now=MONDAY_TEN + MINUTE + 1)
    while answer.more:
        answer = asked(answer.cursor, MONDAY_TEN + MINUTE + 2)
        held = polling.merge(held, rows(answer))

    answer = asked(answer.cursor, MONDAY_TEN + 2 * MINUTE)
    held = polling.merge(held, rows(answer))

    assert held[made[0].id]["version"] == 2


def test_what_left_the_queue_is_told_until_a_full_round_does_not_name_it(world: World) -> None:
    (task,) = world.routed(topic="lighting")
    first = asked(queues=["hv.engineering"])
    world.finished(task.id, MONDAY_TEN + MINUTE)

    delta = asked(first.cursor, MONDAY_TEN + 2 * MINUTE)
    full = asked(delta.cursor, MONDAY_TEN + RESYNC_AFTER)

    assert [row["gone"] for row in rows(delta)] == [True]
    assert (full.resync, full.tasks) == (True, [])


@pytest.mark.parametrize("away", [RESYNC_AFTER, 24 * HOUR])
def test_who_was_away_for_long_is_told_everything(world: World, away: int) -> None:
    world.routed(topic="lighting")
    first = asked(queues=["hv.engineering"])

    assert asked(first.cursor, MONDAY_TEN + away).resync
    assert not asked(first.cursor, MONDAY_TEN + RESYNC_AFTER - 1).resync


def test_how_soon_to_ask_again_follows_from_the_situation(world: World) -> None:
    world.routed(topic="lighting")
    busy = asked(queues=["hv.engineering"])
    idle = asked(asked(busy.cursor, MONDAY_TEN + 3 * MINUTE).cursor, MONDAY_TEN + 4 * MINUTE)
    resting = polls.poll(
        staff(member("rest", "staff", "engineering", on_duty=False)),
        ["hv.engineering"],
        "",
        now=MONDAY_TEN,
    )

    assert (busy.poll_after_s, idle.poll_after_s, resting.poll_after_s) == (10, 60, 300)


def test_what_the_overlap_tells_again_is_no_news(world: World) -> None:
    (task,) = world.routed(topic="lighting")
    first = asked(queues=["hv.engineering"])
    world.act(task.id, "claim", 1, now=MONDAY_TEN + 1)

    told = asked(first.cursor, MONDAY_TEN + 10_000)
    again = asked(told.cursor, MONDAY_TEN + 20_000)
    full = asked(again.cursor, MONDAY_TEN + RESYNC_AFTER)

    assert [len(each.tasks) for each in (told, again, full)] == [1, 1, 1]
    assert [each.poll_after_s for each in (told, again, full)] == [10, 60, 60]


def test_a_complaint_about_somebody_is_not_in_their_queue(world: World) -> None:
    # Of two other managers neither is taken for her own.
    mara, other, third = (member(name, "manager") for name in ("mara", "max", "mona"))
    for each in (other, third):
        estate.put_member(each)
    (task,) = world.routed(topic="conduct", about="mara")

    assert task.department == "conduct"
    assert asked(who=mara, queues=["hv.conduct"]).tasks == []
    assert len(asked(who=other, queues=["hv.conduct"]).tasks) == 1


def test_a_cursor_does_not_open_a_queue_that_is_not_yours(world: World) -> None:
    theirs = asked(queues=["hv.engineering"]).cursor

    for who in (SAM, CLEO):
        with pytest.raises(Forbidden):
            asked(theirs, who=who)
    with pytest.raises(InvalidInput):
        asked("made-up")
