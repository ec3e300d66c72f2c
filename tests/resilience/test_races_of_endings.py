"""
Settle × reopen: a request's end, and everybody who has a word in it, at the same moment.

Whoever comes first, the rest is decided by the table of the request's life: one legal
history, no round twice, no notice twice, and nobody's accepted word lost.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.cases.requests import addresses, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import LIFE, OPEN, RESOLVED, Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.tuning import SILENCE_MS
from chalicelib.wiring import effect_handlers
from tests.support.builders import GRACE, LOBBY, MINUTE, MONDAY_TEN, PACO, World, key

from . import oracle
from .racing import ROUNDS, Rows, another, at_once

Word = tuple[str, Callable[[], Any]]
"""The key of what is said, and saying it."""
MOMENTS = ("as the last task ends", "as silence closes it", "after it was closed")


class Ending:
    """One request at its end, and the words that can be said at that moment."""

    def __init__(self, world: World, name: str, moment: str, now: int) -> None:
        self.world, self.name = world, name
        made = world.submit(now, key=key(name), place=LOBBY.code, contact="rosa@resident.example")
        self.id = made.request_id
        world.drain(now)
        self._confirm_address(now)
        (task,) = tasks.of_request(self.id)
        for action in ("claim", "start", "done"):
            held = tasks.get(task.id)
            assert held is not None
            world.act(task.id, action, held.version, by=PACO, now=now, n=f"{action}{name}")
            self.messages = list(world.queue)
            if action != "done" or moment != MOMENTS[0]:
                world.drain(now)
        self.messages = [each for each in self.messages if each[2].endswith("#settle")]
        if moment == MOMENTS[2]:
            world.answer(self.id, True, now, key=key(f"{name}closed"))
            world.drain(now)
        world.lose()
        self.now = now + {MOMENTS[0]: GRACE, MOMENTS[1]: SILENCE_MS, MOMENTS[2]: MINUTE}[moment]

    def _confirm_address(self, now: int) -> None:
        found = requests.aggregate(self.id)
        assert found is not None
        addresses.confirm_contact(self.id, found.contacts[0].hash, now=now)

    def words(self, chance: random.Random) -> list[Word]:
        """Return all that is said at once, after more or less of a pause; some of it twice."""
        said = [self._answer(False, f"no{n}") for n in chance.choice(((0, 0), (0, 0, 1, 2, 3)))]
        said += [self._answer(True, f"yes{n}") for n in range(chance.choice((0, 2)))]
        said += [self._withdraw(n) for n in range(chance.choice((0, 0, 2)))]
        said += [self._delivered(*each) for each in self.messages * 4]
        said = [(k, self._paused(call, chance.randrange(12))) for k, call in said]
        return said + [self._sweep() for _ in range(3)]

    def _paused(self, call: Callable[[], Any], reads: int) -> Callable[[], Any]:
        def paused() -> Any:
            for _ in range(reads):
                requests.get(self.id)
            return call()

        return paused

    def _answer(self, fixed: bool, n: str) -> Word:
        own, k = another(self.world), key(f"{self.name}{n}")
        return k, lambda: own.answer(self.id, fixed, self.now, key=k)

    def _withdraw(self, n: int) -> Word:
        own, k = another(self.world), key(f"{self.name}back{n}")
        return k, lambda: resident_actions.withdraw(
            self.id, key=k, now=self.now, enqueue=own.enqueue
        )

    def _delivered(self, pk: str, sk: str, name: str) -> Word:
        own = another(self.world)
        return "", lambda: effect_handlers.perform(pk, sk, name, now=self.now, tools=own.tools)

    def _sweep(self) -> Word:
        own = another(self.world)
        return "", lambda: own.sweep(self.now)

    def settled(self) -> Request:
        """Sweep until nothing is owed: every message that was not delivered is found again."""
        for n in range(1, 6):
            self.world.sweep(self.now + n * GRACE)
        found = requests.get(self.id)
        assert found is not None and found.pending == {}
        return found

    def broken(self, told: list[tuple[str, Any]]) -> list[str]:
        """Return what is wrong with how it ended."""
        request, known = self.settled(), tasks.of_request(self.id)
        wrong = list(oracle.broken_history(request, LIFE, self.id))
        wrong += oracle._broken_request(request, known)
        if request.round != 1 + sum(s.action == "reopen" for s in request.steps.values()):
            wrong.append(f"round {request.round} of {_moves(request)}")
        made = Counter(task.round for task in known)
        if max(made.values()) > 1 or max(made) > request.round:
            wrong.append(f"tasks by round: {made}")
        if request.state == OPEN and made[request.round] != 1:
            wrong.append(f"open in round {request.round}, tasks by round: {made}")
        return wrong + self._lost(request, told) + self._told_wrongly(request)

    def _lost(self, request: Request, told: list[tuple[str, Any]]) -> list[str]:
        kept = {step.key for step in request.steps.values()}
        accepted = {k for k, each in told if isinstance(each, Request)}
        refused = {k for k, each in told if isinstance(each, NotAllowed)} - accepted
        lost, taken = accepted - kept, refused & kept - {""}
        return [f"accepted and lost: {k}" for k in lost] + [f"refused and kept: {k}" for k in taken]

    def _told_wrongly(self, request: Request) -> list[str]:
        events = Counter(notice.event for notice in self.world.sent)
        wrong = [f"sent {n} times: {event}" for event, n in events.items() if n > 1]
        ends = sum(step.action == "settle" for step in request.steps.values())
        asked = sum(n.template == "resolved" for n in self.world.sent)
        if asked > ends or (request.state == RESOLVED and not asked):
            wrong.append(f"asked {asked} times whether it is fixed, after {ends} ends")
        return wrong


def _moves(request: Request) -> list[str]:
    return [step.action for _, step in oracle.in_order(request.steps)]


@pytest.fixture(scope="module")
def histories() -> Iterator[Counter[tuple[str, ...]]]:
    """How often each history came out, for whoever runs it with -s."""
    seen: Counter[tuple[str, ...]] = Counter()
    yield seen
    for moves, count in sorted(seen.items()):
        print(f"{count:4} {' '.join(moves)}")


@pytest.mark.parametrize("round", range(ROUNDS // 2))
@pytest.mark.parametrize("moment", MOMENTS)
def test_settle_and_reopen_at_once_have_one_legal_outcome(
    rows: Rows,
    histories: Counter[tuple[str, ...]],
    moment: str,
    round: int,
) -> None:
    # A week and more apart: nothing of a round is due in another, and no limit is reached.
    now = MONDAY_TEN + (MOMENTS.index(moment) * 100 + round) * 14 * 24 * 60 * MINUTE
    ending = Ending(World(), f"e{MOMENTS.index(moment)}r{round:03}", moment, now)

    words = ending.words(random.Random(round))
    told = at_once([call for _, call in words])

    assert ending.broken([(k, each) for (k, _), each in zip(words, told, strict=True)]) == []
    request = requests.get(ending.id)
    assert request is not None
    histories[tuple(_moves(request))] += 1
