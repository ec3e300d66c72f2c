"""A complaint about a person never reaches that person, nor who answers for them."""

import pytest
from msgspec import structs

from chalicelib.cases.complaints import access as conduct
from chalicelib.cases.requests import queries, visit_details
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.tasks.poll import poll
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound
from chalicelib.reports.board import board
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LENA,
    MARA,
    MONDAY_TEN,
    OTTO,
    PACO,
    SAM,
    World,
    key,
    member,
    staff,
)  # fmt: skip
from tests.support.reminders import nudged

MONA = member("mona", "manager")
ADA = member("ada", "admin")
QUEENIE = member("queenie", "manager", community="qv")
VIEW = structs.replace(HARBOUR, code="qv", name={"en": "Quarry View"})


def complaint(world: World, about: str = "", **changes) -> Task:
    answers = {"about": about} if about else {}
    (task,) = world.routed(
        topic="conduct", kind="complaint", words="He was rude to me.", answers=answers, **changes
    )
    return stored(task.id)


def stored(task_id: str) -> Task:
    found = tasks.get(task_id)
    assert found is not None
    return found


def name(world: World, task: Task, person: str, by=MONA, n: int = 1) -> Task:
    conduct.name(
        task.id, person, key=key(f"name{n}"), staff=staff(by), now=MONDAY_TEN,
        enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(MONDAY_TEN)
    return stored(task.id)


def sees(task: Task, who, queue: str = "hv.conduct") -> set[str]:
    """Return by which ways this person can get at the task."""
    person, ways = staff(who), set()
    try:
        found = poll(person, [queue], "", now=MONDAY_TEN + HOUR)
        ways |= {"queue"} if task.id in [row.id for row in found.tasks] else set()
    except Forbidden:
        ways |= set()
    try:
        queries.task(task.id, person)
        ways.add("look")
    except NotFound:
        ways |= set()
    try:
        ways |= {"find"} if queries.by_reference("hv", task.reference, person) else set()
    except NotFound:
        ways |= set()
    try:
        lines = board(person, who.community, now=MONDAY_TEN + HOUR).lines
        ways |= {"board"} if task.id in [line.task.id for line in lines] else set()
    except (Forbidden, NotFound):
        ways |= set()
    return ways


ALL_WAYS = {"queue", "look", "find", "board"}


@pytest.mark.parametrize(
    ("who", "ways"),
    [(MONA, ALL_WAYS), (MARA, set()), (SAM, set()), (PACO, set()), (LENA, set()), (OTTO, set())],
)
def test_who_gets_at_a_complaint_about_somebody_with_a_written_manager(
    world: World, who, ways
) -> None:
    estate.put_member(MONA)
    estate.put_member(structs.replace(SAM, manager="mara"))

    assert sees(complaint(world, "Sam, the guard"), who) == ways


@pytest.mark.parametrize("action", ["claim", "assign", "decline", "note", "retopic", "about"])
@pytest.mark.parametrize("who", [SAM, MARA])
def test_whom_it_is_kept_from_may_do_nothing_with_it(world: World, who, action: str) -> None:
    from chalicelib.cases.requests import staff_notes

    estate.put_member(MONA)
    estate.put_member(structs.replace(SAM, manager="mara"))
    task = complaint(world, "Sam")

    with pytest.raises(NotFound):
        match action:
            case "note":
                staff_notes.add(task.id, "Hm.", key=key("n"), staff=staff(who), now=MONDAY_TEN)
            case "about":
                name(world, task, "paco", by=who)
            case "retopic":
                retopic(
                    task.id, "dirty", emergency=None, version=1, key=key("r"), staff=staff(who),
                    now=MONDAY_TEN, enqueue=world.enqueue,
                )  # fmt: skip
            case _:
                more = {"staff": who.id, "reason": "No."}
                world.act(task.id, action, 1, by=who, **more)
    assert stored(task.id).holder == ""


def test_it_is_not_assigned_to_whom_it_is_kept_from(world: World) -> None:
    estate.put_member(MONA)
    task = complaint(world, "Mara")

    assert task.barred == ["mara", "mona"] or task.barred == ["mara"]
    with pytest.raises((InvalidInput, NotFound)):
        world.act(task.id, "assign", 1, by=MONA, staff="mara")


def test_it_is_not_handed_to_a_department_in_which_the_named_person_may_work(world: World) -> None:
    estate.put_member(MONA)
    task = complaint(world)

    with pytest.raises(InvalidInput) as refused:
        world.act(task.id, "hand_over", 1, by=MONA, department="security")
    assert list(refused.value.fields) == ["department"]


def test_only_who_may_look_into_it_is_nudged_and_nobody_else_ever(world: World) -> None:
    estate.put_member(MONA)
    estate.put_member(structs.replace(SAM, manager="mara"))
    complaint(world, "Sam")

    for hours in range(0, 5 * 24, 2):
        world.sweep(MONDAY_TEN + hours * HOUR)
        world.sweep(MONDAY_TEN + hours * HOUR + GRACE)

    assert {who for who, _ in nudged(world)} == {"mona"}


def test_a_complaint_about_the_only_manager_goes_to_another_community_of_the_company(
    world: World,
) -> None:
    estate.put_community(VIEW)
    estate.put_member(QUEENIE)

    task = complaint(world, "the manager, Mara")

    assert (task.queue, task.barred) == ("qv.conduct", ["mara"])
    assert sees(task, MARA) == set()
    assert sees(task, QUEENIE, "qv.conduct") == {"queue", "look", "board"}
    world.act(task.id, "claim", 1, by=QUEENIE)
    world.act(task.id, "done", 2, by=QUEENIE, resolution="Spoken with both.")
    world.drain(MONDAY_TEN)
    request = requests.get(task.request)
    assert request is not None and request.state == "resolved"


def test_without_another_manager_it_goes_to_the_companys_admin_who_is_chased(world: World) -> None:
    estate.put_member(ADA)

    task = complaint(world, "Mara")

    assert task.queue == "hv.oversight"
    assert sees(task, ADA, "hv.oversight") >= {"queue", "look"}
    for hours in range(0, 3 * 24, 2):
        world.sweep(MONDAY_TEN + hours * HOUR)
        world.sweep(MONDAY_TEN + hours * HOUR + GRACE)
    assert {who for who, _ in nudged(world)} == {"ada"}


def test_another_company_never_gets_it(world: World) -> None:
    boss = member("boss", "manager", community="qy", company="globex")
    estate.put_member(boss)

    task = complaint(world, "Mara")

    assert task.queue == "hv.oversight"
    assert sees(task, boss, "qy.conduct") == set()


def test_triage_names_who_it_is_and_it_leaves_whoever_must_not_have_it(world: World) -> None:
    estate.put_member(MONA)
    estate.put_member(structs.replace(SAM, manager="mara"))
    task = complaint(world)
    world.act(task.id, "claim", 1, by=MARA)
    assert sees(stored(task.id), MARA) == ALL_WAYS

    task = name(world, stored(task.id), "sam", by=MARA)

    assert (task.barred, task.state, task.holder) == (["mara", "sam"], "open", "")
    assert sees(task, MARA) == set()
    assert sees(task, MONA) == ALL_WAYS


def test_naming_somebody_who_does_not_work_here_is_refused(world: World) -> None:
    task = complaint(world)
    with pytest.raises(InvalidInput) as refused:
        name(world, task, "nobody", by=MARA)
    assert list(refused.value.fields) == ["staff"]


def test_whom_the_resident_names_afterwards_loses_it_too(world: World) -> None:
    estate.put_member(MONA)
    task = complaint(world)

    visit_details.add(
        task.request, name="", visit="", may_enter=None, answers={"about": "Mara"},
        key=key("later"), now=MONDAY_TEN, enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(MONDAY_TEN)

    assert "mara" in stored(task.id).barred
    assert sees(stored(task.id), MARA) == set()


def test_the_second_look_is_by_somebody_else_than_the_first(world: World) -> None:
    estate.put_member(MONA)
    task = complaint(world)
    world.act(task.id, "claim", 1, by=MONA)
    world.act(task.id, "done", 2, by=MONA)
    world.drain(MONDAY_TEN)
    world.answer(task.request, False, MONDAY_TEN + DAY)
    world.drain(MONDAY_TEN + DAY)
    request = requests.get(task.request)
    assert request is not None
    second = stored(request.plan[0])

    assert (second.round, second.barred) == (2, ["mona"])
    with pytest.raises(NotFound):
        world.act(second.id, "claim", 1, by=MONA, n="again")
    world.act(second.id, "claim", 1, by=MARA)


def test_the_steps_that_a_resident_reads_do_not_say_who_was_named(world: World) -> None:
    estate.put_member(MONA)
    task = complaint(world)
    name(world, task, "sam")

    request = requests.get(task.request)
    assert request is not None
    (step,) = [step for step in request.steps.values() if step.action == "concern"]
    assert "sam" not in (step.why, step.by)
