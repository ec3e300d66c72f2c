"""
Webhooks by seed: an address that fails in every way, workers killed at any call, clocks that jump.

    … webhooks 1000      a thousand seeds, from 1
    … webhooks 20 981    twenty, from 981

A seed is a story: residents and staff act until they are told that it went well, messages come
twice, late and in any order, a second worker begins while a slow address keeps the first, and
every process has a clock some seconds off. Then the address is well again, a manager sends once
more what was given up, and `webhook_books.py` judges.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.channels import webhooks as channel
from chalicelib.kernel.called import Called
from chalicelib.programs.webhooks import store as hooks
from chalicelib.programs.webhooks.model import DEAD, DELIVERED, WAITING, Hook
from tests.support.builders import DAY, HOUR, LIFT, LOBBY, MINUTE

from . import quick
from . import town as towns
from .engine import QUEUES, Row
from .events import Event, Reply
from .moments_of_programs import HOOKS, hook_of, posted
from .spoil import KILLED as DIES
from .spoil import Calls, Killed, paused, watching
from .town import MONDAY_TEN, Town, forget, request_id
from .webhook_books import KILLED, REFUSED, TIMED_OUT, Books, Try, Verdict, judge

SECOND = 1_000
EVERY = 50
"""How many seeds go by between two lines of progress."""
ANSWERS = {
    "well": Called(204, took_ms=20),
    "slow": Called(200, took_ms=9_000),
    "late": Called(why="timeout", took_ms=10_000),
    "silent": Called(why="timeout", took_ms=10_000),
    "refuses": Called(why="connect"),
    "breaks off": Called(why="broken"),
    "fails": Called(503),
    "redirects": Called(302),
    "asks to wait": Called(429, wait_s=900),
}
"""How an address behaves, and what the worker sees of it."""
TAKES = frozenset({"well", "slow", "late"})
"""Where the address has the message; `late` answers 200 when nobody listens any more."""

MOST_CALLS = 14
"""A process is killed after one of so many calls, if it makes that many."""
KILLS, TWICE, HELD, BESIDE, DOWN = 0.2, 0.15, 0.2, 0.5, 0.08
TWO, COLD = 0.3, 0.2
"""How often a story has two requests, and a process has just started though none was killed."""
ROUNDS = 7
JUMPS = (MINUTE, 3 * MINUTE, 20 * MINUTE, 2 * HOUR, 9 * HOUR)
DOWN_MS = 110 * HOUR
"""Longer than all retries, and not five days: then the webhook would be switched off."""
OFF_MS = 5 * SECOND
"""How far the clock of a process is off, at most."""
WITHIN = 4 * DAY
"""After the trouble: all retries are over by then."""
PLACES = (LIFT.code, LOBBY.code)
SCRIPTS = (
    ("claim", "start", "done", "fixed"),
    ("claim", "ask", "answer"),
    ("claim", "done", "not"),
)


class Told(Struct, frozen=True):
    """What came of one seed."""

    verdict: Verdict
    events: int
    repeats: Counter[str]
    killed: int


class Work(Struct):
    """One invocation: its message, its calls, and what it told the address."""

    queue: str
    body: str
    calls: Calls
    tries: list[Try] = []


class Story:
    """One seed: the town, its troubles, and the address that it tells."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.books, self.killed, self.trouble = Books(), 0, True
        self.began = self.time = town.now
        self.at_work: list[Work] = []
        """The invocations under way, the innermost last."""
        self.held: list[tuple[str, str]] = []
        """Messages that come again, or later."""
        self.down = self.chance.random() < DOWN
        """The address takes nothing until the trouble is over: some messages are given up."""

    def live(self) -> Told:
        """Live through the trouble and the quiet after it; return what came of it."""
        hook = hook_of(self.town)
        with _calling(self.post):
            self.upset()
            if self.down:
                self.rest(self.began + DOWN_MS)
            self.trouble = False
            self.rest(self.time + WITHIN)
            while self.send_again(hook):
                self.rest(self.time + WITHIN)
        verdict = judge(self.books, self.town.engine.rows(), hook.types)
        return Told(verdict, len(self.books.tries), self.books.repeats(), self.killed)

    def upset(self) -> None:
        """Let people act while everything fails that can."""
        many = 2 if self.chance.random() < TWO else 1
        scripts = [list(script) for script in self.chance.sample(SCRIPTS, many)]
        for n, place in enumerate(PLACES[:many]):
            assert self.ask(self.town.form(n, place=place, words=f"Tap {n} drips.")).good
        for _ in range(ROUNDS):
            n = self.chance.randrange(len(scripts))
            if scripts[n] and self.act(n, scripts[n][0]):
                scripts[n].pop(0)
            self.work()
            self.wait(self.chance.choice(JUMPS))
            self.run(self.town.sweep())
            self.work()

    def wait(self, ms: int) -> None:
        self.time += ms
        self.town.now = self.time

    # What people do.

    def act(self, n: int, verb: str) -> bool:
        """Let somebody do the next thing of a script, if it can be done yet."""
        found = tasks.of_request(request_id(n, PLACES[n]))
        return bool(found) and self.ask(self.event(found[0], verb)).good

    def event(self, task: Task, verb: str) -> Event:
        if verb == "fixed":
            return self.town.page(task.request, "feedback", fixed="yes")
        if verb == "not":
            return self.town.page(task.request, "feedback", fixed="no", comment="It drips again.")
        if verb == "answer":
            return self.town.page(task.request, "answer", text="12A")
        more = {"done": {"clean": True}, "ask": {"reason": "Which flat?"}}
        return self.town.staff(task, verb, **more.get(verb, {}))

    def ask(self, event: Event) -> Reply:
        """Send what a person sends, until they know."""
        while True:
            reply = self.run(event)
            if reply.good or 400 <= reply.status < 500:
                return reply
            self.wait(MINUTE)

    def send_again(self, hook: Hook) -> int:
        """Let a manager send once more what was given up; return how much that was."""
        dead = [each for each in hooks.latest(hook.id, 999) if each.state == DEAD]
        for each in dead:
            path, body = f"{HOOKS}/{hook.id}/again", {"delivery": hooks.number(each)}
            assert self.ask(posted(self.town, path, body, each.id)).good
        self.work()
        return len(dead)

    # What AWS does.

    def run(self, event: Event) -> Reply:
        """Give one event, perhaps to a process that is killed."""
        reply = self._lived(lambda: self.town.give(event), event.name, event.body)
        return reply if isinstance(reply, Reply) else Reply(good=False)

    def work(self) -> None:
        """Deliver what waits: twice, late, in any order; what failed comes again later."""
        waiting, self.held = self.held, []
        while waiting := waiting + self._taken():
            queue, body = waiting.pop(self.chance.randrange(len(waiting)))
            if self.trouble and self.chance.random() < HELD:
                self.held.append((queue, body))
                continue
            if self.trouble and self.chance.random() < TWICE:
                self.held.append((queue, body))
            if self.deliver(queue, body):
                self.held.append((queue, body))

    def deliver(self, queue: str, body: str) -> bool:
        """Give one message to its worker; say whether it comes again."""
        failed = self._lived(lambda: self.town.deliver(queue, [body]), queue, body)
        return failed is None or bool(failed)

    def rest(self, until: int) -> None:
        """Let time pass, with a sweep whenever one is due, until nothing is on its way."""
        while self.time < until:
            self.work()
            rows = [row for row in self.town.engine.rows() if _is_owed(row)]
            if not rows and not self.held:
                return
            due = min((int(row["due_sk"][:13]) for row in rows), default=0)
            self.wait(max(HOUR if self.down else MINUTE, due - self.time))
            self.run(self.town.sweep())

    def _lived(self, work: Callable[[], Any], queue: str, body: str) -> Any:
        """Let one process work with its own clock; None when it was killed."""
        fatal = self.trouble and self.chance.random() < KILLS
        calls = Calls(self.chance.randint(1, MOST_CALLS) if fatal else 0, DIES)
        before = self.town.now
        self.town.now = self.time + (self.chance.randint(-OFF_MS, OFF_MS) if self.trouble else 0)
        self.at_work.append(Work(queue=queue, body=body, calls=calls))
        try:
            with watching(calls):
                return work()
        except Killed:
            self._note_kill(self.at_work[-1].tries)
            forget()
            return None
        finally:
            self.at_work.pop()
            self.town.now = before if self.at_work else self.time
            if not self.at_work and self.chance.random() < COLD:
                forget()

    def _taken(self) -> list[tuple[str, str]]:
        return [(queue, body) for queue in QUEUES for body in self.town.engine.take(queue)]

    def _note_kill(self, tries: list[Try]) -> None:
        """A try whose delivery is not marked yet may be followed by another."""
        self.killed += 1
        rows = self.town.engine.rows()
        marked = {row["id"] for row in rows if row.get("state") == DELIVERED}
        for each in tries:
            if not each.why and each.id not in marked:
                each.why = KILLED

    # What the address does.

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Called:
        """Take a message, or not, as the address of another program."""
        said = self.books.note(headers["webhook-id"], json.loads(body))
        at_work = self.at_work[-1]
        at_work.tries.append(said)
        self._perhaps_killed(said)
        how = self._how()
        answer, said.taken = ANSWERS[how], how in TAKES
        self.time += answer.took_ms
        self.town.now += answer.took_ms
        if self.trouble and answer.took_ms > SECOND and self.chance.random() < BESIDE:
            # A second worker has the same message, while this one waits for the address.
            with paused(at_work.calls):
                self.deliver(at_work.queue, at_work.body)
        self._perhaps_killed(said)
        said.why = TIMED_OUT if answer.why == "timeout" else REFUSED
        if 200 <= answer.status < 300:
            said.why = ""
        return answer

    def _how(self) -> str:
        if not self.trouble:
            return "well"
        if self.down:
            return self.chance.choice(["silent", "refuses", "fails"])
        return self.chance.choice(list(ANSWERS))

    def _perhaps_killed(self, said: Try) -> None:
        if self.trouble and self.chance.random() < KILLS / 4:
            said.why = KILLED
            raise Killed


