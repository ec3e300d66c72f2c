"""The cast and the words of the tests.

Company Acme owns Harbour View (`hv`, Hong Kong), where Rosa lives; Paco is engineering,
Sam is security, Lena leads engineering, Mara manages. Company Globex owns Queens Yard
(`qy`, New York), whose Otto must see nothing of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from chalicelib.domain.estate import Community, Place
from chalicelib.domain.members import Member
from chalicelib.domain.notices import Notice
from chalicelib.domain.people import Staff, staff_of
from chalicelib.domain.worktime import Calendar
from chalicelib.storage import estate
from chalicelib.usecases import work
from chalicelib.usecases.effects import Tools
from chalicelib.usecases.submit import Submission

HONG_KONG = "Asia/Hong_Kong"
SECRET = b"a secret for ids, of thirty-two bytes"
ISSUER = "https://id.example"

OFFICE = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
WEEK = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


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
CAST = (PACO, PILAR, SAM, LENA, MARA, OTTO)


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
        place=LIFT.code, key=key(), words="Water drips from the ceiling.", topic="leak"
    )
    return structs.replace(usual, **changes)


class World:
    """A queue and a mailbox in memory: what workers would get, and what people got."""

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

    def drain(self, now: int, *, most: int = 200) -> int:
        """Finish every effect that is queued, and those that they cause; return how many."""
        done = 0
        while self.queue:
            work.perform(*self.queue.pop(0), now=now, tools=self.tools)
            done += 1
            assert done < most, "effects cause each other without end"
        return done

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """A queue that takes nothing, as when SQS does not answer."""
        kept, self.queue = self.queue, []
        yield
        self.queue = kept
