"""A flood of dangers: every one stored and shown, the messages about them bundled."""

import pytest

from chalicelib.cases.danger import floods
from chalicelib.cases.danger import store as stored
from chalicelib.cases.tasks import store as tasks
from chalicelib.channels.wording import words
from chalicelib.kernel.errors import Unavailable
from tests.support.builders import LOBBY, MINUTE, MONDAY_TEN, SAM, World, key


@pytest.fixture
def flooded(world: World, monkeypatch) -> World:
    """A world that keeps in `waited` of which tasks the message was held back."""
    world.waited = []  # type: ignore[attr-defined]
    tools = world.tools
    monkeypatch.setattr(
        world, "tools", type(tools)(**{n: getattr(tools, n) for n in tools.__struct_fields__}
                                    | {"flooded": world.waited.append})  # type: ignore[attr-defined]
    )  # fmt: skip
    return world


def gas(world: World, n: int, now: int = MONDAY_TEN, **more: object) -> None:
    made = world.submit(now, key=key(f"n{n}-"), **{"topic": "gas", "words": "I smell gas!", **more})
    world.drain(now)
    assert tasks.of_request(made.request_id)


def to_sam(world: World) -> list[int]:
    """Return how many dangers each message to Sam tells of."""
    mine = [notice for notice in world.sent if notice.address == SAM.address]
    return [sum(line["count"] for line in notice.lines) for notice in mine]


def test_three_are_sent_at_once_and_the_rest_in_one_message_within_five_minutes(
    flooded: World,
) -> None:
    for n in range(20):
        gas(flooded, n, MONDAY_TEN + n * 1_000)
    assert to_sam(flooded) == [1, 1, 1]

    for minute in range(1, 8):
        flooded.sweep(MONDAY_TEN + minute * MINUTE)

    assert to_sam(flooded) == [1, 1, 1, 17]
    assert len(set(flooded.waited)) == 2 * 17  # engineering and security


def test_the_message_says_how_many_and_names_the_first(flooded: World) -> None:
    for n in range(9):
        gas(flooded, n)
    flooded.sweep(MONDAY_TEN + 5 * MINUTE)

    last = [notice for notice in flooded.sent if notice.address == SAM.address][-1]
    assert len(last.lines) == 1
    subject, text = words(last)
    assert "5" in subject and "6 of this kind here" in text


def test_another_kind_and_another_place_are_sent_at_once(flooded: World) -> None:
    for n in range(6):
        gas(flooded, n)
    before = len(to_sam(flooded))

    gas(flooded, 7, words="Fire!", topic="fire")
    gas(flooded, 8, place=LOBBY.code)
    gas(flooded, 9, spot="12B")
    gas(flooded, 10, spot="１２ b")

    assert len(to_sam(flooded)) == before + 4


def test_what_waits_goes_with_the_next_message_that_does_not(flooded: World) -> None:
    for n in range(6):
        gas(flooded, n)

    gas(flooded, 7, words="Fire!", topic="fire")

    assert to_sam(flooded) == [1, 1, 1, 4]


def test_ten_minutes_later_the_next_is_sent_at_once(flooded: World) -> None:
    for n in range(3):
        gas(flooded, n)

    gas(flooded, 4, MONDAY_TEN + floods.WINDOW_MS - 1)
    gas(flooded, 5, MONDAY_TEN + floods.WINDOW_MS + 1)

    assert to_sam(flooded) == [1, 1, 1, 2]


def test_a_counter_that_does_not_answer_holds_nothing_back(flooded: World, monkeypatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise Unavailable("the table did not answer")

    monkeypatch.setattr(stored, "note", silent)
    for n in range(5):
        gas(flooded, n)

    assert to_sam(flooded) == [1] * 5


@pytest.mark.parametrize(
    ("others", "waits"),
    [
        ({}, False),
        ({"a": 0, "b": 0}, False),
        ({"a": 0, "b": 0, "c": 0}, True),
        ({"a": 0, "b": 0, "z": 1_000}, False),
        ({"a": -floods.WINDOW_MS, "b": 0, "c": 0}, False),
        ({"a": 1 - floods.WINDOW_MS, "b": 0, "c": 0}, True),
    ],
)
def test_the_fourth_of_ten_minutes_waits(others: dict[str, int], waits: bool) -> None:
    at = 0 if others.get("a", 0) < 0 else 500
    assert floods.waits({**others, "x": at}, "x") is waits
