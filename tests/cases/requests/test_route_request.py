"""Routing: a plan in one write, its tasks once each, whatever dies in between."""

import pytest

from chalicelib.cases.requests import route_request
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.plan import verdict
from chalicelib.cases.tasks import store as tasks
from chalicelib.wiring import effect_handlers
from tests.support.builders import GRACE, MONDAY_TEN, World


def test_a_burst_pipe_is_one_request_and_two_tasks(world: World) -> None:
    made = world.routed(topic="burst_pipe")

    assert {task.department for task in made} == {"engineering", "cleaning"}
    request = requests.get(made[0].request)
    assert request is not None
    assert sorted(request.plan) == sorted(task.id for task in made)
    assert request.pending == {}


def test_the_same_message_twice_makes_one_task(world: World) -> None:
    made = world.submit()
    message = (made.request_id, "request", "1#route")

    outcomes = [
        effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools) for _ in range(2)
    ]

    assert outcomes == ["done", "nothing to do"]
    assert len(tasks.of_request(made.request_id)) == 1


def test_a_kill_after_the_first_of_two_task_puts_never_settles_the_request(
    world: World, monkeypatch
) -> None:
    made = world.submit(topic="burst_pipe")
    put = tasks.insert

    def once(task):
        monkeypatch.setattr(route_request.tasks, "insert", die)
        return put(task)

    def die(task):
        raise KeyboardInterrupt

    monkeypatch.setattr(route_request.tasks, "insert", once)
    try:
        world.drain(MONDAY_TEN)
    except KeyboardInterrupt:
        monkeypatch.setattr(route_request.tasks, "insert", put)
    (first,) = tasks.of_request(made.request_id)
    world.finished(first.id)

    request = requests.get(made.request_id)
    assert request is not None and request.state == "open"
    assert verdict(request, tasks.of_request(made.request_id)) is None

    world.sweep(MONDAY_TEN + GRACE)
    second = next(t for t in tasks.of_request(made.request_id) if t.id != first.id)
    world.finished(second.id, MONDAY_TEN + GRACE)
    request = requests.get(made.request_id)
    assert request is not None and request.state == "resolved"


def test_a_lost_message_is_sent_again_by_the_sweep(world: World) -> None:
    made = world.submit()
    world.lose()

    world.sweep(MONDAY_TEN + GRACE - 1)
    assert tasks.of_request(made.request_id) == []

    world.sweep(MONDAY_TEN + GRACE)
    assert len(tasks.of_request(made.request_id)) == 1


def test_an_address_given_with_the_first_words_moves_into_an_item_of_its_own(world: World) -> None:
    made = world.submit(contact="Rosa@home.example")
    world.drain(MONDAY_TEN)

    found = requests.aggregate(made.request_id)
    assert found is not None
    assert found.request.contact == ""
    assert [contact.address for contact in found.contacts] == ["rosa@home.example"]
    assert [notice.template for notice in world.sent] == ["confirm_contact"]


def test_an_address_is_asked_also_when_all_was_done_before_a_kill_let_it_be_put(
    world: World, monkeypatch
) -> None:
    made = world.submit(contact="rosa@resident.example")

    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(route_request, "contact_moved", die)
        with pytest.raises(KeyboardInterrupt):
            world.drain(MONDAY_TEN)
    world.finished(tasks.of_request(made.request_id)[0].id)
    assert requests.get(made.request_id).state == "resolved"

    world.sweep(MONDAY_TEN + GRACE)

    found = requests.aggregate(made.request_id)
    assert [contact.address for contact in found.contacts] == ["rosa@resident.example"]
    assert found.request.pending == {} and found.request.contact == ""
    assert [notice.address for notice in world.sent] == ["rosa@resident.example"]
