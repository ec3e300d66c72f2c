"""Words without a topic: what becomes of them, from the sending to the correction."""

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.tuning import Tuning
from tests.support import clock
from tests.support.builders import MARA, MONDAY_TEN, World, key, staff
from tests.support.door import Door
from tests.support.neighbours import reported
from tests.support.pages import PATH, fields_of

SECOND = 1_000


def told(world: World, words: str, **more):
    made = world.submit(words=words, **{"topic": "", **more})
    world.drain(MONDAY_TEN)
    return requests.get(made.request_id)


def test_clear_words_are_taken_for_their_topic_and_say_that_they_were(world: World) -> None:
    request = told(world, "The lift is out of order again")

    assert (request.topic, request.guesses[0]) == ("lift_stopped", "lift_stopped")
    assert request.joinable
    assert {task.department for task in tasks.of_request(request.id)} == {"engineering"}


@pytest.mark.parametrize(("words", "more"), [
    ("Hello, please call me", {}),
    ("The lift is out of order again", {"topic": "other"}),
    ("The lift is out of order again", {"kind": "question"}),
    ("Your guard was very rude to me", {}),
])  # fmt: skip
def test_what_is_not_clear_was_chosen_or_is_about_a_person_is_left_to_people(
    world: World, words: str, more: dict[str, str]
) -> None:
    request = told(world, words, **more)

    assert request.guesses == []
    assert request.topic in ("other", "question")


def test_a_danger_goes_where_it_went_whatever_else_the_words_are_about(world: World) -> None:
    request = told(world, "Somebody is trapped in the lift, it is out of order")

    assert (request.guesses, request.priority) == ([], "urgent")


def test_a_frozen_topic_is_not_guessed_and_nothing_is_refused(world: World) -> None:
    request = told(world, "The lift is out of order again",
                   tuning=Tuning(frozen=frozenset({"lift_stopped"})))  # fmt: skip

    assert request.topic != "lift_stopped"


def test_the_same_words_are_the_same_request_whatever_is_guessed(world: World) -> None:
    first = world.submit(topic="", words="The lift is out of order again")
    again = world.submit(topic="", words="The lift is out of order again")

    assert (again.request_id, again.replayed) == (first.request_id, True)


def test_a_correction_takes_the_mark_away(world: World) -> None:
    request = told(world, "The lift is out of order again")
    (task,) = tasks.of_request(request.id)

    retopic(task.id, "dirty", emergency=None, version=None, key=key("re"), staff=staff(MARA),
            now=MONDAY_TEN, enqueue=world.enqueue)  # fmt: skip

    assert (requests.get(request.id).topic, requests.get(request.id).guesses) == ("dirty", [])


def test_words_without_a_topic_are_offered_what_is_known_in_its_first_minute(door: Door) -> None:
    world, now = World(), clock.now()
    form = door.get(PATH).text
    reported(world, now - 59 * SECOND, topic="lift_stopped", words="Lift is dead")
    reported(world, now - 58 * SECOND, topic="lift_stopped", words="No lift!", key=key("two"))
    fields = fields_of(form) | {"topic": "", "where": "here", "words": "the lift is not working"}

    answer = door.post_form(PATH, fields)

    assert answer.status == 409
    assert "2 other people" in answer.text or "2 people" in answer.text
