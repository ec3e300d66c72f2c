"""What happens is told to other programs: none lost, none twice but after a failure."""

import pytest
import standardwebhooks.webhooks as standard
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.kernel.called import Called
from chalicelib.kernel.history import GRACE_MS
from chalicelib.programs.webhooks import actions, store
from chalicelib.programs.webhooks.model import (
    BOTH_SIGN_MS,
    DEAD,
    DEAD_KEPT_MS,
    DELIVERED,
    FAILING,
    FAILS_MS,
    GONE,
    WAITS_MS,
)
from chalicelib.wiring import effect_handlers
from tests.support.builders import DAY, HOUR, MARA, MONDAY_TEN, World, key, staff

from .receiver import BAD, SLOW, Receiver, log, made, secret

ONE = ["request.received"]


@pytest.fixture
def receiver(world: World, monkeypatch) -> Receiver:
    return Receiver(world, monkeypatch)


def test_a_request_is_told_from_its_first_word_to_its_last(receiver: Receiver) -> None:
    made(receiver)
    world = receiver.world
    (task,) = world.routed()
    world.finished(task.id)
    world.answer(task.request, fixed=True)
    world.drain(MONDAY_TEN)

    assert receiver.types() == [
        "request.received", "request.routed", "request.in_progress",
        "request.in_progress", "request.resolved", "request.closed", "feedback.given",
    ]  # fmt: skip
    told = [said["data"] for _, said, _ in receiver.got]
    assert {each["request"] for each in told} == {task.request}
    assert [each["version"] for each in told] == sorted(each["version"] for each in told)
    assert told[-1]["state"] == "closed"
    assert len({headers["webhook-id"] for headers, _, _ in receiver.got}) == 7
    assert "drips" not in repr(told)


def test_what_waits_and_what_is_late_is_told(receiver: Receiver) -> None:
    made(receiver)
    world = receiver.world
    (task,) = world.routed()
    for days in range(1, 4):
        receiver.sweep(MONDAY_TEN + days * DAY)
    assert "task.late" in receiver.types()
    late = next(said["data"] for _, said, _ in receiver.got if said["type"] == "task.late")
    assert (late["task"], late["department"]) == (task.id, "engineering")


def test_without_a_webhook_nothing_is_owed_and_the_next_department_is_not_told(world) -> None:
    (task,) = world.routed()
    steps = requests.get(task.request).steps
    assert "route" in {step.action for step in steps.values()}
    assert store.of_community("hv") == []
    assert not estate.community("hv", now=MONDAY_TEN).hooks


def test_a_lost_message_is_sent_by_the_sweep_and_the_same_effect_twice_is_once(receiver) -> None:
    made(receiver, ONE)
    world = receiver.world
    world.submit()
    world.lose()
    receiver.sweep(MONDAY_TEN + GRACE_MS)
    assert receiver.types() == ONE

    (one,) = log(store.of_community("hv")[0])
    for name in ("1#post", "1#post"):
        world.enqueue(*store.POSTINGS.key(one), name)
    world.drain(MONDAY_TEN + GRACE_MS)
    assert receiver.types() == ONE


def test_two_workers_at_one_delivery_send_it_once(receiver: Receiver) -> None:
    hook = made(receiver, ONE)
    world = receiver.world
    world.submit()

    def meanwhile(url, body, headers):
        (one,) = log(hook)
        world.enqueue(*store.POSTINGS.key(one), "1#post")
        if len(receiver.got) < 3:
            answer = receiver.post(url, body, headers)

            effect_handlers.perform(*world.queue.pop(), now=MONDAY_TEN, tools=world.tools)
            return answer
        raise AssertionError("sent twice")

    world.tools = structs.replace(world.tools, post=meanwhile)
    world.drain(MONDAY_TEN)
    assert receiver.types() == ONE
    assert log(hook)[0].state == DELIVERED


def test_a_worker_that_died_while_sending_is_followed_after_its_lease(receiver: Receiver) -> None:
    made(receiver, ONE)
    world = receiver.world
    world.submit()

    class Killed(BaseException):
        pass

    def dies(url, body, headers):
        receiver.post(url, body, headers)
        raise Killed

    alive = world.tools
    world.tools = structs.replace(alive, post=dies)
    with pytest.raises(Killed):
        world.drain(MONDAY_TEN)
    world.lose()
    world.tools = alive
    receiver.sweep(MONDAY_TEN + GRACE_MS)
    receiver.sweep(MONDAY_TEN + 10 * GRACE_MS)
    assert len(receiver.got) == 2
    assert len({headers["webhook-id"] for headers, _, _ in receiver.got}) == 1


