"""A webhook that is switched off without a manager: told by mail, once, and on the board."""

import pytest
from msgspec import structs

from chalicelib.channels.wording import words
from chalicelib.estate import store as estate
from chalicelib.kernel.called import Called
from chalicelib.kernel.errors import Undelivered
from chalicelib.kernel.history import BACKOFF_MS, GRACE_MS
from chalicelib.programs.webhooks import actions
from chalicelib.programs.webhooks.model import FAILS_MS
from chalicelib.wiring import effect_handlers
from tests.support import clock
from tests.support.builders import LENA, MARA, MONDAY_TEN, World, key, member, staff
from tests.support.door import Door, token_of

from .receiver import BAD, Receiver, made

MAX = member("max", "manager", language="zh-Hant", address="max@acme.example")
GONE_MANAGER = member("ghost", "manager", disabled=True)
OFFLINE = member("olga", "manager", address="")


@pytest.fixture
def receiver(world: World, monkeypatch) -> Receiver:
    for each in (MAX, GONE_MANAGER, OFFLINE):
        estate.put_member(each)
    estate.forget()
    return Receiver(world, monkeypatch)


def fails_for_five_days(receiver: Receiver) -> int:
    """Let every message fail until the webhook is off; return when that was."""
    receiver.usual = BAD
    for number, at in enumerate((MONDAY_TEN, MONDAY_TEN + FAILS_MS)):
        receiver.now = at
        receiver.world.submit(at, key=key(f"n{number}"), words=f"Tap {number} drips.")
        receiver.world.drain(at)
    return MONDAY_TEN + FAILS_MS


def told(world: World) -> dict[str, tuple[str, str]]:
    """Return what was written to whom about webhooks."""
    notices = [each for each in world.sent if each.template.startswith("webhook_")]
    assert len({each.address for each in notices}) == len(notices), "once each"
    return {each.address: words(each) for each in notices}


def test_each_manager_reads_once_in_their_language_that_it_is_off(receiver: Receiver) -> None:
    made(receiver, ["request.received"])
    at = fails_for_five_days(receiver)
    receiver.sweep(at + 10 * GRACE_MS)

    said = told(receiver.world)
    assert set(said) == {"mara@acme.example", "max@acme.example"}
    subject, text = said["mara@acme.example"]
    assert subject == "A webhook was switched off: erp.example"
    assert text.startswith("Harbour View: for five days erp.example did not accept our messages")
    assert text.endswith("/manage/board#settings?community=hv&page=webhooks")
    assert "hooks/steward" not in text, "the path may open something"
    assert not said["max@acme.example"][0].isascii()
    assert said["max@acme.example"][1].startswith("海景花園")


def test_an_address_that_is_gone_is_told_of_as_such(receiver: Receiver) -> None:
    made(receiver, ["request.received"])
    receiver.usual = Called(410)
    receiver.world.submit()
    receiver.world.drain(MONDAY_TEN)
    assert "no longer exists" in told(receiver.world)["mara@acme.example"][1]


def test_a_manager_whose_channel_is_busy_is_told_later_and_the_other_not_again(
    receiver: Receiver,
) -> None:
    made(receiver, ["request.received"])
    world, busy = receiver.world, [True]

    def deliver(notice) -> None:
        if busy and notice.address == MAX.address:
            raise Undelivered("busy")
        world.sent.append(notice)

    world.tools = structs.replace(world.tools, deliver=deliver)
    with pytest.raises(Undelivered):
        fails_for_five_days(receiver)
    assert set(told(world)) == {"mara@acme.example"}
    busy.clear()
    world.lose()
    receiver.sweep(MONDAY_TEN + FAILS_MS + GRACE_MS + BACKOFF_MS[0])
    assert set(told(world)) == {"mara@acme.example", "max@acme.example"}


def test_who_switched_it_off_or_on_again_meanwhile_is_told_nothing(receiver: Receiver) -> None:
    hook = made(receiver, ["request.received"])
    actions.switch(staff(MARA), hook.id, on=False, now=MONDAY_TEN)
    actions.switch(staff(MARA), hook.id, on=True, now=MONDAY_TEN)
    receiver.usual = Called(410)
    world = receiver.world
    world.submit()
    while world.queue:
        if world.queue[0][2].endswith("switched_off"):
            actions.switch(staff(MARA), hook.id, on=True, now=MONDAY_TEN)
        effect_handlers.perform(*world.queue.pop(0), now=MONDAY_TEN, tools=world.tools)
    assert told(world) == {}


def test_the_board_says_so_to_managers_until_it_is_on_again(door: Door, monkeypatch) -> None:
    world = World()
    receiver = Receiver(world, monkeypatch)
    hook = made(receiver, ["request.received"])
    world.tools = structs.replace(world.tools, post=lambda *call: Called(410))
    actions.test(staff(MARA), hook.id, key=key("t"), now=clock.now(), tools=world.tools)
    world.drain(clock.now())

    def board(who):
        answer = door.get("/staff/v1/stuck", headers=token_of(who), query={"community": ["hv"]})
        return answer.json["webhooks"]

    assert [(each["receiver"], each["why"]) for each in board(MARA)] == [("erp.example", "gone")]
    assert board(LENA) == []
    actions.switch(staff(MARA), hook.id, on=True, now=clock.now())
    assert board(MARA) == []
