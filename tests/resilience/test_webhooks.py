"""The quick part of the webhooks' thousand seeds, and that their judge sees what it is to see."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from chalicelib.programs.webhooks import deliver, emit
from chalicelib.programs.webhooks.model import DELIVERED
from tests.browser.screens import elsewhere

from . import webhooks
from .town import Town

SEEDS = (1, 2)
MOST_SEEDS = 12
"""A fault of the product is seen within so many."""


@pytest.mark.parametrize("seed", SEEDS)
def test_no_event_is_lost_and_none_comes_again_but_after_a_failure(
    town: Town, empty: Any, seed: int
) -> None:
    told = webhooks.told_by(town, empty, seed)

    assert told.verdict.broken() == []
    assert told.events >= 3


def _marked_before_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    write = deliver.write
    marked = {"state": DELIVERED, "pending": {}, "ended_at": 0}
    monkeypatch.setattr(
        deliver, "write", lambda before, after: write(before, structs.replace(after, **marked))
    )


def _never_leased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LEASE_MS", -1)


def _sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    post = webhooks.Story.post

    def twice(story: webhooks.Story, *message: Any) -> Any:
        post(story, *message)
        return post(story, *message)

    monkeypatch.setattr(webhooks.Story, "post", twice)


def _given_up_at_the_first_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "next_try", lambda attempts, wait_s, *, now: None)
    monkeypatch.setattr(webhooks.Story, "send_again", lambda story, hook: 0)


def _another_id_on_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    number = iter(range(10**6))
    monkeypatch.setattr(emit, "delivery_id", lambda *event: f"msg_{next(number)}")


def _laid_down_before_it_is_put(monkeypatch: pytest.MonkeyPatch) -> None:
    put, complete_effect = emit.put, emit.complete_effect
    monkeypatch.setattr(emit, "put", lambda *told, **how: None)

    def late(item: Any, name: str, *, now: int) -> None:
        complete_effect(item, name, now=now)
        monkeypatch.setattr(emit, "put", put)

    monkeypatch.setattr(emit, "complete_effect", late)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (_marked_before_it_is_sent, "lost"),
        (_never_leased, "doubled"),
        (_sent_twice, "doubled"),
        (_given_up_at_the_first_failure, "lost"),
        (_laid_down_before_it_is_put, "lost"),
        *elsewhere((_another_id_on_every_message, "too many")),
    ],
    ids=lambda value: getattr(value, "__name__", value).strip("_").replace("_", " "),
)
def test_the_judge_sees_a_fault(
    town: Town, empty: Any, monkeypatch, fault: Callable[[Any], None], seen: str
) -> None:
    fault(monkeypatch)
    found: list[str] = []
    for seed in range(1, MOST_SEEDS):
        found = webhooks.told_by(town, empty, seed).verdict.broken()
        if any(each.startswith(seen) for each in found):
            return
    raise AssertionError(f"a fault went by in {MOST_SEEDS} seeds: {found}")
