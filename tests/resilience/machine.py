"""
Stories that Hypothesis makes up, held against the pure model (`model.py`) after each step.

People and AWS act, one rule each; trouble is armed for the next call. A definite answer has
to be the model's, and the tables have to be as it says; after an answer that never came,
either all of it was done or nothing. A story that breaks a promise is shrunk to its fewest
steps and told with what each of them came to.
"""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    get_state_machine_test,
    initialize,
    precondition,
    rule,
)
from msgspec import Struct, structs

from chalicelib.cases.tasks import store as tasks
from tests.support.builders import CAST, DAY, HOUR, MINUTE, MONDAY_TEN, key

from . import model, oracle
from .cases import SPEAK, given
from .ending import Endless, bounded
from .model import Did, Job, Report, Thing, Worker, World
from .moments import ADDRESS, WORDS
from .quick import Quick
from .spoil import WAYS, Calls, Killed, watching
from .town import QUEUES, Event, Reply, Town, forget, request_id

YES, NO, ALREADY = "yes", "no", "already"
NEW = ""
"""The id of a report that Steward names by itself."""
PEOPLE = {
    "paco": Worker("paco", "engineering"),
    "pilar": Worker("pilar", "engineering"),
    "sam": Worker("sam", "security"),
    "cleo": Worker("cleo", "cleaning"),
    "lena": Worker("lena", "engineering", above=True),
    "mara": Worker("mara", everywhere=True, above=True),
    "otto": Worker("otto", "of another company"),
}
WHO = ("holder", "holder", "holder", "colleague", "lead", "manager", "stranger")
NEXT = {
    "open": "claim",
    "claimed": "start",
    "working": "done",
    "paused": "resume",
    "waiting": "resume",
}
"""What somebody who just does their work does next."""
SO_FAR = {"sent": 0, "routed": 0, "claimed": 1, "started": 2, "done": 3}
"""Where a story begins: how often somebody went on with its first job before."""
OTHERS = ("start", "accept", "pause", "resume", "decline", "assign")
MOST_REPORTS = 4
MOST_HAND_OVERS = 3
MOST_AT_ONCE = 12
"""Submissions from one place, replays too, before it may say that this is enough."""
TOO_MANY = 429
LONGEST_S = 30
"""Of CPU, for one rule. Past that it goes round in circles."""
DEEPEST, SENDING = 12, 0
CALLS = (*range(1, DEEPEST + 1), *[SENDING] * 4)
"""Which call is spoiled. One beyond the deepest is spoiled only by the systematic part."""

some = st.integers(0, 5)
"""Which of those there are, counted round."""
topics = st.sampled_from(sorted(model.TOPICS))
anybody = st.sampled_from(WHO)

Expected = Callable[[World], tuple[str, Thing | None]]
"""What the model says of an act on a world: its answer, and what it makes of what it is on."""


class Sent(Struct):
    """A report as its resident sent it."""

    n: int
    fields: dict[str, str]
    receipt: str = ""
    """Where its resident was sent; a replay is sent there, too."""


class Sendings(Calls):
    """Spoils every call that speaks to people, wherever it comes."""

    def _is(self, way: str) -> bool:
        return way == self._way and self.names[-1].startswith(SPEAK)


