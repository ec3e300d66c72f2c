"""What goes out to residents is counted; what goes to staff about a danger never is."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.kernel import outgoing
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import DAY, HARBOUR, HOUR, MONDAY_TEN, SECRET, World, key


def leave(world: World, request_id: str, address: str, now: int = MONDAY_TEN) -> None:
    addresses.leave_contact(
        request_id, address, prefix="aa", secret=SECRET, now=now, enqueue=world.enqueue
    )
    world.drain(now)


def asked(world: World) -> list[str]:
    return [notice.address for notice in world.sent if notice.template == "confirm_contact"]


def test_a_request_has_three_addresses_in_all_its_life(world: World) -> None:
    made = world.submit(contact="a0@resident.example")
    world.drain(MONDAY_TEN)

    for n in (1, 2, 2):
        leave(world, made.request_id, f"a{n}@resident.example")
    found = requests.aggregate(made.request_id)
    for contact in found.contacts:
        addresses.stop_contact(made.request_id, contact.hash, now=MONDAY_TEN)
    for n in range(3, 60):
        with pytest.raises(InvalidInput) as refused:
            leave(world, made.request_id, f"a{n}@resident.example")
        assert list(refused.value.fields) == ["addresses"]

    assert asked(world) == [f"a{n}@resident.example" for n in range(3)]


def test_one_neighbourhood_has_so_many_addresses_asked_in_an_hour(world: World) -> None:
    made = [world.submit(key=key(n)).request_id for n in range(8)]
    world.drain(MONDAY_TEN)
    for n in range(outgoing.MOST_ASKED + 1):
        leave(world, made[n // 3], f"a{n}@resident.example")

    assert len(asked(world)) == outgoing.MOST_ASKED
    last = world.submit(key=key("last"), contact="b@resident.example")
    world.drain(MONDAY_TEN)
    (contact,) = requests.aggregate(last.request_id).contacts
    assert (contact.refused, contact.pending) == ("limit", {})

    leave(world, last.request_id, "b@resident.example", MONDAY_TEN + HOUR)
    assert asked(world)[-1] == "b@resident.example"
    (contact,) = requests.aggregate(last.request_id).contacts
    assert contact.refused == ""


def test_texts_end_at_the_lid_of_all_and_go_on_the_next_day(world: World) -> None:
    few = structs.replace(world.tools, tuning=lambda: Tuning(texts_a_day=2))
    limited: list[str] = []
    world.tools = structs.replace(few, limited=limited.append)
    made = [world.submit(key=key(n), contact=f"+8529123456{n}").request_id for n in range(3)]
    world.drain(MONDAY_TEN)

    assert (len(asked(world)), limited) == (2, made[2:])
    leave(world, made[2], "+85291234562", MONDAY_TEN + DAY)
    assert len(asked(world)) == 3


@pytest.mark.parametrize(
    ("number", "listed", "goes"),
    [
        ("+85291234567", [], True),
        ("91234567", [], True),
        ("+882161234567", [], False),
        ("00882161234567", [], False),
        ("+8613812345678", [], False),
        ("+8613812345678", ["852", "86"], True),
    ],
)
def test_texts_go_to_the_countries_of_a_community_alone(world: World, number, listed, goes) -> None:
    estate.put_community(structs.replace(HARBOUR, text_countries=listed))
    made = world.submit(contact=number)
    world.drain(MONDAY_TEN)

    (contact,) = requests.aggregate(made.request_id).contacts
    assert (bool(asked(world)), contact.refused) == (goes, "" if goes else "country")
    if not goes:
        with pytest.raises(InvalidInput) as refused:
            leave(world, made.request_id, number)
        assert list(refused.value.fields) == ["country"]


def test_a_danger_is_told_to_staff_whatever_is_counted(world: World) -> None:
    world.tools = structs.replace(world.tools, tuning=lambda: Tuning(texts_a_day=1))
    world.submit(key=key("one"), contact="+85291234560")
    world.submit(words="Fire! Flames in the garage.", contact="+85291234567")
    world.drain(MONDAY_TEN)

    assert asked(world) == ["+85291234560"]
    assert "bundle" in {notice.template for notice in world.sent}
