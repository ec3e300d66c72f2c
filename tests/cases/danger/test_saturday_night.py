"""
The golden Saturday night: who is told of what at 21:38, and who next when nobody answers.

Security, the duty manager and the lift company work nights; engineering and cleaning do not.
"""

from contextlib import suppress

import pytest
from msgspec import structs

from chalicelib.cases.danger.duties import DANGERS
from chalicelib.cases.pages import standing
from chalicelib.cases.requests import passed_on
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.plan import status
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.estate import store as estate
from chalicelib.estate.model import hours_of
from chalicelib.kernel.errors import Undelivered
from chalicelib.kernel.worktime import ALWAYS, Calendar
from tests.support.builders import (
    CLEO,
    GRACE,
    HARBOUR,
    HONG_KONG,
    HOUR,
    LENA,
    MARA,
    MINUTE,
    PACO,
    SAM,
    World,
    at,
    member,
    move_in,
)  # fmt: skip

SATURDAY = at("2026-03-07 21:38")
NIGHT = Calendar(HONG_KONG, ALWAYS.week)
FINN = member("finn", "staff", "fire_safety")
DORA = member("dora", "staff", "administration")
SERA = member("sera", "lead", "security")
LIFTS = {"name": "Lift Co", "channel": "email", "address": "lifts@lifts.example"}
TOWN = structs.replace(
    HARBOUR,
    departments=[*HARBOUR.departments, "lifts"],
    duties={},
    contractors={"lifts": LIFTS},
    topics={"lift_stopped": {"departments": ["lifts"]}},
    calendars=dict.fromkeys(("security", "administration", "lifts"), NIGHT),
)
CALLED = {
    "fire": {"finn", "sam", "dora"},
    "gas": {"paco", "finn", "sam"},
    "trapped": {"lifts", "sam"},
    "electric": {"paco", "sam"},
    "water": {"paco", "cleo"},
    "structure": {"paco", "sam"},
    "medical": {"sam", "dora"},
    "crime": {"sam", "dora"},
    "danger": {"sam", "dora"},
}


@pytest.fixture
def world(tables: None) -> World:
    move_in(PACO, SAM, CLEO, LENA, MARA, FINN, DORA, SERA)
    estate.put_community(TOWN)
    return World()


def told(world: World) -> dict[str, list[str]]:
    """Return who got a message, and about what."""
    found: dict[str, list[str]] = {}
    for notice in world.sent:
        name = notice.address.split("@")[0]
        found.setdefault(name, []).extend(line["what"] for line in notice.lines)
    return found


def until(world: World, now: int, *, since: int = SATURDAY) -> None:
    """Sweep every minute from `since` to `now`."""
    for moment in range(since, now + 1, MINUTE):
        world.sweep(moment)


def in_danger(world: World, kind: str, **changes) -> str:
    """Tell of a danger under "Something else"; return the request's id."""
    made = world.submit(SATURDAY, topic="other", words="Please come.", **changes)
    request = requests.get(made.request_id)
    assert request is not None
    requests.save(request, structs.replace(request, emergency=kind))
    world.drain(SATURDAY)
    return made.request_id


@pytest.mark.parametrize("where", [{}, {"spot": "Flat 12A"}], ids=["lobby", "flat"])
@pytest.mark.parametrize("kind", sorted(DANGERS))
def test_each_danger_reaches_its_duties_at_once_and_then_the_next_rung(
    world: World, kind: str, where: dict[str, str]
) -> None:
    request = in_danger(world, kind, **where)

    duties = CALLED[kind] | ({"mara"} if kind == "danger" else set())  # Nobody is at the desk.
    reached = told(world)
    assert duties <= reached.keys() and set().union(*reached.values()) == {"urgent"}
    made = tasks.of_request(request)
    assert {deadlines(task, TOWN).accept_by for task in made} == {SATURDAY + 15 * MINUTE}

    world.sent.clear()
    until(world, SATURDAY + 15 * MINUTE + GRACE, since=SATURDAY + 14 * MINUTE)
    leads = {"sera" for task in made if task.department == "security"}
    leads |= {"lena" for task in made if task.department == "engineering"}
    assert leads | ({"mara"} if len(made) > len(leads) else set()) <= told(world).keys()
    assert "breach" in set().union(*told(world).values())


def test_a_prowler_reaches_the_guard_within_two_minutes_and_then_who_leads_them(
    world: World,
) -> None:
    (task,) = world.routed(SATURDAY, topic="stranger", words="A visitor nobody knows")
    until(world, SATURDAY + GRACE)
    assert told(world) == {"sam": ["urgent"], "sera": ["urgent"]}

    until(world, SATURDAY + 24 * MINUTE, since=SATURDAY + 3 * MINUTE)
    assert told(world)["sera"] == ["urgent", "breach"]
    assert told(world)["mara"] == ["overdue"]
    assert task.department == "security"


