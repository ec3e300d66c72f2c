"""Notices through the ledger: never lost, and never doubled but in the one named case."""

from collections.abc import Callable

import pytest
from msgspec import structs

from chalicelib.domain.contacts import hashed
from chalicelib.domain.errors import Unavailable, Undelivered
from chalicelib.domain.notices import Notice
from chalicelib.storage import ledger
from chalicelib.storage.ledger import LEASE_MS
from chalicelib.usecases import respond, work
from chalicelib.usecases.notify import once
from tests.builders import DAY, HOUR, MINUTE, MONDAY_TEN, SECRET, World

ROSA = "rosa@example.com"


class Killed(BaseException):
    """The process is gone: nothing of ours may catch it."""


def sending(world: World, send: Callable[[Notice], None]) -> None:
    world.tools = structs.replace(world.tools, deliver=send)


@pytest.fixture
def asked(world: World) -> World:
    """A request with an address that is to be asked for confirmation, the message queued."""
    made = world.submit(contact=ROSA)
    work.perform(made.request_id, "request", "1#route", now=MONDAY_TEN, tools=world.tools)
    world.queue = [message for message in world.queue if message[1].startswith("contact#")]
    assert len(world.queue) == 1
    return world


def test_a_channel_that_refuses_is_asked_again_until_it_takes_it(asked: World) -> None:
    tried: list[int] = []
    clock = [MONDAY_TEN]

    def refuse(notice: Notice) -> None:
        tried.append(clock[0])
        if len(tried) < 4:
            raise Undelivered("the mailbox is full")
        asked.sent.append(notice)

    sending(asked, refuse)
    for minute in range(0, 3 * 24 * 60, 1):
        clock[0] = MONDAY_TEN + minute * MINUTE
        try:
            asked.sweep(clock[0]) if minute else asked.drain(clock[0])
        except Undelivered:
            asked.lose()
        if asked.sent:
            break

    minutes = [(instant - MONDAY_TEN) // MINUTE for instant in tried]
    # At once, then after 2, 5 and 30 minutes of back-off, counted from each look.
    assert minutes == [0, 2, 4, 9]
    assert [notice.address for notice in asked.sent] == [ROSA]


def test_a_notice_that_can_never_be_delivered_is_not_tried_for_ever(asked: World) -> None:
    tried: list[str] = []

    def refuse(notice: Notice) -> None:
        if notice.address == ROSA:
            tried.append(notice.event)
            raise Undelivered("no such mailbox", permanent=True)

    sending(asked, refuse)
    asked.drain(MONDAY_TEN)
    for hours in range(1, 48, 6):
        asked.sweep(MONDAY_TEN + hours * HOUR)
    assert len(tried) == 1


def test_the_same_message_five_times_is_one_notice(asked: World) -> None:
    asked.queue *= 5
    asked.drain(MONDAY_TEN)
    assert len(asked.sent) == 1


def test_a_kill_before_sending_loses_nothing(asked: World) -> None:
    def die(notice: Notice) -> None:
        raise Killed

    good = asked.tools.deliver
    sending(asked, die)
    with pytest.raises(Killed):
        asked.drain(MONDAY_TEN)
    sending(asked, good)
    asked.lose()
    for minutes in (3, 6, 12):
        asked.sweep(MONDAY_TEN + minutes * MINUTE)

    assert [notice.address for notice in asked.sent].count(ROSA) == 1


def test_a_kill_between_sending_and_marking_may_repeat_that_one_notice(asked: World) -> None:
    """The one named double: the channel took it, and the process died before it said so."""

    def send_and_die(notice: Notice) -> None:
        asked.sent.append(notice)
        raise Killed

    good = asked.tools.deliver
    sending(asked, send_and_die)
    with pytest.raises(Killed):
        asked.drain(MONDAY_TEN)
    sending(asked, good)
    asked.lose()
    for minutes in (3, 6, 12, 60):
        asked.sweep(MONDAY_TEN + minutes * MINUTE)

    told = [notice.event for notice in asked.sent if notice.address == ROSA]
    assert told == [told[0]] * 2


def test_while_somebody_is_sending_nobody_else_does(world: World) -> None:
    sent: list[str] = []
    assert ledger.lease("event", now=MONDAY_TEN)
    with pytest.raises(Unavailable):
        once("event", lambda: sent.append("second"), now=MONDAY_TEN + LEASE_MS - 1)
    once("event", lambda: sent.append("third"), now=MONDAY_TEN + LEASE_MS + 1)
    once("event", lambda: sent.append("fourth"), now=MONDAY_TEN + DAY)

    assert sent == ["third"]


def test_a_lease_that_was_given_back_need_not_be_waited_for(world: World) -> None:
    def refuse() -> None:
        raise Undelivered("busy")

    sent: list[str] = []
    with pytest.raises(Undelivered):
        once("event", refuse, now=MONDAY_TEN)
    once("event", lambda: sent.append("now"), now=MONDAY_TEN + 1)
    assert sent == ["now"]


def test_withdrawn_consent_stops_what_is_already_queued(asked: World) -> None:
    request_id = asked.queue[0][0]
    respond.stop_contact(request_id, hashed("hv", ROSA, secret=SECRET), now=MONDAY_TEN)
    asked.drain(MONDAY_TEN)
    assert asked.sent == []
