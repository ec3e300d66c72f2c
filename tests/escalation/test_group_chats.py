"""A department's group chat hears what concerns the department as one, and nothing else."""

from msgspec import structs

from chalicelib.estate import store as estate
from tests.support.builders import HARBOUR, HOUR, MINUTE, MONDAY_TEN, World
from tests.support.receivers import ROBOT

LATE = MONDAY_TEN + 4 * HOUR


def with_chat(department: str = "engineering") -> None:
    estate.put_community(structs.replace(HARBOUR, chats={department: ROBOT}))


def to_group(world: World):
    return [notice for notice in world.sent if notice.channel == "chat"]


def test_the_group_hears_of_a_task_that_nobody_has_once(world: World) -> None:
    with_chat()
    world.routed()
    for minute in range(6):
        world.sweep(LATE + minute * MINUTE)

    (notice,) = to_group(world)
    assert notice.address == ROBOT
    assert notice.lang == "zh-Hant"
    assert len(notice.lines) == 1


def test_the_group_hears_nothing_of_what_somebody_has_in_hand(world: World) -> None:
    with_chat()
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)
    for minute in range(6):
        world.sweep(LATE + minute * MINUTE)

    assert to_group(world) == []


def test_an_urgent_task_is_told_to_the_group_at_once(world: World) -> None:
    with_chat("fire_safety")
    world.routed(words="There is a fire in the lift!", topic="fire")

    assert [line["what"] for notice in to_group(world) for line in notice.lines] == ["urgent"]


def test_a_department_without_a_chat_is_told_as_ever(world: World) -> None:
    world.routed()
    world.sweep(LATE)
    world.sweep(LATE + 3 * MINUTE)

    assert world.sent and not to_group(world)
