"""What residents are told: once, and nothing twice over."""

from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from tests.support.builders import MONDAY_TEN, World


def told_of(world: World) -> list[str]:
    return [notice.template for notice in world.sent if notice.template != "confirm_contact"]


def with_an_address(world: World) -> str:
    """Submit a request whose resident confirmed an address; return its task's id."""
    made = world.submit(contact="rosa@resident.example")
    world.drain(MONDAY_TEN)
    found = requests.aggregate(made.request_id)
    assert found is not None
    resident_actions.confirm_contact(made.request_id, found.contacts[0].hash, now=MONDAY_TEN)
    return found.tasks[0].id


def test_who_was_told_that_somebody_is_on_it_is_not_told_again_at_the_start(world: World) -> None:
    world.finished(with_an_address(world))

    assert told_of(world) == ["in_hand", "resolved"]


def test_who_was_told_nothing_yet_is_told_at_the_start(world: World) -> None:
    task = tasks.get(with_an_address(world))
    assert task is not None

    world.act(task.id, "start", task.version)
    world.drain(MONDAY_TEN)

    assert told_of(world) == ["in_hand"]
