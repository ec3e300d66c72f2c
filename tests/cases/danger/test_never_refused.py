"""A danger is never refused: what could not be used is cut, named and asked for again."""

import os
import random
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.checks import NO_WORDS
from chalicelib.cases.requests.model import OPEN, Request, said_topic
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate.topics import base
from chalicelib.kernel import limits
from chalicelib.kernel.times import HOUR_MS
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import MONDAY_TEN, World, key

MANY = int(os.environ.get("STEWARD_DANGERS", "60"))
"""How many random dangers; `make campaign ARGS=never-refused` tries 2,000."""

SAYS: tuple[dict[str, Any], ...] = (
    {"words": "Fire! flames in the garage"},
    {"topic": "gas", "words": "Third floor."},
    {"topic": "leak", "words": "Under the sink.", "answers": {"running": "yes"}},
    {"words": "Please come.", "danger": True},
)
"""The four ways to say danger: by words, topic, answer or switch."""


def stored(world: World, **told: Any) -> Request:
    """Submit a danger, finish what follows, and return it as it stands."""
    made = world.submit(**{"topic": "", **told})
    world.drain(MONDAY_TEN)
    found = requests.get(made.request_id)
    assert found is not None
    assert list(made.unread) == found.unread
    return found


def is_urgent(request: Request) -> bool:
    given = tasks.of_request(request.id)
    return bool(given) and {task.priority for task in given} == {"urgent"}


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("contact", {"contact": "rosa at home"}),
        ("contact", {"contact": "x" * 121}),
        ("spot", {"spot": "x" * 121}),
        ("name", {"name": "x" * 121}),
        ("visit", {"visit": "x" * 121}),
        ("kind", {"kind": "order"}),
    ],
)
def test_nothing_optional_refuses_a_danger_however_it_is_told(
    world: World, says: dict[str, Any], field: str, wrong: dict[str, Any]
) -> None:
    request = stored(world, **says, **wrong)

    assert is_urgent(request)
    assert request.unread == [field]
    assert all(len(getattr(request, name)) <= 120 for name in ("spot", "name", "visit", "typed"))


def test_an_unreadable_contact_is_kept_as_it_was_typed_and_a_wide_one_is_read(
    world: World,
) -> None:
    unreadable = stored(world, **SAYS[0], contact="rosa at home")
    wide = world.submit(key=key(2), **SAYS[0], contact="９１２３４５６７")

    assert (unreadable.typed, unreadable.contact) == ("rosa at home", "")
    assert wide.unread == ()
    world.drain(MONDAY_TEN)
    found = requests.aggregate(wide.request_id)
    assert found is not None
    assert [each.address for each in found.contacts] == ["+85291234567"]


@pytest.mark.parametrize("says", [SAYS[0], SAYS[3], SAYS[2] | {"topic": "no_such_topic"}])
def test_a_danger_with_an_unknown_topic_goes_to_the_team_that_sorts(
    world: World, says: dict[str, Any]
) -> None:
    request = stored(world, **{"topic": "no_such_topic", **says})

    assert is_urgent(request)
    assert "topic" in request.unread


@pytest.mark.parametrize("says", SAYS)
def test_a_frozen_topic_takes_a_danger(world: World, says: dict[str, Any]) -> None:
    frozen = Tuning(frozen=dict.fromkeys(base(), "closed"))

    request = stored(world, **{"topic": "leak", **says}, tuning=frozen)

    assert is_urgent(request)
    assert request.unread == []


def test_words_that_are_too_long_are_cut_and_a_danger_at_their_end_still_counts(
    world: World,
) -> None:
    request = stored(world, words="The lamp flickers. " * 150 + "There is a fire in the garage!")

    assert is_urgent(request)
    assert len(request.words) <= 2_000
    assert request.unread == ["words"]


@pytest.mark.parametrize("says", [{"topic": "gas"}, {"danger": True}])
def test_a_danger_without_a_word_is_stored_and_asked_for_words(
    world: World, says: dict[str, Any]
) -> None:
    request = stored(world, words=" ", **says)

    assert is_urgent(request)
    assert request.unread == [NO_WORDS]


def test_the_switch_alone_makes_a_danger_that_has_no_other_name(world: World) -> None:
    assert stored(world, words="Please come.", danger=True).emergency == "danger"
    assert stored(world, words="I smell gas!", danger=True, key=key(2)).emergency == "gas"
    assert stored(world, words="Please come.", key=key(3)).emergency == ""


def test_answers_that_are_none_are_left_out_and_the_others_kept(world: World) -> None:
    said = {"running": "yes", "floor": "9" * 200, "colour": "red"}

    request = stored(world, topic="leak", words="Water.", answers=said)

    assert is_urgent(request)
    assert request.answers == {"running": "yes", "floor": "9" * 120}
    assert request.unread == ["answers"]


