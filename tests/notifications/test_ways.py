"""Ways to reach a member of staff: tested by a message, and by a person who says it arrived."""

from contextlib import suppress

import pytest
from msgspec import structs

from chalicelib.channels.wording import words
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import InvalidInput, Limited, Unanswered, Undelivered
from chalicelib.notifications.ways import actions as ways
from chalicelib.notifications.ways import store as stored
from chalicelib.notifications.ways.model import Phone, mark_of, state_of
from tests.support.builders import MINUTE, MONDAY_TEN, PACO, World, staff

MAIL = mark_of("email", PACO.address)
PHONE = Phone(endpoint="https://fcm.googleapis.com/fcm/send/a", p256dh="k", auth="a", at=MONDAY_TEN)
RINGS = mark_of("push", PHONE.endpoint)


def tested(world: World, now: int = MONDAY_TEN) -> None:
    ways.ask_test(staff(PACO), now=now, enqueue=world.enqueue)
    world.drain(now)


def state() -> str:
    return state_of(PACO, stored.get(PACO.login))


def test_a_way_is_tested_when_its_owner_says_that_the_test_arrived(world: World) -> None:
    assert state() == "untested"
    tested(world)

    (notice,) = world.sent
    assert (notice.channel, notice.address) == ("email", PACO.address)
    assert "test" in words(notice)[0].lower()
    assert state() == "untested"
    ways.say(staff(PACO), MAIL, arrived=True, now=MONDAY_TEN)
    assert state() == "tested"


@pytest.mark.parametrize(
    ("error", "outcome", "tries"),
    [
        # At once, after the grace, and a last time when nobody waits for it any more.
        (Undelivered("no"), "refused", 3),
        (Undelivered("never", permanent=True), "refused", 1),
        (Unanswered("?"), "unknown", 1),
    ],
)
def test_what_the_channel_says_is_shown_and_only_a_busy_one_is_asked_again(
    world: World, error: Undelivered, outcome: str, tries: int
) -> None:
    tried: list[str] = []

    def send(notice) -> None:
        tried.append(notice.event)
        raise error

    world.tools = structs.replace(world.tools, deliver=send)
    with suppress(Undelivered):  # the message comes again
        tested(world)
    for minutes in (3, 10, 60):
        with suppress(Undelivered):
            world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert ways.of(staff(PACO)).tests[MAIL].outcome == outcome
    assert (len(tried), state()) == (tries, "failed")


def test_what_did_not_arrive_is_no_tested_way_and_a_new_address_is_another_way(
    world: World,
) -> None:
    tested(world)
    ways.say(staff(PACO), MAIL, arrived=False, now=MONDAY_TEN)
    assert state() == "failed"
    ways.say(staff(PACO), MAIL, arrived=True, now=MONDAY_TEN)

    moved = structs.replace(PACO, address="new@acme.example")
    assert state_of(moved, stored.get(PACO.login)) == "untested"
    assert state_of(structs.replace(PACO, address=""), stored.get(PACO.login)) == "missing"


def test_one_test_a_minute_and_none_without_a_way(world: World) -> None:
    tested(world)
    with pytest.raises(Limited):
        ways.ask_test(staff(PACO), now=MONDAY_TEN + MINUTE - 1, enqueue=world.enqueue)
    tested(world, MONDAY_TEN + MINUTE)
    assert len(world.sent) == 2

    estate.put_member(structs.replace(PACO, channel="none"))
    with pytest.raises(InvalidInput):
        ways.ask_test(staff(PACO), now=MONDAY_TEN + 2 * MINUTE, enqueue=world.enqueue)


def test_a_pocketed_phone_rings_with_what_is_urgent_and_says_no_words(world: World) -> None:
    ways.add_phone(staff(PACO), PHONE)
    world.routed(topic="trapped", words="My mother is stuck!", contact="+85291234567")

    (notice,) = [each for each in world.sent if each.channel == "push"]
    assert notice.address == ways.encoded(PHONE)
    subject, body = words(notice)
    assert "Lift 2" in subject
    assert body.endswith("/staff/app")
    assert "mother" not in body + subject
    assert "9123" not in body + subject


def test_what_can_wait_rings_no_phone(world: World) -> None:
    ways.add_phone(staff(PACO), PHONE)
    world.routed()
    for hours in (4, 5, 7):
        world.sweep(MONDAY_TEN + hours * 60 * MINUTE)
        world.sweep(MONDAY_TEN + hours * 60 * MINUTE + 2 * MINUTE)

    assert world.sent
    assert all(notice.channel != "push" for notice in world.sent)


def test_a_push_service_that_fails_holds_no_message_up_and_a_lost_phone_is_forgotten(
    world: World,
) -> None:
    ways.add_phone(staff(PACO), PHONE)
    good = world.tools.deliver

    def send(notice) -> None:
        if notice.channel == "push":
            raise Undelivered("gone", permanent=True)
        good(notice)

    world.tools = structs.replace(world.tools, deliver=send)
    world.routed(topic="trapped", words="We are stuck!")

    assert [n.address for n in world.sent].count(PACO.address) == 1
    assert ways.of(staff(PACO)).phones == {}


def test_a_push_service_that_says_nothing_is_asked_for_one_phone_alone(world: World) -> None:
    for n in range(3):
        ways.add_phone(staff(PACO), structs.replace(PHONE, endpoint=f"{PHONE.endpoint}{n}", at=n))
    good, tried = world.tools.deliver, []

    def send(notice) -> None:
        if notice.channel == "push":
            tried.append(notice.address)
            raise Unanswered("silence")
        good(notice)

    world.tools = structs.replace(world.tools, deliver=send)
    world.routed(topic="trapped", words="We are stuck!")

    assert len(tried) == 1
    assert [n.address for n in world.sent].count(PACO.address) == 1
    assert len(ways.of(staff(PACO)).phones) == 3


def test_a_person_keeps_the_five_newest_phones(world: World) -> None:
    for n in range(7):
        ways.add_phone(staff(PACO), structs.replace(PHONE, endpoint=f"{PHONE.endpoint}{n}", at=n))

    kept = {phone.at for phone in ways.of(staff(PACO)).phones.values()}
    assert kept == {2, 3, 4, 5, 6}
