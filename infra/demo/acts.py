"""What people do in the demo's life, each act by the use case that a door would ask."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from chalicelib.cases.requests import addresses, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import OPEN
from chalicelib.cases.requests.submit import Submission, submit
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import act
from chalicelib.cases.tasks.actions import Action
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.estate.people import Staff, staff_of
from chalicelib.kernel import worktime
from chalicelib.kernel.errors import ServiceError
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.times import DAY_MS, HOUR_MS, MINUTE_MS
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import due
from chalicelib.reports.reconcile import reconcile
from chalicelib.wiring import effect_handlers
from chalicelib.wiring.sweep import sweep

QUESTION = {"zh-Hant": "請問幾時方便上門？", "zh-Hans": "请问什么时候方便上门？"}


def key(name: str) -> str:
    """Return an Idempotency-Key of the story: the same act has the same one."""
    return f"demo-{name}".ljust(22, "-")[:64]


AnyCoded = TypeVar("AnyCoded", Community, Place)


def _by_code(stored: Iterable[AnyCoded | None]) -> dict[str, AnyCoded]:
    return {each.code: each for each in stored if each is not None}


class Stage:
    """The estate that the story is played in, and the queue of what follows."""

    def __init__(self, now: int, codes: Iterable[str], secret: bytes) -> None:
        self.told = 0
        self.heard: list[str] = []
        """The ids of opinions, in the order in which they were logged."""
        self.places = _by_code(estate.place(code, now=now) for code in sorted(codes))
        found = sorted({place.community for place in self.places.values()})
        self.communities = _by_code(estate.community(code, now=now) for code in found)
        self.members = {code: estate.members(code, now=now) for code in self.communities}
        self._queue: list[tuple[str, str, str]] = []
        self.secret = secret
        self.tools = Tools(
            enqueue=self.enqueue,
            deliver=_nothing_leaves,
            secret=lambda: secret,
            link=lambda request_id, version: "",
        )

    def enqueue(self, pk: str, sk: str, effect: str) -> None:
        self._queue.append((pk, sk, effect))

    def settle(self, now: int) -> None:
        """Finish all that is queued, and what follows from it."""
        while self._queue:
            effect_handlers.perform(*self._queue.pop(0), now=now, tools=self.tools)

    def sweep(self, now: int) -> None:
        for shard in due.shards():
            sweep(shard, now=now, tools=self.tools, has_time=lambda: True)
        self.settle(now)

    def count_days(self, now: int) -> None:
        """Count the last days into tallies, as every night does."""
        reconcile(
            now=now, hour=0, tools=self.tools, submitted=lambda *_: None, has_time=lambda: True
        )

    def who(self, community: str, role: str, department: str = "") -> Member | None:
        """Return somebody of this role, in a department if one is named."""
        return next(
            (
                each for each in self.members[community]
                if each.role == role and not each.disabled
                and (not department or department in each.departments)
            ),
            None,
        )  # fmt: skip

    def staff(self, community: str, role: str, department: str = "") -> Staff:
        found = self.who(community, role, department)
        assert found is not None
        staff = staff_of([found])
        assert staff is not None
        return staff


def _nothing_leaves(notice: Notice) -> None:
    """Send no old mail: the ledger says that it was sent, long ago."""


class Report:
    """One line of the story in one week: what somebody tells, and what becomes of it."""

    def __init__(self, stage: Stage, clock: Any, row: dict[str, str], name: str) -> None:
        self.stage, self.clock, self.row, self.name = stage, clock, row, name
        place = stage.places[row["place"]]
        assert place is not None
        self.community = stage.communities[place.community]
        self.id = ""

    def told(self, now: int) -> None:
        """Report it; neighbours, if any, follow within the hours."""
        self.id = self._submit(now, self.name)
        for n in range(int(self.row["joined"])):
            self.clock.at(now + (n + 1) * 20 * MINUTE_MS, self._neighbour(n))
        then = {"withdrawn": self._withdraw, "open": None}.get(self.row["what"], self._claim)
        if then:
            begins = worktime.add(self._hours(), now, 15 * MINUTE_MS)
            self.clock.at(begins, then)

    def _submit(self, now: int, name: str, joined_to: str = "") -> str:
        row, stage = self.row, self.stage
        said = Submission(
            place=row["place"],
            key=key(name),
            words="" if joined_to else row["words"],
            topic=row["topic"],
            lang=row["lang"],
            contact=f"resident{len(name) * 7 % 9}@home.example" if "1" in name else "",
            joined_to=joined_to,
        )
        made = submit(
            said, prefix=name.replace("-", ""), secret=stage.secret, now=now, enqueue=stage.enqueue
        )
        stage.told += 1
        stage.settle(now)
        for each in requests.aggregate(made.request_id).contacts:  # type: ignore[union-attr]
            addresses.confirm_contact(made.request_id, each.hash, now=now)
        return made.request_id

    def _neighbour(self, n: int) -> Callable[[int], None]:
        def joins(now: int) -> None:
            found = requests.get(self.id)
            if found is not None and found.state == OPEN and found.joinable:
                self._submit(now, f"{self.name}-n{n}", self.id)
            else:
                # What cannot be joined is told again, and done like the first.
                again = self.row | {"joined": "0"}
                Report(self.stage, self.clock, again, f"{self.name}-n{n}").told(now)

        return joins

    def _withdraw(self, now: int) -> None:
        resident_actions.withdraw(
            self.id, key=key(f"{self.name}-w"), now=now, enqueue=self.stage.enqueue
        )
        self.stage.settle(now)

    def _claim(self, now: int) -> None:
        self._each("claim", now)
        what, hours = self.row["what"], int(self.row["hours"]) * HOUR_MS
        if what == "asked":
            self._each("ask", now, reason=QUESTION.get(self.row["lang"], "When can we visit?"))
        elif what == "paused":
            self._each("pause", now, reason="Waiting for a part.", until=now + 9 * DAY_MS)
        elif what != "claimed":
            self.clock.at(now + hours // 3, lambda at: self._each("start", at))
            self.clock.at(worktime.add(self._hours(), now, hours // 3), self._done)

    def _done(self, now: int) -> None:
        self._each("start", now)
        self._each("done", now, resolution="", clean=True)
        if int(self.row["stars"]):
            self.clock.at(now + 3 * HOUR_MS, self._answer)

    def _answer(self, now: int) -> None:
        found = requests.get(self.id)
        assert found is not None
        fixed = self.row["what"] != "reopened" or found.round > 1
        self._quietly(lambda: resident_actions.answer(
            self.id, fixed=fixed, clean_up=True if fixed else None,
            rating=int(self.row["stars"]) if fixed else None, comment="", thanks="",
            key=key(f"{self.name}-a{found.round}"), now=now, enqueue=self.stage.enqueue,
        ))  # fmt: skip
        self.stage.settle(now)
        if not fixed:
            self.clock.at(worktime.add(self._hours(), now, HOUR_MS), self._claim)

    def _each(self, action: str, now: int, **more: Any) -> None:
        """Let whoever works there do this to every task of the request that allows it."""
        for task in tasks.of_request(self.id):
            by = self.stage.who(task.community, "staff", task.department)
            if by is not None and action in life.allowed(task.state):
                self._quietly(lambda task=task, by=by: self._act(task, by, action, now, more))  # type: ignore[misc]
        self.stage.settle(now)

    def _act(self, task: Task, by: Member, action: str, now: int, more: dict[str, Any]) -> None:
        staff = staff_of([by])
        assert staff is not None
        asked = Action(
            task=task.id, action=action, key=key(f"{self.name}-{action}{task.version}"),
            version=task.version, **more,
        )  # fmt: skip
        act(asked, staff=staff, now=now, enqueue=self.stage.enqueue)

    def _quietly(self, do: Callable[[], Any]) -> None:
        """Do it, unless the clock of the system was faster: then the story goes on without."""
        try:
            do()
        except ServiceError:
            return

    def _hours(self) -> worktime.Calendar:
        return self.community.calendar
