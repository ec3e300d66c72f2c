"""What residents are told: once, and nothing twice over."""

import pytest

from chalicelib.cases.contacts.wishes import KINDS
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from tests.support.builders import DAY, HOUR, MONDAY_TEN, World, at, key

OURS = ("confirm_contact", "bundle")


def told_of(world: World) -> list[str]:
    return [notice.template for notice in world.sent if notice.template not in OURS]


def with_an_address(world: World) -> str:
    """Submit a request whose resident wants to know all; return its task's id."""
    request_id, hash = a_contact(world, "rosa@resident.example")
    addresses.choose_notices(request_id, hash, KINDS, now=MONDAY_TEN)
    return tasks.of_request(request_id)[0].id


def test_who_was_told_that_somebody_is_on_it_is_not_told_again_at_the_start(world: World) -> None:
    world.finished(with_an_address(world))

    assert told_of(world) == ["in_hand", "resolved"]


def test_who_was_told_nothing_yet_is_told_at_the_start(world: World) -> None:
    task = tasks.get(with_an_address(world))
    assert task is not None

    world.act(task.id, "start", task.version)
    world.drain(MONDAY_TEN)

    assert told_of(world) == ["in_hand"]


def a_contact(world: World, address: str, **changes: object) -> tuple[str, str]:
    """Submit a request whose resident confirmed an address; return it and the address's hash."""
    made = world.submit(contact=address, key=key("".join(filter(str.isalnum, address))))
    world.drain(MONDAY_TEN)
    found = requests.aggregate(made.request_id)
    assert found is not None
    hash = found.contacts[0].hash
    addresses.confirm_contact(made.request_id, hash, now=MONDAY_TEN, **changes)
    return made.request_id, hash


def through(world: World, request_id: str, now: int = MONDAY_TEN) -> None:
    """Take it on, ask, put it off and finish it, the resident told of each at once."""
    steps = [("claim", {}), ("ask", {"reason": "Which tap?"}), ("resume", {}),
             ("pause", {"reason": "A part.", "until": now + DAY}), ("done", {})]  # fmt: skip
    for action, more in steps:
        task = tasks.of_request(request_id)[0]
        world.act(task.id, action, task.version, now=now, **more)
        world.drain(now)


@pytest.mark.parametrize("address", ["rosa@resident.example", "+85291234567"])
def test_an_address_is_told_of_little_until_its_owner_asks_for_more(
    world: World, address: str
) -> None:
    request_id, _ = a_contact(world, address)
    through(world, request_id)
    assert told_of(world) == ["waiting", "resolved"]

    world.sent.clear()
    other, hash = a_contact(world, address.replace("ros", "bel").replace("4567", "4568"))
    addresses.choose_notices(other, hash, ["taken", "put_off", "unheard of"], now=MONDAY_TEN)
    through(world, other)
    assert told_of(world) == ["in_hand", "paused"]


def test_who_confirms_an_address_is_sent_the_receipt_with_its_way_back(world: World) -> None:
    request_id, _ = a_contact(world, "rosa@resident.example", enqueue=world.enqueue)
    world.drain(MONDAY_TEN)
    assert told_of(world) == ["received"]
    assert request_id in world.sent[-1].values["link"]


def test_a_telephone_does_not_ring_at_night_and_mail_does_not_wait(world: World) -> None:
    night, morning = at("2026-03-02 23:30"), at("2026-03-03 08:00")
    text, _ = a_contact(world, "+85291234567")
    world.sent.clear()
    through(world, text, night)
    assert told_of(world) == []
    world.sweep(morning - 60_000)
    assert told_of(world) == []
    world.sweep(morning)
    # What was asked is answered by the work itself by then, so it is not asked any more.
    assert told_of(world) == ["resolved"]
    world.sweep(morning + HOUR)
    assert told_of(world) == ["resolved"]

    mail, _ = a_contact(world, "bo@resident.example")
    through(world, mail, night)
    assert told_of(world) == ["resolved", "waiting", "resolved"]


def test_a_danger_rings_at_night(world: World) -> None:
    night = at("2026-03-02 23:30")
    made = world.submit(contact="+85291234567", topic="gas", words="It smells of gas.")
    world.drain(MONDAY_TEN)
    found = requests.aggregate(made.request_id)
    assert found is not None
    addresses.confirm_contact(made.request_id, found.contacts[0].hash, now=MONDAY_TEN)
    for task in found.tasks:
        world.finished(task.id, night)
    assert told_of(world) == ["resolved"]
