"""By seed: receivers that fail, workers that die, queues that lose; no event is lost."""

import random
from collections import defaultdict

import pytest
from msgspec import structs

from chalicelib.kernel.called import Called
from chalicelib.kernel.history import GRACE_MS
from chalicelib.programs.webhooks.model import DELIVERED
from tests.browser.screens import elsewhere
from tests.support.builders import MONDAY_TEN, World, key

from .receiver import Receiver, log, made

SEEDS = [*range(3), *elsewhere(*range(3, 1_000))]
ANSWERS = (Called(200), Called(200), Called(204), Called(500), Called(302), Called(why="timeout"))


class Killed(BaseException):
    pass


@pytest.mark.parametrize("seed", SEEDS)
def test_every_event_arrives_and_again_only_after_a_failure(
    world: World, monkeypatch, seed
) -> None:
    chance, receiver = random.Random(seed), Receiver(world, monkeypatch)
    hook = made(receiver, ["request.received", "request.routed"])
    dies = [True]
    tried: dict[str, list[str]] = defaultdict(list)

    def post(url, body, headers) -> Called:
        answer = receiver.post(url, body, headers)
        killed = bool(dies) and chance.random() < 0.15
        good = 200 <= answer.status < 300 and not killed
        tried[headers["webhook-id"]].append("good" if good else "failed")
        if killed:
            raise Killed
        return answer

    world.tools = structs.replace(world.tools, post=post)
    now = MONDAY_TEN
    for n in range(4):
        receiver.answers = chance.choices(ANSWERS, k=4)
        world.submit(now, key=key(f"s{n}"), words=f"Tap {n} drips.")
        if chance.random() < 0.3:
            world.lose()
        drained(world, now)
    for _ in range(12):
        now += 2 * GRACE_MS + chance.randrange(GRACE_MS)
        receiver.now = now
        try:
            world.sweep(now)
        except Killed:
            world.lose()

    receiver.answers, dies[:] = [], []
    for _ in range(30):
        now += 24 * 3_600_000 // 8
        receiver.now = now
        world.sweep(now)
    assert len(tried) == 8, "none is lost"
    assert {each.state for each in log(hook)} == {DELIVERED}
    for tries in tried.values():
        assert set(tries[:-1]) <= {"failed"}, "a second time only after a failure"
        assert tries[-1] == "good"


def drained(world: World, now: int) -> None:
    """Work off the queue; a worker that dies takes what it held with it."""
    while world.queue:
        try:
            world.drain(now)
        except Killed:
            continue
