"""The first of the random stories; the campaign tells ten thousand."""

from collections.abc import Iterator
from typing import Any

import pytest

from . import quick, stories
from . import town as towns
from .ending import Endless, bounded
from .town import MONDAY_TEN, Town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with quick.quick() as engine, towns.town(engine) as made:
        yield made


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_random_story_breaks_no_promise(town: Town, empty: Any, seed: int) -> None:
    story, broken = stories.tell(town, empty, MONDAY_TEN, seed)

    assert not broken, story.told


def test_a_message_that_fails_each_time_becomes_a_dead_letter_and_no_circle(fresh: Town) -> None:
    fresh.settle_down(late=[("notices", "no json {")])

    assert fresh.dead == ["no json {"]


def test_what_goes_round_in_circles_is_told_and_not_waited_for(
    town: Town, empty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def circle(*_: Any) -> None:
        while True:
            pass

    monkeypatch.setattr(stories, "LONGEST_S", 0.05)
    monkeypatch.setattr(stories, "VERBS", dict.fromkeys(stories.VERBS, circle))

    _, broken = stories.tell(town, empty, MONDAY_TEN, 1)

    assert "came to no end" in broken[0] and "circle" in broken[0]


def test_a_bound_is_over_with_its_block() -> None:
    with pytest.raises(Endless), bounded(0.01):
        while True:
            pass

    for _ in range(10**5):
        pass