def test_a_key_that_was_used_for_other_words_makes_a_danger_of_its_own_once(world: World) -> None:
    first = world.submit()
    made = {world.submit(**SAYS[0]).request_id for _ in range(3)}
    others = world.submit(words="I smell gas!").request_id

    assert len(made | {first.request_id, others}) == 3
    assert len(world.queue) == 3
    assert world.submit().replayed


def test_a_danger_whose_key_was_erased_is_stored(world: World) -> None:
    first = world.submit()
    row = requests.get(first.request_id)
    assert row is not None
    requests.save(row, structs.replace(row, state="erased", body_hash="", version=2))

    assert is_urgent(stored(world, **SAYS[0]))


def test_a_key_that_is_none_is_no_reason(world: World) -> None:
    made = [world.submit(key="short", **SAYS[0]).request_id for _ in range(2)]

    assert len(set(made)) == 2


@pytest.mark.parametrize("says", SAYS)
def test_a_danger_that_names_another_goes_its_own_way_and_keeps_the_link(
    world: World, says: dict[str, Any]
) -> None:
    calm = world.routed(topic="lift_stopped", words="It stands.", key=key("calm"))[0]

    request = stored(world, **says, joined_to=calm.request)

    assert request.joined_to == ""
    assert request.named == calm.request
    assert is_urgent(request)
    assert said_topic(request) == (says.get("topic") or "lift_stopped")


@pytest.mark.parametrize("named", ["nonsense", "hv-" + "0" * 26, "qy-" + "0" * 26])
def test_a_join_that_is_not_possible_refuses_no_danger(world: World, named: str) -> None:
    request = stored(world, **SAYS[3], joined_to=named)

    assert (request.named, request.unread) == ("", ["joined_to"])
    assert is_urgent(request)


def test_no_limit_refuses_the_switch(world: World) -> None:
    none = Tuning(limits={name: limits.Limit(HOUR_MS, 1) for name in limits.LIMITS})
    made = [world.submit(key=key(n), **SAYS[3], tuning=none) for n in range(5)]

    assert len({each.request_id for each in made}) == 5


def test_everything_wrong_at_once_changes_nothing_that_is_no_danger(world: World) -> None:
    wrong = {"contact": "x", "topic": "x", "kind": "x", "spot": "x" * 200, "answers": {"x": "x"}}

    request = stored(world, words="Fire!", **wrong)

    assert is_urgent(request)
    assert set(request.unread) == set(wrong)


def random_fields(chance: random.Random, world_key: str) -> dict[str, Any]:
    """Return optional fields as a hurried thumb, an old page or a broken program sends them."""
    texts = ("", "x" * 121, "９１２３", "\u202e\x07", "12B", "电梯困人" * 40, "a@b", "🔥" * 99)
    said: dict[str, Any] = {
        name: chance.choice(texts)
        for name in ("spot", "name", "contact", "visit", "kind", "joined_to")
        if chance.random() < 0.6
    }
    if chance.random() < 0.4:
        said["answers"] = {chance.choice(("running", "floor", "x", "")): chance.choice(texts)}
    if chance.random() < 0.3:
        said["key"] = chance.choice(("", "short", "x" * 80, key("used"), key(world_key)))
    return {"may_enter": chance.choice((None, True, False)), **said}


def dangerous(chance: random.Random) -> dict[str, Any]:
    """Return one way to say danger, sometimes with words or a topic that nobody can use."""
    says = dict(chance.choice(SAYS))
    if chance.random() < 0.3:
        says["words"] += " " + "x" * chance.choice((1, 1_999, 2_001, 9_000))
    if chance.random() < 0.3 and "topic" not in says:
        says["topic"] = chance.choice(("no_such_topic", "club", "noise", "\x00", "lift_stopped"))
    return says


def test_no_danger_is_refused_whatever_else_is_sent(world: World) -> None:
    chance = random.Random(12)
    frozen = Tuning(
        frozen=dict.fromkeys(("leak", "noise", "gas"), "closed"),
        limits={name: limits.Limit(HOUR_MS, 2) for name in limits.LIMITS},
    )
    world.submit(key=key("used"))
    for n in range(MANY):
        told = {"topic": "", "key": key(f"n{n}-"), **random_fields(chance, f"n{n - 1}-")}
        told["answers"] = {
            **told.get("answers", {}),
            **(says := dangerous(chance)).get("answers", {}),
        }
        made = world.submit(**{**told, **says, "answers": told["answers"]}, tuning=frozen)
        request = requests.get(made.request_id)
        assert request is not None and request.state == OPEN, told
        assert request.emergency or request.topic == "gas", told
        assert request.pending == {"1#route": MONDAY_TEN}, told
        assert len(request.words) <= 2_000 and not request.joined_to
