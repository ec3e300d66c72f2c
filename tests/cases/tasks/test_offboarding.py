"""Who does it: assigned fairly, taken back when it is not taken, never left with nobody."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import offboarding
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import InvalidInput
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LENA,
    MINUTE,
    MONDAY_TEN,
    PACO,
    PILAR,
    World,
    at,
    key,
)  # fmt: skip
from tests.support.reminders import nudged


def stored(task_id: str) -> Task:
    found = tasks.get(task_id)
    assert found is not None
    return found


def a_paid_repair(world: World, now: int = MONDAY_TEN, n: int = 1, **changes) -> Task:
    (task,) = world.routed(now, topic="home_repair", kind="service", key=key(n), **changes)
    return stored(task.id)


def test_assigned_tasks_go_round_by_who_has_the_fewest(world: World) -> None:
    holders = [a_paid_repair(world, n=n).holder for n in range(4)]
    assert holders == ["paco", "pilar", "paco", "pilar"]


def test_a_task_open_for_weeks_still_counts(world: World) -> None:
    assert a_paid_repair(world, n=1).holder == "paco"
    world.act(stored_first(world), "accept", None)

    later = MONDAY_TEN + 30 * DAY
    assert a_paid_repair(world, later, n=2).holder == "pilar"


def stored_first(world: World) -> str:
    return next(iter({t.id for t in tasks.changed_since("hv.engineering", 0, limit=9)[0]}))


def test_at_the_cap_the_task_stays_open_and_the_lead_is_told(world: World) -> None:
    for who in (PACO, PILAR):
        estate.put_member(structs.replace(who, open_cap=1))

    held = [a_paid_repair(world, n=n).holder for n in range(3)]
    world.sweep(MONDAY_TEN + GRACE)

    assert held == ["paco", "pilar", ""]
    assert ("lena", ["nobody_on_duty"]) in nudged(world)


def test_nobody_on_duty_tells_the_resident_when_work_resumes(world: World) -> None:
    from chalicelib.cases.contacts.model import hashed
    from chalicelib.cases.requests import addresses
    from chalicelib.channels.deliver import words
    from tests.support.builders import SECRET

    for who in (PACO, PILAR):
        estate.put_member(structs.replace(who, on_duty=False))
    evening = at("2026-03-02 20:00")
    made = world.submit(
        evening, topic="home_repair", kind="service", contact="rosa@home.example", lang="en"
    )
    route, *_ = world.queue
    world.queue.clear()
    world.enqueue(*route)
    from chalicelib.wiring import effect_handlers

    effect_handlers.perform(*world.queue.pop(0), now=evening, tools=world.tools)
    address = hashed("hv", "rosa@home.example", secret=SECRET)
    addresses.confirm_contact(made.request_id, address, now=evening)
    addresses.choose_notices(made.request_id, address, ["put_off"], now=evening)
    world.drain(evening)
    world.drain(evening)

    (told,) = [notice for notice in world.sent if notice.template == "nobody_until"]
    assert "Our team is back tomorrow at 09:00" in words(told)[1]
    (task,) = tasks.of_request(made.request_id)
    assert [step.action for step in task.steps.values()] == ["put", "nobody"]
    assert task.pending == {}


def test_an_assignment_not_accepted_in_time_goes_back_once(world: World) -> None:
    task = a_paid_repair(world)
    assert (task.holder, task.accept) == ("paco", 480)

    half = MONDAY_TEN + 4 * HOUR + HOUR  # half of eight working hours, lunch between
    world.sweep(half - MINUTE)
    assert stored(task.id).holder == "paco"
    for _ in range(2):
        world.sweep(half)

    back = stored(task.id)
    assert (back.state, back.holder) == ("open", "")
    assert [step.action for step in back.steps.values()].count("return") == 1


@pytest.mark.parametrize("how", ["claimed", "working", "paused", "waiting", "assigned"])
def test_what_a_dismissed_person_holds_is_back_within_a_sweep_and_the_lead_knows(
    world: World, how: str
) -> None:
    if how == "assigned":
        task = a_paid_repair(world)
    else:
        (task,) = world.routed()
        world.act(task.id, "claim", 1)
        more = {
            "claimed": None, "working": ("start", {}), "waiting": ("ask", {"reason": "Where?"}),
            "paused": ("pause", {"reason": "Part ordered.", "until": MONDAY_TEN + DAY}),
        }[how]  # fmt: skip
        if more:
            world.act(task.id, more[0], 2, **more[1])
        world.drain(MONDAY_TEN)

    offboarding.dismiss(PACO, now=MONDAY_TEN)
    world.sweep(MONDAY_TEN + MINUTE)

    back = stored(task.id)
    assert (back.state, back.holder, back.hold_since) == ("open", "", None)
    world.sweep(MONDAY_TEN + MINUTE + GRACE)
    assert ("lena", ["left"]) in nudged(world)


def test_what_is_claimed_in_the_last_minute_is_found_by_the_second_look(world: World) -> None:
    (task,) = world.routed()
    offboarding.dismiss(PACO, now=MONDAY_TEN)
    world.sweep(MONDAY_TEN)
    world.act(task.id, "claim", 1)  # his phone still believed that he works here
    world.drain(MONDAY_TEN)

    for minutes in range(1, 8):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert stored(task.id).holder == ""
    assert world.sweep(MONDAY_TEN + 20 * MINUTE) == 0


def test_a_clearing_that_runs_twice_does_its_work_once(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    offboarding.dismiss(PACO, now=MONDAY_TEN)
    for _ in range(2):
        world.enqueue("hv-clearing#left.paco", "clearing", "1#clear")
    world.drain(MONDAY_TEN)

    assert [s.action for s in stored(task.id).steps.values()] == ["put", "claim", "return"]


def test_who_was_removed_by_hand_loses_the_task_when_its_clock_comes(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    estate.remove_member(PACO.login, "hv")

    for minutes in range(0, 60 * 60, 60):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert "return" in [step.action for step in stored(task.id).steps.values()]
    assert stored(task.id).holder == ""


def without_engineering(**redirects: str):
    kept = [name for name in HARBOUR.departments if name != "engineering"]
    return structs.replace(HARBOUR, departments=kept, redirects=redirects)


def test_a_department_with_open_tasks_cannot_be_removed(world: World) -> None:
    world.routed()

    with pytest.raises(InvalidInput) as refused:
        offboarding.reorganise(HARBOUR, without_engineering(), now=MONDAY_TEN)

    assert list(refused.value.fields) == ["departments"]
    assert estate.community("hv", now=MONDAY_TEN) == HARBOUR


def test_a_department_without_open_tasks_may_go(world: World) -> None:
    (task,) = world.routed()
    world.finished(task.id)

    offboarding.reorganise(HARBOUR, without_engineering(), now=MONDAY_TEN)

    kept = structs.replace(without_engineering(), writes=1)
    assert estate.community("hv", now=MONDAY_TEN) == kept


def test_a_redirected_department_hands_its_open_tasks_over_and_keeps_their_clock(
    world: World,
) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    after = without_engineering(engineering="greening", greening="security")
    after = structs.replace(
        after, departments=[name for name in after.departments if name != "greening"]
    )

    offboarding.reorganise(HARBOUR, after, now=MONDAY_TEN)
    for minutes in (0, 1, 6, 7):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    (new,) = [t for t in tasks.of_request(task.request) if t.department == "security"]
    assert (new.state, new.start_at) == ("open", MONDAY_TEN)
    assert stored(task.id).state == "handed_over"
    world.finished(new.id, MONDAY_TEN + 8 * MINUTE)
    request = requests.get(task.request)
    assert request is not None and request.state == "resolved"


def test_leads_are_told_of_what_their_people_left_only_once(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    offboarding.dismiss(PACO, now=MONDAY_TEN)
    for minutes in range(12):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert LENA.id == "lena"
    assert [who for who, what in nudged(world) if "left" in what] == ["lena"]
