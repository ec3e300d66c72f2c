"""Submitting: once per key, in three calls, and nothing stored when it is refused."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.estate.model import RETIRED_FOR_MS
from chalicelib.kernel import limits
from chalicelib.kernel.errors import (
    InvalidInput,
    KeyReused,
    Limited,
    NotFound,
    Retired,
    Unavailable,
)
from chalicelib.kernel.times import HOUR_MS
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import DAY, LIFT, LOBBY, MINUTE, MONDAY_TEN, World, key
from tests.support.calls import counted


def test_a_submit_counts_puts_and_sends_once(world: World) -> None:
    world.submit(key=key("warm"))

    with counted() as calls:
        world.submit(now=MONDAY_TEN + 1)

    assert calls == ["UpdateItem", "PutItem"]
    assert len(world.queue) == 2


def test_a_replayed_key_gives_the_same_request_in_three_calls(world: World) -> None:
    first = world.submit()

    with counted() as calls:
        again = world.submit(now=MONDAY_TEN + 1)

    assert (again.request_id, again.reference) == (first.request_id, first.reference)
    assert again.replayed
    assert len(calls) == 3
    assert len(world.queue) == 1


def test_a_replay_thirteen_days_later_is_the_same_request(world: World) -> None:
    assert world.submit(now=MONDAY_TEN + 13 * DAY).request_id == world.submit().request_id


def test_the_same_key_with_other_words_changes_nothing(world: World) -> None:
    first = world.submit()
    before = requests.get(first.request_id)

    with pytest.raises(KeyReused) as refused:
        world.submit(words="Something else.")

    assert refused.value.reference == first.reference
    assert requests.get(first.request_id) == before


def test_the_same_key_at_another_place_is_another_request(world: World) -> None:
    assert world.submit().request_id != world.submit(place=LOBBY.code).request_id


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("words", {"words": ""}),
        ("words", {"words": " \u200b\n "}),
        ("words", {"words": "x" * 5_000}),
        ("topic", {"topic": "no_such_topic"}),
        ("kind", {"kind": "order"}),
        ("contact", {"contact": "rosa at home"}),
        ("contact", {"contact": "rosa@x.example\nBcc: all@x.example"}),
        ("key", {"key": "short"}),
        ("spot", {"spot": "x" * 200}),
        ("answers", {"answers": {"q": "x" * 500}}),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(world: World, field: str, changes) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.submit(**changes)

    assert field in refused.value.fields
    assert world.queue == []


def test_an_unknown_label_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.submit(place="00000000000000")


def test_a_retired_label_says_for_ninety_days_what_replaced_it(world: World) -> None:
    retired = structs.replace(LIFT, replaced_by=LOBBY.code, retired_at=MONDAY_TEN)
    estate.put_place(retired)

    with pytest.raises(Retired) as refused:
        world.submit()
    assert refused.value.place == LOBBY.code

    with pytest.raises(NotFound) as later:
        world.submit(now=MONDAY_TEN + RETIRED_FOR_MS + 1)
    assert not isinstance(later.value, Retired)


def test_a_flood_from_one_place_is_limited_and_an_emergency_is_not(world: World) -> None:
    most = limits.LIMITS["m"].most
    for n in range(most):
        world.submit(key=key(f"n{n}-"), words=f"Lamp {n} is dark.")

    with pytest.raises(Limited) as refused:
        world.submit(key=key("more"))
    assert 0 < refused.value.retry_after_s <= 60
    assert world.submit(key=key("gas"), words="I smell gas on the stairs!").reference
    assert world.submit(now=MONDAY_TEN + MINUTE, key=key("later"))


def test_control_and_direction_characters_are_not_stored(world: World) -> None:
    made = world.submit(words="Lift\u202e2 \x07is\r\nstuck")

    stored = requests.get(made.request_id)
    assert stored is not None
    assert stored.words == "Lift2 is\nstuck"


def test_a_request_that_is_sent_again_and_again_counts_once(world: World) -> None:
    for _ in range(48):
        world.submit()

    others = [world.submit(key=key(f"n{n}-"), words=f"Lamp {n} is dark.") for n in range(2, 13)]
    assert len({made.request_id for made in others}) == limits.LIMITS["m"].most - 1


def test_a_full_minute_does_not_refuse_what_was_taken_before(world: World) -> None:
    first = world.submit()
    for n in range(2, limits.LIMITS["m"].most + 1):
        world.submit(key=key(f"n{n}-"), words=f"Lamp {n} is dark.")

    assert world.submit().request_id == first.request_id


def test_a_request_that_was_counted_and_lost_before_its_put_is_stored_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, pytest.raises(Unavailable):
        broken.setattr(requests, "insert", unanswered)
        world.submit()

    again = world.submit(now=MONDAY_TEN + 1)

    assert not again.replayed
    assert requests.get(again.request_id) is not None


def test_the_same_words_from_many_hands_are_already_reported(world: World) -> None:
    few = Tuning(limits=limits.LIMITS | {"w": limits.Limit(HOUR_MS, 5)})
    for n in range(5):
        world.submit(key=key(f"n{n}-"), words="Buy cheap keys!", tuning=few)

    with counted() as calls, pytest.raises(Limited) as refused:
        world.submit(key=key("more"), words="buy  CHEAP keys", tuning=few)

    assert refused.value.same_words
    assert calls == ["UpdateItem", "GetItem"]
    for n, other in enumerate(
        [{"words": "My key is lost."}, {"spot": "12B"}, {"place": LOBBY.code}, {"topic": "gas"}]
    ):
        said = {"words": "Buy cheap keys!", **other}
        assert world.submit(key=key(f"other{n}-"), tuning=few, **said)
    later = MONDAY_TEN + 60 * MINUTE
    assert world.submit(key=key("later"), words="Buy cheap keys!", now=later, tuning=few)


def test_a_danger_that_everybody_reports_in_the_same_words_is_taken(world: World) -> None:
    made = {world.submit(key=key(f"n{n}-"), words="I smell gas!").request_id for n in range(40)}

    assert len(made) == 40


def unanswered(request: object) -> bool:
    raise Unavailable("the table did not answer")


def test_who_chooses_a_danger_is_not_limited_whatever_the_words(world: World) -> None:
    made = [world.submit(key=key(f"n{n}-"), topic="gas", words="Third floor.") for n in range(40)]

    assert len({each.request_id for each in made}) == 40
