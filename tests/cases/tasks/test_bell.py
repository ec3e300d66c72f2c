"""The bell: an urgent task rings until somebody takes it on, for who may see it and nobody else."""

import pytest
from msgspec import structs

from chalicelib.cases.tasks import bell
from chalicelib.cases.tasks.bell import ringing
from chalicelib.estate import store as estate
from chalicelib.estate.permissions import queues_of
from tests.support.builders import (
    CLEO,
    MARA,
    MONDAY_TEN,
    OTTO,
    PACO,
    SAM,
    World,
    key,
    member,
    staff,
)
from tests.support.calls import counted


def hears(person) -> list[str]:
    return [task.department for task in ringing(staff(person), queues_of(staff(person)))]


def trapped(world: World):
    return {task.department: task for task in world.routed(topic="trapped", words="We are stuck!")}


def test_who_may_see_it_hears_it_and_nobody_else_does(world: World) -> None:
    found = trapped(world)

    assert hears(PACO) == ["engineering"]
    assert hears(SAM) == ["security"]
    assert sorted(hears(MARA)) == sorted(found)
    assert hears(CLEO) == hears(OTTO) == []


@pytest.mark.parametrize("action", ["claim", "start"])
def test_it_rings_until_somebody_takes_it_on(world: World, action: str) -> None:
    task = trapped(world)["engineering"]
    verdict = world.act(task.id, action, 1)

    assert verdict.task.version == 2
    assert hears(PACO) == []


def test_a_flood_of_another_department_silences_no_bell(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "MOST", 2)
    for n in range(3):
        world.routed(key=key(f"{n}-crime"), words="A man with a knife", topic="other")
    world.routed(key=key("gas"), words="I smell gas", now=MONDAY_TEN + 1)

    assert hears(PACO) == ["engineering"]
    assert len(hears(SAM)) == 2


def test_it_rings_again_when_whoever_took_it_gives_it_back(world: World) -> None:
    task = trapped(world)["engineering"]
    world.act(task.id, "claim", 1)
    world.act(task.id, "release", 2)

    assert hears(PACO) == ["engineering"]


def test_what_is_not_urgent_rings_nowhere(world: World) -> None:
    world.routed()

    assert hears(PACO) == hears(MARA) == []


def test_while_nothing_rings_it_is_one_query_and_never_the_queue(world: World) -> None:
    for n in range(3):
        world.routed(key=f"key-{n}".ljust(22, "0"), words=f"Tap {n} drips")
    boss = member("boss", "manager")
    estate.put_member(structs.replace(boss))
    queues = queues_of(staff(boss))

    with counted() as calls:
        assert ringing(staff(boss), queues) == []
    assert calls == ["Query"]
