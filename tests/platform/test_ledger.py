"""Notices through the ledger: never lost, and never doubled but in the one named case."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from msgspec import structs

from chalicelib.cases.contacts.model import hashed
from chalicelib.cases.requests import addresses
from chalicelib.kernel.errors import Unanswered, Unavailable, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.sending import once
from chalicelib.platform.storage import ledger
from chalicelib.platform.storage.ledger import LEASE_MS
from chalicelib.reports import stuck_list as stuck
from chalicelib.reports.stuck import LOST, meaning
from chalicelib.wiring import effect_handlers
from tests.support.builders import (
    DAY,
    HOUR,
    LENA,
    MARA,
    MINUTE,
    MONDAY_TEN,
    PACO,
    SECRET,
    World,
    staff,
)

ROSA = "rosa@example.com"


class Killed(BaseException):
    """The process is gone: nothing of ours may catch it."""


def sending(world: World, send: Callable[[Notice], None]) -> None:
    world.tools = structs.replace(world.tools, deliver=send)


@pytest.fixture
def asked(world: World) -> World:
    """A request with an address that is to be asked for confirmation, the message queued."""
    made = world.submit(contact=ROSA)
    effect_handlers.perform(
        made.request_id, "request", "1#route", now=MONDAY_TEN, tools=world.tools
    )
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


def test_only_what_a_channel_took_was_taken(world: World) -> None:
    ends = {}
    for state in (ledger.SENT, ledger.UNKNOWN, ledger.NEVER):
        ledger.mark(state, now=MONDAY_TEN, state=state)
        ends[state] = (ledger.was_taken(state), ledger.is_over(state))
    ledger.lease("leased", now=MONDAY_TEN)

    assert ends == {"sent": (True, True), "unknown": (False, True), "never": (False, True)}
    for event in ("leased", "nobody's"):
        assert (ledger.was_taken(event), ledger.is_over(event)) == (False, False)


@pytest.mark.parametrize("lost", [1, 2])
def test_of_two_that_follow_a_worker_who_died_one_alone_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    for n in range(lost):
        assert ledger.lease("event", now=MONDAY_TEN + n * (LEASE_MS + 1)) == ledger.MINE
    later = MONDAY_TEN + lost * (LEASE_MS + 1)
    read, other = ledger._read, []

    def read_then_overtaken(event: str) -> object:
        found = read(event)
        if not other:
            other.append("reads")
            other[0] = ledger.lease(event, now=later)
        return found

    monkeypatch.setattr(ledger, "_read", read_then_overtaken)
    mine = ledger.lease("event", now=later)

    assert (mine, other) == (ledger.BUSY, [ledger.MINE if lost == 1 else ledger.UNKNOWN])


def test_while_somebody_is_sending_nobody_else_does(world: World) -> None:
    sent: list[str] = []
    assert ledger.lease("event", now=MONDAY_TEN) == ledger.MINE
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


def unanswered(tried: list[int], clock: list[int]) -> Callable[[Notice], None]:
    def send(notice: Notice) -> None:
        if notice.address == ROSA:
            tried.append(clock[0])
            raise Unanswered("no answer in time")

    return send


def test_what_nobody_answered_is_sent_once_more_after_the_lease_and_never_again(
    asked: World,
) -> None:
    tried: list[int] = []
    clock = [MONDAY_TEN]
    sending(asked, unanswered(tried, clock))
    for minute in range(0, 2 * 24 * 60, 10):
        clock[0] = MONDAY_TEN + minute * MINUTE
        with suppress(Unanswered, Unavailable):
            asked.sweep(clock[0])
        asked.lose()

    assert len(tried) == 2
    assert tried[1] > tried[0] + LEASE_MS


def test_within_the_lease_of_a_try_without_an_answer_nothing_is_sent(asked: World) -> None:
    tried: list[int] = []
    sending(asked, unanswered(tried, [MONDAY_TEN]))
    message = asked.queue[0]
    with pytest.raises(Unanswered):
        asked.drain(MONDAY_TEN)
    for later in (1, LEASE_MS):
        asked.queue = [message]
        with pytest.raises(Unavailable):
            asked.drain(MONDAY_TEN + later)

    assert len(tried) == 1


def test_what_is_not_known_to_have_arrived_is_shown_to_staff_for_a_week(asked: World) -> None:
    sending(asked, unanswered([], [0]))
    message = asked.queue[0]
    with pytest.raises(Unanswered):
        asked.drain(MONDAY_TEN)
    second = MONDAY_TEN + LEASE_MS + 1
    asked.queue = [message]
    asked.drain(second)

    (shown,) = stuck.listed(staff(MARA), "hv", now=second)
    assert meaning(shown.effects) == LOST
    assert (shown.tries, shown.reference != "") == (2, True)
    stuck.tend("hv", now=second + 6 * DAY)
    assert stuck.listed(staff(MARA), "hv", now=second + 6 * DAY) == [shown]
    stuck.tend("hv", now=second + 7 * DAY)
    assert stuck.listed(staff(MARA), "hv", now=second) == []


@pytest.mark.parametrize("error", [Unanswered("no answer"), Undelivered("no", permanent=True)])
def test_a_danger_that_did_not_reach_somebody_goes_to_the_next_person_at_once(
    world: World, error: Undelivered
) -> None:
    good = world.tools.deliver

    def send(notice: Notice) -> None:
        if notice.address in (PACO.address, LENA.address):
            raise error
        good(notice)

    sending(world, send)
    world.submit(words="We are stuck in the lift", topic="trapped")
    for tries in range(3):
        now = MONDAY_TEN + tries * (LEASE_MS + 1)
        world.queue += drained(world, now)

    told = [(notice.address, line["what"]) for notice in world.sent for line in notice.lines]
    assert told.count((MARA.address, "unheard")) == 1


def drained(world: World, now: int) -> list[tuple[str, str, str]]:
    """Do what is queued, whatever fails; return what must come again."""
    again = []
    while world.queue:
        message = world.queue.pop(0)
        try:
            effect_handlers.perform(*message, now=now, tools=world.tools)
        except (Undelivered, Unavailable):
            again.append(message)
    return again


def test_withdrawn_consent_stops_what_is_already_queued(asked: World) -> None:
    request_id = asked.queue[0][0]
    addresses.stop_contact(request_id, hashed("hv", ROSA, secret=SECRET), now=MONDAY_TEN)
    asked.drain(MONDAY_TEN)
    assert asked.sent == []


def test_what_was_sent_is_not_free_again_when_a_late_refusal_gives_it_back(world: World) -> None:
    for event in ("hv-a#1#sent", "hv-a#1#refused"):
        assert ledger.lease(event, now=MONDAY_TEN) == ledger.MINE
    ledger.mark("hv-a#1#sent", now=MONDAY_TEN)
    for event in ("hv-a#1#sent", "hv-a#1#refused"):
        ledger.give_back(event, now=MONDAY_TEN + 1)

    assert ledger.lease("hv-a#1#refused", now=MONDAY_TEN + 1) == ledger.MINE
    assert ledger.lease("hv-a#1#sent", now=MONDAY_TEN + 1) == ledger.SENT


def test_what_the_ledger_knows_goes_by_itself_when_nobody_asks_any_more(world: World) -> None:
    for write in (ledger.lease, ledger.mark):
        write("hv-a#1#tell", now=MONDAY_TEN)
        row = ledger._DELIVERIES.get("sent#hv-a#1#tell")
        assert row.expires_at == (MONDAY_TEN + ledger.KEPT_MS) // 1_000
        ledger.forget(["hv-a#1#tell"])
