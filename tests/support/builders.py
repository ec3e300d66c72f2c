"""The cast and the words of the tests.

Company Acme owns Harbour View (`hv`, Hong Kong), where Rosa lives; Paco is engineering,
Sam is security and covers fire safety, Lena leads engineering, Mara manages. Company Globex
owns Queens Yard (`qy`, New York), whose Otto must see nothing of it.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests.checks import Submission
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.submit import Submitted, submit
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict, act
from chalicelib.cases.tasks.actions import Action
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.estate.people import Staff, staff_of
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.tuning import USUAL, Tuning
from chalicelib.kernel.worktime import Calendar
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import due
from chalicelib.wiring import effect_handlers
from chalicelib.wiring.sweep import sweep

HONG_KONG = "Asia/Hong_Kong"
SECRET = b"a secret for ids, of thirty-two bytes"
ISSUER = "https://login.example/pool"

OFFICE = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
WEEK = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
GRACE = 2 * MINUTE


def at(text: str, zone: str = HONG_KONG) -> int:
    """Return the epoch ms of a local time, as in at("2026-03-02 10:00")."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


MONDAY_TEN = at("2026-03-02 10:00")


def key(n: int | str = 1) -> str:
    """Return an Idempotency-Key that reads as its number."""
    return f"key-{n}".ljust(22, "0")


HARBOUR = Community(
    code="hv",
    company="acme",
    name={"zh-Hant": "海景花園", "en": "Harbour View"},
    languages=["zh-Hant", "en"],
    phone="+852 2555 0100",
    emergency_phone="999",
    calendar=Calendar(zone=HONG_KONG, week=WEEK, exceptions={}),
    departments=[
        "engineering", "security", "fire_safety", "cleaning", "greening",
        "customer_service", "administration", "finance", "conduct",
    ],
    duties={"fire_safety": "security", "lifts": "engineering"},
)  # fmt: skip

QUEENS = structs.replace(
    HARBOUR,
    code="qy",
    company="globex",
    name={"en": "Queens Yard"},
    languages=["en"],
    calendar=Calendar(zone="America/New_York", week=WEEK, exceptions={}),
)

LIFT = Place(
    code="7KQ2M9X0AB3CDE",
    community="hv",
    name={"en": "Lift 2", "zh-Hant": "2號升降機"},
    building="tower1",
    floor="G",
)
LOBBY = structs.replace(LIFT, code="7KQ2M9X0AB3CDF", name={"en": "Lobby"})
YARD = structs.replace(LIFT, code="8KQ2M9X0AB3CDE", community="qy", name={"en": "Yard"})


def member(id: str, role: str = "staff", *departments: str, **changes: Any) -> Member:
    """Return one member of Harbour View's staff, on duty."""
    usual = Member(
        login=f"{ISSUER}#{id}",
        id=id,
        name=id.title(),
        company="acme",
        community="hv",
        role=role,
        departments=list(departments),
        on_duty=True,
        address=f"{id}@acme.example",
    )
    return structs.replace(usual, **changes)


PACO = member("paco", "staff", "engineering")
PILAR = member("pilar", "staff", "engineering")
SAM = member("sam", "staff", "security")
LENA = member("lena", "lead", "engineering")
MARA = member("mara", "manager")
OTTO = member("otto", "staff", "engineering", community="qy", company="globex")
CLEO = member("cleo", "staff", "cleaning")
CAST = (PACO, PILAR, SAM, CLEO, LENA, MARA, OTTO)


def staff(member: Member) -> Staff:
    """Return a member as permissions see them."""
    found = staff_of([member])
    assert found is not None
    return found


def move_in(*members: Member) -> None:
    """Put both communities, their places and the cast into the estate."""
    for community in (HARBOUR, QUEENS):
        estate.put_community(community)
    for place in (LIFT, LOBBY, YARD):
        estate.put_place(place)
    for each in members or CAST:
        estate.put_member(each)


def a_submission(**changes: Any) -> Submission:
    usual = Submission(
        place=LIFT.code, key=key(), words="Water drips from the ceiling.", topic="plumbing"
    )
    return structs.replace(usual, **changes)


class World:
    """A queue and a mailbox in memory, and the verbs of a story.

    What workers would get stands in `queue`, what people got in `sent`.
    """

    def __init__(self) -> None:
        self.queue: list[tuple[str, str, str]] = []
        self.sent: list[Notice] = []
        self.tools = Tools(
            enqueue=self.enqueue,
            deliver=self.sent.append,
            secret=lambda: SECRET,
            link=lambda request_id, version: f"https://hv.example/r/{request_id}",
        )

    def enqueue(self, pk: str, sk: str, effect: str) -> None:
        self.queue.append((pk, sk, effect))

    def submit(self, now: int = MONDAY_TEN, *, tuning: Tuning = USUAL, **changes: Any) -> Submitted:
        return submit(
            a_submission(**changes),
            prefix="aa",
            secret=SECRET,
            now=now,
            enqueue=self.enqueue,
            tuning=tuning,
        )

    def routed(self, now: int = MONDAY_TEN, **changes: Any) -> list[Task]:
        """Submit a request and finish its effects; return its tasks."""
        made = self.submit(now, **changes)
        self.drain(now)
        return tasks.of_request(made.request_id)

    def act(
        self,
        task_id: str,
        action: str,
        version: int | None = None,
        *,
        by: Member = PACO,
        now: int = MONDAY_TEN,
        n: str = "",
        **more: Any,
    ) -> Verdict:
        """Let somebody do something to a task; the same `n` is the same key.

        Who says that it is done has cleaned up, unless the story says otherwise.
        """
        if action == "done":
            more = {"clean": True, **more}
        asked = Action(
            task=task_id,
            action=action,
            key=key(n or f"{action}-{by.id}-{version}"),
            version=version,
            **more,
        )
        return act(asked, staff=staff(by), now=now, enqueue=self.enqueue)

    def finished(self, task_id: str, now: int = MONDAY_TEN) -> None:
        """Claim, start and finish a task, with everything that follows."""
        for action in ("claim", "start", "done"):
            task = tasks.get(task_id)
            assert task is not None
            self.act(task_id, action, task.version, by=worker_of(task), now=now)
            self.drain(now)

    def sweep(self, now: int) -> int:
        """Run one sweep over every shard and finish what it sent; return what it saw."""
        seen = 0
        for shard in due.shards():
            seen += sweep(shard, now=now, tools=self.tools, has_time=lambda: True).seen
        self.drain(now)
        return seen

    def answer(self, request_id: str, fixed: bool, now: int = MONDAY_TEN, **more: Any) -> Request:
        said = {"clean_up": None, "rating": None, "comment": "", "thanks": "", "key": key(now)}
        return resident_actions.answer(
            request_id, fixed=fixed, now=now, enqueue=self.enqueue, **(said | more)
        )

    def drain(self, now: int, *, most: int = 200) -> int:
        """Finish every effect that is queued, and those that they cause; return how many."""
        done = 0
        while self.queue:
            effect_handlers.perform(*self.queue.pop(0), now=now, tools=self.tools)
            done += 1
            assert done < most, "effects cause each other without end"
        return done

    def lose(self) -> None:
        """Lose every message that is queued, as when SQS did not take them."""
        self.queue.clear()


def worker_of(task: Task) -> Member:
    """Return a member of the cast who works in a task's department."""
    return next(m for m in CAST if task.department in m.departments and m.community == "hv")