@pytest.mark.parametrize("answer", [BAD, SLOW, Called(302), Called(why="address")])
def test_a_failure_is_tried_again_nine_times_in_three_days_and_then_is_dead(
    receiver: Receiver, answer
) -> None:
    hook = made(receiver, ONE)
    receiver.usual = answer
    receiver.world.submit()
    receiver.world.drain(MONDAY_TEN)
    at = MONDAY_TEN
    for wait in WAITS_MS:
        receiver.sweep(at + wait - 1)
        tried = len(receiver.got)
        at += wait
        receiver.sweep(at)
        assert len(receiver.got) == tried + 1
    receiver.sweep(at + DAY)

    (dead,) = log(hook)
    assert (dead.state, dead.attempts, dead.due_at) == (DEAD, 10, dead.ended_at + DEAD_KEPT_MS)
    assert sum(WAITS_MS) < 3 * DAY
    receiver.usual = Called(204)
    for _ in range(2):
        actions.again(
            staff(MARA), hook.id, store.number(dead), now=at + DAY, tools=receiver.world.tools
        )
    receiver.sweep(at + DAY)
    assert log(hook)[0].state == DELIVERED
    assert len(receiver.got) == 11
    assert len({headers["webhook-id"] for headers, _, _ in receiver.got}) == 1


def test_who_asks_to_wait_is_waited_for(receiver: Receiver) -> None:
    made(receiver, ONE)
    receiver.answers = [Called(429, wait_s=3600)]
    receiver.world.submit()
    receiver.world.drain(MONDAY_TEN)
    receiver.sweep(MONDAY_TEN + HOUR - 1)
    assert len(receiver.got) == 1
    receiver.sweep(MONDAY_TEN + HOUR)
    assert len(receiver.got) == 2


def test_five_days_of_failure_switch_off_and_a_success_between_forgives(receiver) -> None:
    hook = made(receiver, ONE)
    world, number = receiver.world, 0

    def another(at: int, answer: Called) -> str:
        nonlocal number
        number += 1
        receiver.now, receiver.usual = at, answer
        world.submit(at, key=key(f"n{number}"), words=f"Tap {number} drips.")
        world.drain(at)
        return store.get(hook.id).off

    assert another(MONDAY_TEN, BAD) == ""
    assert another(MONDAY_TEN + DAY, Called(200)) == ""
    assert another(MONDAY_TEN + 2 * DAY, BAD) == ""
    assert another(MONDAY_TEN + FAILS_MS + DAY, BAD) == ""
    assert another(MONDAY_TEN + FAILS_MS + 2 * DAY, BAD) == FAILING
    sent = len(receiver.got)
    assert another(MONDAY_TEN + FAILS_MS + 3 * DAY, BAD) == FAILING
    assert len(receiver.got) == sent
    on = actions.switch(staff(MARA), hook.id, on=True, now=MONDAY_TEN + 9 * DAY)
    assert (on.off, on.failing_since) == ("", None)


def test_an_address_that_is_gone_is_switched_off_at_once(receiver: Receiver) -> None:
    hook = made(receiver, ONE)
    receiver.answers = [Called(410)]
    receiver.world.submit()
    receiver.world.drain(MONDAY_TEN)
    assert store.get(hook.id).off == GONE
    assert log(hook)[0].state == DEAD


def test_after_a_rotation_both_secrets_verify_for_a_day(receiver: Receiver) -> None:
    hook = made(receiver, ONE)
    new = actions.rotate(staff(MARA), hook.id, version=1, now=MONDAY_TEN)
    receiver.secrets = [secret(hook), secret(new)]
    receiver.world.submit()
    receiver.world.drain(MONDAY_TEN)
    assert len(receiver.got) == 1

    receiver.now = MONDAY_TEN + BOTH_SIGN_MS
    receiver.world.submit(receiver.now, key=key("b"), words="It leaks.")
    with pytest.raises(standard.WebhookVerificationError):
        receiver.world.drain(receiver.now)


def test_words_and_addresses_go_where_they_may_as_they_are_when_sent(receiver: Receiver) -> None:
    made(receiver, ONE, words=True)
    receiver.answers = [BAD]
    (task,) = receiver.world.routed(contact="rosa@home.example")
    told = receiver.got[0][1]["data"]["told"]
    assert told["words"] == "Water drips from the ceiling."
    assert told["contacts"] == ["rosa@home.example"]
    looks = requests.aggregate(task.request).looks
    assert [(look.by_name, look.by.split(":")[0]) for look in looks] == [("erp.example", "webhook")]
    assert "drips" not in repr(log(store.of_community("hv")[0]))


def test_a_complaint_about_a_person_is_told_to_no_program(receiver: Receiver) -> None:
    made(receiver)
    receiver.world.routed(topic="conduct", words="He shouted at me.")
    assert receiver.got == []


def test_a_test_is_sent_once_a_key(receiver: Receiver) -> None:
    hook = made(receiver, ONE)
    for _ in range(2):
        actions.test(staff(MARA), hook.id, key=key("t"), now=MONDAY_TEN, tools=receiver.world.tools)
    receiver.world.drain(MONDAY_TEN)
    assert receiver.types() == ["webhook.test"]
