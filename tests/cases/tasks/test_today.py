"""What somebody did today: their own steps since midnight where they work, and no others'."""

from chalicelib.cases.tasks.today import deeds
from tests.support.builders import HOUR, LENA, MONDAY_TEN, PACO, World, at, key, move_in, staff

QUEUE = ["hv.engineering"]


def did(who, now: int) -> list[tuple[str, str]]:
    return [(deed.action, deed.task.topic) for deed in deeds(staff(who), QUEUE, now=now)]


def test_a_day_is_told_by_its_steps_the_latest_first(tables):
    move_in()
    world = World()
    (leak,) = world.routed(key=key("leak"), topic="leak")
    (light,) = world.routed(key=key("light"), topic="lighting")
    world.act(leak.id, "claim", 1, by=PACO, now=MONDAY_TEN + HOUR)
    world.act(light.id, "claim", 1, by=PACO, now=MONDAY_TEN + 2 * HOUR)
    world.act(leak.id, "done", 2, by=PACO, now=MONDAY_TEN + 3 * HOUR, clean=True)

    assert did(PACO, MONDAY_TEN + 4 * HOUR) == [
        ("done", "leak"),
        ("claim", "lighting"),
        ("claim", "leak"),
    ]


def test_what_others_did_and_what_was_yesterday_is_no_part_of_it(tables):
    move_in()
    world = World()
    (leak,) = world.routed(key=key("leak"), topic="leak")
    world.act(leak.id, "claim", 1, by=PACO, now=MONDAY_TEN + HOUR)

    assert did(LENA, MONDAY_TEN + 2 * HOUR) == []
    assert did(PACO, at("2026-03-03 00:00")) == []

    world.act(leak.id, "start", 2, by=PACO, now=at("2026-03-03 09:30"))
    assert did(PACO, at("2026-03-03 10:00")) == [("start", "leak")]
