"""
One request's whole life, metered step by step on DynamoDB Local.

`infra/cost/life.json` keeps the figures, from which `make cost` reckons; a test holds it true.

A step is one call from outside: what it asked of DynamoDB, the units that were billed, the
messages it sent (each is one send, one receive, one delete and one run of a worker) and the
notices that went out.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import structs

from chalicelib.cases.requests import addresses, queries
from chalicelib.cases.tasks import poll
from chalicelib.cases.tasks.model import IN_QUEUE_MS
from chalicelib.feedback import coverage
from chalicelib.feedback import coverage_store as clocks
from chalicelib.platform.storage import due
from tests.support.builders import DAY, HOUR, MINUTE, MONDAY_TEN, PACO, World, key, move_in, staff
from tests.support.calls import metered

Figures = dict[str, float]
FILE = Path(__file__).parents[2] / "infra" / "cost" / "life.json"

LATER_DAYS = 40
"""Longer than anything that is due after the last answer."""


class CountingWorld(World):
    """A world that knows how many messages were sent."""

    messages = 0

    def enqueue(self, pk: str, sk: str, effect: str) -> None:
        self.messages += 1
        super().enqueue(pk, sk, effect)


class Life:
    """A request that is reported with an address, worked on and confirmed."""

    def __init__(self) -> None:
        self.world, self.now = CountingWorld(), MONDAY_TEN
        self.figures: dict[str, Figures] = {}

    def walk(self) -> dict[str, Figures]:
        """Walk through the life; return its figures by step."""
        self._ask_nobody_what_they_heard()
        self._step("submit", self._submit)
        self._step("route and ask to confirm", self._work)
        self._step("confirm the address", self._confirm)
        self._step("poll that brings the task", self._poll)
        # Past the overlap: a poll looks two minutes back from its cursor.
        self.cursor = poll.poll(staff(PACO), [], self.cursor, now=self.now + 3 * MINUTE).cursor
        self._step("unchanged poll", self._poll_later)
        for action in ("claim", "start", "done"):
            self._step(action, lambda action=action: self._act(action))  # type: ignore[misc]
            self._step(f"after {action}", self._work)
        self._step("status page", lambda: queries.status(self.request_id, 1))
        self._step("leave the queue", lambda: self._sweep(IN_QUEUE_MS + MINUTE // 2))
        self._step("answer", self._answer)
        self._step("after the answer", self._work)
        self._step("sweep with nothing due", lambda: self._sweep(MINUTE))
        self._sweeps_to_the_end()
        return self.figures

    def _step(self, name: str, do: Callable[[], Any]) -> None:
        messages, notices = self.world.messages, len(self.world.sent)
        with metered() as meter:
            do()
        took = {
            "calls": len(meter.calls),
            "read_units": meter.read_units,
            "write_units": meter.write_units,
            "messages": self.world.messages - messages,
            "notices": len(self.world.sent) - notices,
        }
        before = self.figures.get(name, {})
        self.figures[name] = {each: value + before.get(each, 0) for each, value in took.items()}

    def _ask_nobody_what_they_heard(self) -> None:
        """Leave out what a community costs once a month, whatever it is told."""
        coverage.begin("hv", now=self.now)
        clock = clocks.get("hv")
        assert clock is not None
        clocks.save(clock, structs.replace(clock, next_at=None, due_at=None))

    def _submit(self) -> None:
        made = self.world.submit(self.now, contact="rosa@resident.example")
        self.request_id = made.request_id

    def _work(self) -> None:
        self.world.drain(self.now)

    def _confirm(self) -> None:
        found = queries.status(self.request_id, 1)
        self.task_id = found.tasks[0].id
        addresses.confirm_contact(self.request_id, found.contacts[0].hash, now=self.now)

    def _poll(self) -> None:
        self.cursor = poll.poll(staff(PACO), ["hv.engineering"], "", now=self.now).cursor

    def _poll_later(self) -> None:
        answer = poll.poll(staff(PACO), [], self.cursor, now=self.now + 5 * MINUTE)
        assert answer.tasks == []

    def _act(self, action: str) -> None:
        self.now += 10 * MINUTE
        version = {"claim": 1, "start": 2, "done": 3}[action]
        verdict = self.world.act(self.task_id, action, version, now=self.now)
        assert verdict.verdict == "applied"

    def _answer(self) -> None:
        self.now += HOUR
        self.world.answer(self.request_id, True, self.now, key=key("answer"))

    def _sweep(self, later: int) -> None:
        self.now += later
        self.world.sweep(self.now)

    def _sweeps_to_the_end(self) -> None:
        """Sweep as it is done each minute: whatever is due has been so for half a minute.

        Leaves out what a sweep costs anyway: those are counted by the minute.
        """
        name, until, sweeps = "sweeps of the days after", self.now + LATER_DAYS * DAY, 0
        while (at := _next_due()) is not None and at <= until:
            self._step(name, lambda at=at: self._sweep(at + MINUTE // 2 - self.now))  # type: ignore[misc]
            sweeps += 1
        for each, idle in self.figures["sweep with nothing due"].items():
            self.figures[name][each] -= sweeps * idle


def _next_due() -> int | None:
    far = MONDAY_TEN + 10 * LATER_DAYS * DAY
    found = [each.due_at for shard in due.shards() for each in due.now_due(shard, far, limit=1)]
    return min(found, default=None)


def measured() -> dict[str, Figures]:
    """Return the figures of a life on the tables at hand."""
    move_in()
    return Life().walk()
