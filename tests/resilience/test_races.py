"""Races on threads, against each server process that answers them at once."""

import functools
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.cases.requests.submit import Submitted, submit
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Action, Verdict, act
from chalicelib.cases.tasks.model import LIFE
from chalicelib.kernel.errors import NotAllowed
from tests.support.builders import (
    HOUR,
    LENA,
    LOBBY,
    MINUTE,
    MONDAY_TEN,
    SECRET,
    World,
    a_submission,
    key,
    member,
    staff,
)  # fmt: skip

from . import oracle
from .racing import AT_ONCE, ROUNDS, Rows, another, at_once, unanswered


def test_forty_eight_submissions_with_one_key_are_one_request(rows: Rows) -> None:
    world = World()

    def send() -> Any:
        return submit(
            # An emergency: no limit turns any of them away.
            a_submission(key=key("race"), words="I smell gas on the stairs"),
            prefix="aa",
            secret=SECRET,
            now=MONDAY_TEN,
            enqueue=world.enqueue,
        )

    told = at_once([send] * AT_ONCE)

    ids = {each.request_id for each in told if isinstance(each, Submitted)}
    assert len(ids) == 1
    assert sum(not each.replayed for each in told if isinstance(each, Submitted)) <= 1
    assert len([row for row in rows() if row["sk"] == "request"]) == 1


@pytest.mark.parametrize("round", range(ROUNDS))
def test_forty_eight_claims_have_one_winner_whom_the_others_learn(rows: Rows, round: int) -> None:
    world, people = World(), crowd()
    # Five minutes apart: no limit of the place turns a round away.
    now = MONDAY_TEN + round * 5 * MINUTE
    (task,) = world.routed(now, key=key(f"c{round:03}"), place=LOBBY.code)

    def claim(who: Any) -> Callable[[], Any]:
        action = Action(task=task.id, action="claim", key=key(f"{who.id}x"), version=1)
        return lambda: act(action, staff=staff(who), now=now, enqueue=world.enqueue)

    told = at_once([claim(who) for who in people])

    winners = [each for each in told if isinstance(each, Verdict)]
    losers = [each for each in told if isinstance(each, NotAllowed)]
    after = tasks.get(task.id)
    assert after is not None and after.version == 2
    assert len(winners) <= 1 and len(winners) + len(losers) + unanswered(told) == AT_ONCE
    assert {each.holder["id"] for each in losers if each.holder} <= {after.holder}
    assert all(each.holder for each in losers)


def test_claim_hand_over_and_done_at_once_have_a_serial_history(rows: Rows) -> None:
    world, people = World(), crowd()[:16]
    (task,) = world.routed(key=key("serial"), place=LOBBY.code)
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)

    def do(n: int, action: str, **more: Any) -> Callable[[], Any]:
        asked = Action(task=task.id, action=action, key=key(f"{action}{n}x"), version=2, **more)
        return lambda: act(asked, staff=staff(LENA), now=MONDAY_TEN, enqueue=world.enqueue)

    calls = [do(n, "done", clean=True) for n in range(len(people))]
    calls += [do(n, "hand_over", department="security") for n in range(len(people))]
    calls += [do(n, "release") for n in range(len(people))]
    at_once(calls)
    world.drain(MONDAY_TEN)

    after = tasks.get(task.id)
    assert after is not None and after.version == 3
    assert list(oracle.broken_history(after, LIFE, after.id)) == []


def test_sweeps_at_once_nudge_once_and_lose_nothing(rows: Rows) -> None:
    world = World()
    (task,) = world.routed(key=key("swept"), place=LOBBY.code)
    late = MONDAY_TEN + 4 * HOUR

    at_once([functools.partial(another(world).sweep, late) for _ in range(8)])
    for minutes in range(1, 12):
        world.sweep(late + minutes * MINUTE)

    after = tasks.get(task.id)
    assert after is not None
    assert (after.climbed, after.pending) == (1, {})
    # Of this task alone: what the tests before left behind is swept, too.
    told = [
        (notice.address, line["what"])
        for notice in world.sent
        for line in notice.lines
        if line["reference"] == task.reference
    ]
    assert "warning" in [what for _, what in told]
    assert len(told) == len(set(told))


def crowd() -> list[Any]:
    """Return as many engineers as there are threads."""
    return [member(f"e{n}", "staff", "engineering") for n in range(AT_ONCE)]