class Machine(RuleBasedStateMachine):
    """A town that lives on from rule to rule; `town` and `empty` are given to its class."""

    town: Town
    empty: Any
    lived = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).lived += 1
        self.town.begin(self.empty, MONDAY_TEN)
        self.engine: Quick = self.town.engine  # type: ignore[assignment]
        self.chance = random.Random(7)
        self.world = World()
        self.sent: list[Sent] = []
        self.submitted_at: list[int] = []
        self.waiting: list[tuple[str, str]] = []
        self.past: list[tuple[str, str]] = []
        self.trouble_next: tuple[int, str] = (0, "")
        self.last: tuple[Callable[[], Event], Expected] | None = None
        self.answered: frozenset[str] = frozenset()
        self.verified: dict[str, int] = {}
        self.spoiled_sendings = 0
        self.acts = 0
        self.is_restless = True

    # Residents.

    @initialize(topic=topics, address=st.booleans(), so_far=st.sampled_from(tuple(SO_FAR)))
    def once_upon_a_time(self, topic: str, address: bool, so_far: str) -> None:
        self.submit(topic, address)
        if so_far != "sent":
            self.come_to_rest()
            if address:
                self.confirm_the_address(0)
        for _ in range(SO_FAR[so_far]):
            self.go_on(0, "holder")

    @rule(topic=topics, address=st.booleans())
    @precondition(lambda self: len(self.sent) < MOST_REPORTS)
    def submit(self, topic: str, address: bool) -> None:
        n = len(self.sent) + 1
        fields = {"topic": topic, "words": f"{WORDS} My report {n}."}
        fields |= {"contact": f"{n}-{ADDRESS}"} if address else {}
        self.sent.append(Sent(n, fields))
        self._submitted(n)

    @rule(which=some)
    @precondition(lambda self: self.sent)
    def replay(self, which: int) -> None:
        self._submitted(which % len(self.sent) + 1)

    @rule(which=some)
    @precondition(lambda self: self.sent)
    def replay_with_other_words(self, which: int) -> None:
        n = which % len(self.sent) + 1
        sent, was_there = self.sent[n - 1], request_id(n) in self.world.things
        other = sent.fields | {"words": f"{WORDS} My report {n}, something else."}

        def expected(world: World) -> tuple[str, Thing | None]:
            if self._is_told(other["words"]):
                return ALREADY, None
            if request_id(n) not in world.things:
                return YES, self._report(n)
            is_danger = other["topic"] in model.DANGERS
            return (YES, Report(id=NEW, topic=other["topic"])) if is_danger else (NO, None)

        self.submitted_at.append(self.town.now)
        self._gives(lambda: self.town.form(n, **other), expected)
        if not was_there and request_id(n) in self.world.things:
            # The first ones never arrived: these are its words.
            sent.fields = other

    def _submitted(self, n: int) -> None:
        sent = self.sent[n - 1]

        def expected(world: World) -> tuple[str, Thing | None]:
            known = request_id(n) in world.things
            return (ALREADY, None) if known else (YES, self._report(n))

        fields = sent.fields
        self.submitted_at.append(self.town.now)
        reply = self._gives(lambda: self.town.form(n, **fields), expected)
        if reply.good:
            receipt = reply.headers["location"]
            assert sent.receipt in ("", receipt), f"told {sent.receipt}, then {receipt}"
            sent.receipt = receipt

    def _is_told(self, words: str) -> bool:
        return any(row.get("words") == words for row in self.engine.rows())

    def _report(self, n: int) -> Report:
        return Report(id=request_id(n), topic=self.sent[n - 1].fields["topic"])

    @rule(which=some)
    @precondition(lambda self: self._any_report_over())
    def fixed(self, which: int) -> None:
        self._says(which, "feedback", "confirm", fixed="yes")

    @rule(which=some)
    @precondition(lambda self: self._any_report_over())
    def not_fixed(self, which: int) -> None:
        self._says(which, "feedback", "reopen", fixed="no")

    @rule(which=some)
    @precondition(lambda self: self.world.things)
    def urge(self, which: int) -> None:
        self._says(which, "urge", "urge")

    @rule(which=some)
    @precondition(lambda self: self.world.things)
    def withdraw(self, which: int) -> None:
        self._says(which, "withdraw", "withdraw")

    @rule(which=some)
    @precondition(lambda self: self.world.things)
    def answer(self, which: int) -> None:
        report = self._of(self.world.reports(), which)
        self.answered |= {report.id}
        waiting = {job.id for job in self.world.jobs(report.id) if job.state == "waiting"}
        n = self._key("answer")
        reply = self._gives(
            lambda: self.town.page(report.id, "answer", n, text=WORDS), lambda _: (ALREADY, None)
        )
        if reply.good and report.state == "open":
            self.answered |= waiting

    @rule(which=some)
    @precondition(lambda self: self.world.things)
    def confirm_the_address(self, which: int) -> None:
        report = self._of(self.world.reports(), which)
        rows = self.engine.rows()
        found = [r for r in rows if r["pk"] == report.id and r["sk"].startswith("contact#")]
        if found:
            address = found[0]["hash"]
            reply = self._gives(
                lambda: self.town.page(report.id, "confirm", "confirm", address=address),
                lambda _: (ALREADY, None),
            )
            if reply.good:
                self.verified.setdefault(report.id, report.version)

    def _says(self, which: int, do: str, action: str, **fields: str) -> None:
        report = self._of(self.world.reports(), which)
        n = self._key(do)

        def expected(world: World) -> tuple[str, Thing | None]:
            if _knows(world, report.id, f"{key(n)}-{do}"):
                return ALREADY, None
            told = model.report_told(world.things[report.id], action, now=self.town.now)
            return (YES, told) if told else (NO, None)

        self._gives(lambda: self.town.page(report.id, do, n, **fields), expected)

    def _any_report_over(self) -> bool:
        return any(report.state != "open" for report in self.world.reports())

    # Staff.

    @rule(job=some, who=anybody)
    @precondition(lambda self: self.world.jobs())
    def go_on(self, job: int, who: str) -> None:
        """Do what comes next with a job; with one that is over, what cannot be."""
        action = NEXT.get(self._job(job).state, "done")
        self._acts(job, who, action, **({"clean": True} if action == "done" else {}))

    @rule(job=some, who=anybody, behind=st.sampled_from([0, 0, 0, 1]))
    @precondition(lambda self: self.world.jobs())
    def claim(self, job: int, who: str, behind: int) -> None:
        self._acts(job, who, "claim", behind)

    @rule(job=some, who=anybody)
    @precondition(lambda self: self._any_job_held())
    def done(self, job: int, who: str) -> None:
        self._acts(job, who, "done", clean=True)

    @rule(job=some, who=anybody)
    @precondition(lambda self: self._any_job_held())
    def ask(self, job: int, who: str) -> None:
        asked = self._acts(job, who, "ask", reason="Which flat?")
        self.answered -= {asked}

    @rule(job=some, who=anybody)
    @precondition(lambda self: self._any_job_held())
    def release(self, job: int, who: str) -> None:
        self._acts(job, who, "release")

    @rule(job=some, who=anybody, to=st.sampled_from(["security", "engineering"]))
    @precondition(lambda self: self.world.jobs())
    def hand_over(self, job: int, who: str, to: str) -> None:
        chosen = self._job(job)
        if chosen.department != to and chosen.id.count("-") <= MOST_HAND_OVERS:
            self._acts(job, who, "hand_over", department=to, reason="It is yours.")

    @rule(job=some, who=anybody, action=st.sampled_from(OTHERS))
    @precondition(lambda self: self.world.jobs())
    def tell_otherwise(self, job: int, who: str, action: str) -> None:
        more = {
            "pause": {"reason": "A part.", "until": self.town.now + 3 * HOUR},
            "decline": {"reason": "It is not ours."},
            "assign": {"staff": "paco"},
        }
        self._acts(job, who, action, **more.get(action, {}))

    def _any_job_held(self) -> bool:
        return any(job.state in model.HELD for job in self.world.jobs())

    def _job(self, which: int) -> Job:
        """Return one of the jobs there are, those first that are still to be done."""
        rank = {"open": 1, **dict.fromkeys(model.HELD, 0)}
        there = sorted(self.world.jobs(), key=lambda job: rank.get(job.state, 2))
        return self._of(there, which)

    def _acts(self, which: int, who: str, action: str, behind: int = 0, **more: Any) -> str:
        job = self._job(which)
        worker = _one_of(PEOPLE, who, job)
        member = next(member for member in CAST if member.id == worker.id)
        n, version = self._key(action), job.version - behind
        phone = structs.replace(tasks.get(job.id), version=version)

        def expected(world: World) -> tuple[str, Thing | None]:
            if _knows(world, job.id, key(n)):
                return ALREADY, None
            told = model.job_told(
                world.things[job.id],
                action,
                worker,
                version=version,
                now=self.town.now,
                staff=more.get("staff", ""),
                until=more.get("until"),
            )
            return (YES, told) if told else (NO, None)

        self._gives(lambda: self.town.staff(phone, action, by=member, n=n, **more), expected)
        return job.id

    # Trouble, and what AWS does.

    @rule(way=st.sampled_from(sorted(WAYS)), call=st.sampled_from(CALLS))
    def trouble(self, way: str, call: int) -> None:
        """Spoil one call of whatever comes next; SENDING: what goes out to people."""
        self.trouble_next = (call, way)

    @rule()
    @precondition(lambda self: self.last)
    def say_it_again(self) -> None:
        """Send the last thing that somebody sent once more, with its key, as it was."""
        assert self.last
        self._gives(*self.last)

    @rule(which=some, count=st.integers(1, 10))
    @precondition(lambda self: self.waiting)
    def deliver(self, which: int, count: int) -> None:
        self._delivers(self._batch(self.waiting, which, count))

    @rule(which=some)
    @precondition(lambda self: self.waiting)
    def duplicate(self, which: int) -> None:
        self.waiting.append(self._of(self.waiting, which))
        self._delivers(self._batch(self.waiting, which, 2))

    @rule()
    @precondition(lambda self: len(self.waiting) > 1)
    def reorder(self) -> None:
        self.waiting.reverse()

    @rule()
    @precondition(lambda self: self.waiting)
    def lose_what_waits(self) -> None:
        self.waiting.clear()

    @rule(which=st.integers(0, 30))
    @precondition(lambda self: self.past)
    def redrive(self, which: int) -> None:
        self._delivers([self._of(self.past, which)])

    @rule()
    def sweep(self) -> None:
        self._by_itself(lambda: given(self.town, self.town.sweep()), "the sweep")

    @rule(time=st.sampled_from([MINUTE, 3 * MINUTE, HOUR, 5 * HOUR, DAY, 8 * DAY]))
    def wait(self, time: int) -> None:
        self.town.now += time

    @rule()
    def freeze_the_indexes(self) -> None:
        self.engine.freeze()

    @rule()
    def thaw_the_indexes(self) -> None:
        self.engine.thaw()

    @rule()
    @precondition(lambda self: self.is_restless)
    def come_to_rest(self) -> None:
        self.engine.thaw()
        self.trouble_next = (0, "")
        late, self.waiting = self.waiting, []
        self._by_itself(lambda: self._settled(late), "rest")
        told = list(model.at_rest(self.world, now=self.town.now, answered=self.answered))
        told += oracle.promises(self.town) + self._notices()
        lost = [sent for sent in self.sent if sent.receipt and not self._is_there(sent)]
        assert not told + lost, told + lost
        self.is_restless = False

    def teardown(self) -> None:
        self.come_to_rest()
        self.engine.thaw()

    def _settled(self, late: list[tuple[str, str]]) -> Reply:
        self.town.settle_down(self.chance, late=late)
        return Reply(good=True)

    def _is_there(self, sent: Sent) -> bool:
        return request_id(sent.n) in self.world.things

    def _notices(self) -> list[str]:
        rows = self.engine.rows("ledger")
        marked = {row["pk"] for row in rows if row.get("state") == "sent"}
        told, mails, known = [], self.engine.how_many_mails(), oracle.sendings(self.town)
        if not known <= mails <= known + self.spoiled_sendings:
            told.append(f"{mails} sent, {known} known, {self.spoiled_sendings} spoiled")
        for report in self.world.reports():
            since = self.verified.get(report.id)
            ends = [n for n, did in self.world.steps[report.id].items() if did.action == "settle"]
            if since is None or not ends or max(ends) <= since:
                continue
            told_of_it = report.state == "resolved" or report.outcome == "unconfirmed"
            if told_of_it and not any(
                name.startswith(f"sent#{report.id}#{max(ends)}#tell#") for name in marked
            ):
                told.append(f"{report.id}: its resident was not told that it is done")
        return told

    def _delivers(self, batch: list[tuple[str, str]]) -> None:
        queue = batch[0][0]

        def deliver() -> Reply:
            left = [body for _, body in batch]
            try:
                left = self.town.deliver(queue, left)
            except (Killed, Exception):  # noqa: BLE001, B014  SQS gives it again
                pass
            self.waiting += [(queue, body) for body in left]
            return Reply(good=not left)

        self.past += [each for each in batch if each not in self.past]
        self._by_itself(deliver, f"{len(batch)} of {queue}")

    def _batch(
        self, waiting: list[tuple[str, str]], which: int, count: int
    ) -> list[tuple[str, str]]:
        """Take a batch of one queue out of what waits."""
        queue, _ = self._of(waiting, which)
        batch = [each for each in waiting if each[0] == queue][:count]
        for each in batch:
            waiting.remove(each)
        return batch

    # How it is held against the model.

    def _gives(self, make: Callable[[], Event], expected: Expected) -> Reply:
        """Give what a person sends; its answer, and all that it changes, is the model's."""
        before, way, event = self.world, self.trouble_next[1], make()
        answer, thing = expected(before)
        self.last = (make, expected)
        reply = self._spoiled(lambda: given(self.town, event))
        self._look()
        if thing and thing.id == NEW:
            thing = structs.replace(thing, id=self._newcomer(before))
        note(f"  {_short(event)}{way and f' ({way})'}: {reply.status}, as the model says: {answer}")
        done = World(before.things | {thing.id: thing}) if thing else before
        if reply.status == TOO_MANY:
            assert self._is_a_flood(), "limited, and there were not so many"
            wanted = before
        elif reply.status in (0, 500, 503):
            wanted = done if self._moved(before) else before
            assert way, f"nothing was wrong, and the answer is {reply.status}: {reply.text}"
        else:
            said = NO if not reply.good or "saved=nothing" in str(reply.headers) else YES
            assert (said == NO) == (answer == NO), f"{reply.status} {reply.text[:300]}"
            wanted = done
        self._is(wanted)
        return reply

    def _newcomer(self, before: World) -> str:
        return next(iter(self.world.things.keys() - before.things.keys()), NEW)

    def _is_a_flood(self) -> bool:
        return sum(at > self.town.now - HOUR for at in self.submitted_at) > MOST_AT_ONCE

    def _moved(self, before: World) -> bool:
        return {n: t.version for n, t in before.things.items()} != {
            n: t.version for n, t in self.world.things.items()
        }

    def _is(self, wanted: World) -> None:
        told = [f"{name} is gone" for name in wanted.things.keys() - self.world.things.keys()]
        for name, thing in self.world.things.items():
            if name in wanted.things:
                told += model.differing(wanted.things[name], thing)
            else:
                told.append(f"{name} came from nowhere")
        assert not told, told

    def _by_itself(self, do: Callable[[], Reply], name: str) -> None:
        """Let Steward work; whatever it did must have been its to do."""
        before, way = self.world, self.trouble_next[1]
        self._spoiled(do)
        self._look()
        moves = [
            f"{name.split('.', 1)[-1][-20:]} {did.action}"
            for name, steps in self.world.steps.items()
            for n, did in steps.items()
            if n not in before.steps.get(name, {})
        ]
        note(f"  {name}{way and f' ({way})'}: {', '.join(moves) or 'nothing'}")
        told = list(model.steward(before, self.world, now=self.town.now, answered=self.answered))
        assert not told, told

    def _spoiled(self, do: Callable[[], Reply]) -> Reply:
        (number, way), self.trouble_next = self.trouble_next, (0, "")
        self.is_restless = True
        try:
            spoiling = Calls(number, way) if number != SENDING else Sendings(way=way)
            with bounded(LONGEST_S), watching(spoiling) as calls:
                reply = do()
        except Endless as error:
            raise AssertionError("it came to no end") from error
        near = calls.names[max(0, number - 2) : number + 1] if number != SENDING else calls.names
        self.spoiled_sendings += bool(way) * sum(name.startswith(SPEAK) for name in near)
        if way:
            forget()
        return reply

    def _look(self) -> None:
        """See the tables as they are, and the messages that wait; hold what must always be so."""
        self.world = seen(self.engine.rows())
        self.waiting += [(q, body) for q in QUEUES for body in self.engine.take(q)]
        told = list(model.always(self.world)) + oracle.at_once(self.town)
        for name, steps in self.world.steps.items():
            keys = [did.key for did in steps.values() if did.key]
            told += [f"{name}: one key twice" for _ in keys[len(set(keys)) :]]
        assert not told, told

    def _key(self, what: str) -> str:
        self.acts += 1
        return f"{what.replace('_', '-')}-{self.acts}-"

    def _of(self, there: list[Any], which: int) -> Any:
        return there[which % len(there)]


