"""What Steward hears by itself: once, without addresses, and never about a person."""

import pytest

from chalicelib.feedback import store as opinions
from chalicelib.feedback.model import Opinion
from chalicelib.privacy import erase
from chalicelib.wiring import effect_handlers
from tests.support.builders import DAY, GRACE, MINUTE, MONDAY_TEN, SAM, World, key


def heard(now: int = MONDAY_TEN) -> list[Opinion]:
    return opinions.read(each.id for each in opinions.heard("hv", 0, now + DAY))


def settled(world: World, **changes: object) -> str:
    (task,) = world.routed(**changes)
    world.finished(task.id)
    return task.request


@pytest.mark.parametrize("kind", ["complaint", "suggestion"])
def test_a_complaint_or_suggestion_that_is_sent_in_is_heard(world: World, kind: str) -> None:
    world.routed(kind=kind, topic="noise", words="The bins are emptied at five.")

    (opinion,) = heard()
    assert (opinion.kind, opinion.topic, opinion.building) == (kind, "noise", "tower1")
    assert (opinion.how, opinion.department, opinion.by) == ("form", "", "")
    assert opinion.pending == {}


def test_a_repair_is_no_opinion(world: World) -> None:
    world.routed(kind="repair")

    assert heard() == []


def test_what_is_about_a_person_is_heard_by_nobody_else(world: World) -> None:
    world.routed(kind="complaint", topic="conduct", about="paco", words="He was rude.")

    assert heard() == []


@pytest.mark.parametrize(("fixed", "rating", "kind"), [
    (True, 5, "compliment"), (True, None, "suggestion"), (True, 2, "complaint"),
    (False, None, "complaint"),
])  # fmt: skip
def test_the_words_of_an_answer_are_heard(
    world: World, fixed: bool, rating: int | None, kind: str
) -> None:
    request_id = settled(world)
    said = "Call 9123 4567, it took three visits."

    world.answer(request_id, fixed, rating=rating, comment=said)
    world.drain(MONDAY_TEN)

    (opinion,) = heard()
    assert (opinion.kind, opinion.how) == (kind, "feedback")
    assert opinion.words == "Call …, it took three visits."
    assert opinion.request == request_id


def test_an_answer_without_words_is_no_opinion(world: World) -> None:
    world.answer(settled(world), True, rating=1)
    world.drain(MONDAY_TEN)

    assert heard() == []


def test_what_staff_filed_is_heard_by_their_department(world: World) -> None:
    world.routed(kind="complaint", topic="noise", channel="round", filed_by=SAM.id)

    (opinion,) = heard()
    assert (opinion.how, opinion.department, opinion.by) == ("round", "security", "sam")


def test_the_same_message_twice_hears_once(world: World) -> None:
    request_id = settled(world)
    world.answer(request_id, True, comment="Well done, but late.")
    for message in list(world.queue) * 3:
        effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools)

    assert len(heard()) == 1


def test_a_lost_message_is_heard_by_the_sweep(world: World) -> None:
    request_id = settled(world)
    world.answer(request_id, True, comment="Well done, but late.")
    world.lose()

    for minutes in range(0, 10, 2):
        world.sweep(MONDAY_TEN + GRACE + minutes * MINUTE)

    assert len(heard()) == 1


def test_an_erased_request_takes_its_opinions_with_it(world: World) -> None:
    request_id = settled(world, kind="complaint")
    world.answer(request_id, True, comment="Well done, but late.", key=key("a"))
    world.drain(MONDAY_TEN)
    assert len(heard()) == 2

    erase.erase(request_id, now=MONDAY_TEN, enqueue=world.enqueue)
    for minutes in range(0, 10, 2):
        world.drain(MONDAY_TEN)
        world.sweep(MONDAY_TEN + GRACE + minutes * MINUTE)

    assert heard() == []