def test_a_stopped_lift_reaches_its_company_at_night_and_then_the_manager(world: World) -> None:
    (task,) = world.routed(SATURDAY, topic="lift_stopped", words="Lift 2 does not move")
    until(world, SATURDAY + GRACE)
    assert told(world) == {"lifts": ["assigned"]}
    assert deadlines(task, TOWN).accept_by == SATURDAY + HOUR

    until(world, SATURDAY + HOUR + GRACE, since=SATURDAY + 40 * MINUTE)
    assert told(world) == {"lifts": ["assigned", "warning"], "mara": ["breach"]}


def test_somebody_in_difficulty_reaches_the_duty_manager_in_minutes_of_the_clock(
    world: World,
) -> None:
    words = "An old man sits on the stairs and does not go on"
    (task,) = world.routed(SATURDAY, topic="help", kind="help", words=words)
    assert task.department == "administration"
    assert deadlines(task, TOWN).accept_by == SATURDAY + 15 * MINUTE
    assert told(world) == {"dora": ["urgent"], "mara": ["urgent"]}

    until(world, SATURDAY + 15 * MINUTE + GRACE, since=SATURDAY + 14 * MINUTE)
    assert told(world)["mara"] == ["urgent", "breach"]


def test_a_drip_wakes_nobody_who_does_not_work_at_night(world: World) -> None:
    (task,) = world.routed(SATURDAY)
    until(world, SATURDAY + 3 * HOUR)
    until(world, at("2026-03-09 09:00"), since=at("2026-03-09 08:30"))
    assert told(world) == {}
    assert deadlines(task, TOWN).accept_by == at("2026-03-09 13:00")


def test_a_bundle_goes_when_one_of_those_it_is_for_is_at_work(world: World) -> None:
    """Lena leads engineering by day and security at night; what waits comes with what does not."""
    estate.put_member(structs.replace(LENA, departments=["engineering", "security"]))
    estate.put_member(structs.replace(SERA, disabled=True))
    friday = at("2026-03-06 17:58")
    world.routed(friday - 4 * HOUR)
    world.routed(friday, topic="parking", words="A car blocks the gate", key="night".ljust(22, "0"))

    until(world, friday + 30 * MINUTE)
    assert "lena" not in told(world)
    until(world, friday + 4 * HOUR + GRACE, since=friday + 4 * HOUR)
    assert "breach" in told(world)["lena"]


def test_a_department_without_hours_of_its_own_keeps_the_communitys() -> None:
    assert hours_of(TOWN, "security") == NIGHT
    assert hours_of(TOWN, "engineering") == hours_of(TOWN, "") == HARBOUR.calendar


def test_the_resident_reads_that_somebody_was_told_only_when_a_message_went(world: World) -> None:
    made = world.submit(SATURDAY, topic="stranger", words="A visitor nobody knows")
    deliver = world.tools.deliver

    def refuse(notice) -> None:
        raise Undelivered("the provider is down", permanent=False)

    world.tools = structs.replace(world.tools, deliver=refuse)
    with suppress(Undelivered):
        world.drain(SATURDAY)
    assert standing.told_at(found(made.request_id), "with_team") is None

    world.tools = structs.replace(world.tools, deliver=deliver)
    until(world, SATURDAY + 2 * GRACE)
    first = standing.told_at(found(made.request_id), "with_team")
    assert first is not None and SATURDAY <= first <= SATURDAY + 2 * GRACE

    until(world, SATURDAY + 16 * MINUTE, since=SATURDAY + 5 * MINUTE)
    assert standing.told_at(found(made.request_id), "with_team") == first


def test_an_address_that_can_never_be_reached_told_nobody(world: World) -> None:
    def refuse(notice) -> None:
        raise Undelivered("there is no such address", permanent=True)

    world.tools = structs.replace(world.tools, deliver=refuse)
    (task,) = world.routed(SATURDAY, topic="stranger", words="A visitor nobody knows")
    until(world, SATURDAY + GRACE)
    assert passed_on.told_at(found(task.request).request, [task]) is None


def test_what_is_urgent_and_nobody_took_in_its_time_asks_the_resident_to_call(world: World) -> None:
    (task,) = world.routed(SATURDAY, topic="help", kind="help", words="He sits on the stairs")
    late = SATURDAY + 16 * MINUTE

    def unanswered(now: int) -> bool:
        it = found(task.request)
        return standing.is_unanswered(it, TOWN, status(it.request, it.tasks), now)

    assert (unanswered(SATURDAY + 14 * MINUTE), unanswered(late)) == (False, True)
    world.act(task.id, "claim", 1, by=DORA, now=late)
    assert not unanswered(late + MINUTE)


def found(request_id: str) -> Aggregate:
    made = requests.aggregate(request_id)
    assert made is not None
    return made