def _one_of(people: dict[str, Worker], who: str, job: Job) -> Worker:
    """Return the holder of a job, a colleague, their lead, the manager, or who has no say."""
    team = [each for each in people.values() if each.department == job.department]
    return {
        "holder": people.get(job.holder) or (team or [people["mara"]])[0],
        "colleague": next((w for w in team if w.id != job.holder), people["mara"]),
        "lead": people["lena"],
        "manager": people["mara"],
        "stranger": people["otto"],
    }[who]


def seen(rows: list[dict[str, Any]]) -> World:
    """Return what the model cares about in the rows of a table."""
    things: dict[str, Thing] = {}
    for row in rows:
        if row["sk"] == "request":
            things[row["id"]] = _report_of(row)
        elif row["sk"].startswith("task#"):
            things[row["id"]] = _job_of(row)
    steps = {row["id"]: _steps_of(row) for row in rows if row.get("id") in things}
    return World(things, steps)


def _report_of(row: dict[str, Any]) -> Report:
    return Report(
        id=row["id"],
        topic=row["topic"],
        state=row["state"],
        outcome=row.get("outcome", ""),
        version=row["version"],
        round=row["round"],
        plan=tuple(row.get("plan", ())),
        resolved_at=row.get("resolved_at"),
        closed_at=row.get("closed_at"),
        due=row.get("due_at"),
    )