def _is_owed(row: Row) -> bool:
    """Say whether an item waits for an effect, or a message for its next try."""
    return bool(row.get("pending")) or (
        row["sk"].startswith("posting#") and row.get("state") == WAITING
    )


@contextmanager
def _calling(post: Callable[..., Called]) -> Iterator[None]:
    before = channel.call
    channel.call = post  # type: ignore[assignment]
    try:
        yield
    finally:
        channel.call = before


def run(count: str = "1000", first: str = "1") -> int:
    """Tell so many seeds from the first on; return how many broke the promise."""
    began, broken, events, killed = time.monotonic(), 0, 0, 0
    repeats: Counter[str] = Counter()
    with quick.quick() as engine, towns.town(engine) as town:
        empty = engine.keep()
        for n, seed in enumerate(range(int(first), int(first) + int(count)), 1):
            told = told_by(town, empty, seed)
            why = told.verdict.broken()
            broken += bool(why)
            events, killed, repeats = (
                events + told.events,
                killed + told.killed,
                repeats + told.repeats,
            )
            if why:
                say(f"  BROKEN seed {seed}: {why[:3]}")
            if n % EVERY == 0 or n == int(count):
                took = time.monotonic() - began
                said = ", ".join(
                    f"{more} after {why or 'nothing'}" for why, more in repeats.items()
                )
                say(
                    f"{n} seeds, {events} events, {killed} kills, {broken} broken; "
                    f"told again: {said or 0}; {took:.0f} s"
                )
    return broken


def told_by(town: Town, empty: Any, seed: int) -> Told:
    """Tell one seed, from the day everybody moved in."""
    town.begin(empty, MONDAY_TEN)
    return Story(town, seed).live()


def say(text: str) -> None:
    print(text, flush=True)