def _job_of(row: dict[str, Any]) -> Job:
    return Job(
        id=row["id"],
        report=row["request"],
        department=row["department"],
        round=row["round"],
        state=row["state"],
        holder=row.get("holder", ""),
        version=row["version"],
        successor=row.get("successor", ""),
        until=row.get("until_at"),
        climbed=row.get("climbed", 0),
        due=row.get("due_at"),
    )


def _steps_of(row: dict[str, Any]) -> dict[int, Did]:
    return {
        int(number): Did(step["action"], step["at"], step.get("key", ""))
        for number, step in row["steps"].items()
        if "." not in number
    }


def _knows(world: World, name: str, key_of_step: str) -> bool:
    return any(did.key == key_of_step for did in world.steps.get(name, {}).values())


def _short(event: Event) -> str:
    said = {name: value for name, value in event.headers.items() if name == "if-match"}
    return f"{event.method} …{event.path[-40:]} {event.body[:60]} {said or ''}"


USUAL = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    # Without "explain", which traces each line of a broken life while it is shrunk.
    phases=[Phase.generate, Phase.shrink],
)
SHORT = settings(USUAL, max_examples=40, stateful_step_count=25, derandomize=True)
LONG = settings(USUAL, max_examples=100, stateful_step_count=40)


def living_in(town: Town, empty: Any) -> type[Machine]:
    """Return the machine with its town."""
    return type("Machine", (Machine,), {"town": town, "empty": empty})


def broken(living: type[Machine], number: int) -> str:
    """Live the lives of one seed; return the shortest story that breaks a promise, or nothing."""
    lives = seed(number)(get_state_machine_test(living, settings=LONG))
    try:
        lives()
    except Exception as error:  # noqa: BLE001  whatever ends it is the finding
        return "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])])
    return ""
