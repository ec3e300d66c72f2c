"""Correcting a topic: re-routed, the clock's start kept, told to whom it concerns."""

import pytest

from chalicelib.cases.requests import add_words, queries, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import lower, retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Stale
from tests.support.builders import (
    CLEO,
    GRACE,
    HOUR,
    LENA,
    MARA,
    MONDAY_TEN,
    OTTO,
    PACO,
    PILAR,
    SAM,
    World,
    key,
    member,
    staff,
)  # fmt: skip
from tests.support.requests import LATER, corrected, live

DESI = member("desi", "staff", "customer_service")


def lowered(world: World, task_id: str, *, by=SAM, now=LATER, **more) -> Verdict:
    made = lower(
        task_id, version=None, key=key(f"none-{by.id}"), staff=staff(by), now=now,
        enqueue=world.enqueue, **more,
    )  # fmt: skip
    world.drain(now)
    return made


def test_another_topic_is_another_plan_and_the_clock_keeps_its_start(world: World) -> None:
    (old,) = world.routed(topic="dirty")

    corrected(world, old.id, "noise", by=CLEO)

    assert set(live(old.request)) == {"security"}
    new = live(old.request)["security"]
    assert (new.topic, new.start_at, new.priority) == ("noise", MONDAY_TEN, "high")
    gone = tasks.get(old.id)
    assert gone is not None and (gone.state, gone.topic) == ("cancelled", "dirty")
    request = requests.get(old.request)
    assert request is not None
    assert [step.action for step in request.steps.values()] == [
        "submit", "route", "retopic", "route",
    ]  # fmt: skip


def test_a_department_still_needed_keeps_its_task_its_holder_and_its_history(world: World) -> None:
    (old,) = world.routed(topic="leak")
    world.act(old.id, "claim", 1)

    corrected(world, old.id, "burst_pipe")

    kept, new = live(old.request)["engineering"], live(old.request)["cleaning"]
    assert (kept.id, kept.holder, kept.topic, kept.state) == (
        old.id, "paco", "burst_pipe", "claimed",
    )  # fmt: skip
    assert [step.action for step in kept.steps.values()][:2] == ["put", "claim"]
    assert new.start_at == MONDAY_TEN


def test_whoever_holds_a_task_that_is_not_needed_any_more_is_told(world: World) -> None:
    made = world.routed(topic="burst_pipe")
    by = {task.department: task for task in made}
    world.act(by["cleaning"].id, "claim", 1, by=CLEO)

    corrected(world, by["engineering"].id, "leak", by=LENA)
    world.sweep(LATER + GRACE)

    told = {n.address: [line["what"] for line in n.lines] for n in world.sent}
    assert told["cleo@acme.example"] == ["cancel"]
    assert set(live(by["cleaning"].request)) == {"engineering"}


def test_what_is_done_stays_done_and_the_request_settles_by_it(world: World) -> None:
    made = world.routed(topic="burst_pipe")
    by = {task.department: task for task in made}
    world.finished(by["engineering"].id)

    corrected(world, by["cleaning"].id, "leak", by=CLEO)

    request = requests.get(by["cleaning"].request)
    assert request is not None and request.state == "resolved"
    assert request.plan == [by["engineering"].id]


def test_an_emergency_stays_one_unless_a_lead_says_otherwise(world: World) -> None:
    made = world.routed(topic="dirty", words="I smell gas")
    cleaning = next(task for task in made if task.department == "cleaning")

    corrected(world, cleaning.id, "leak", by=CLEO)
    assert {t.priority for t in live(cleaning.request).values()} == {"urgent"}

    engineering = live(cleaning.request)["engineering"]
    with pytest.raises(Forbidden):
        corrected(world, engineering.id, "leak", emergency=False, key=key("no"))
    corrected(world, engineering.id, "leak", by=LENA, emergency=False)
    assert {d: t.priority for d, t in live(cleaning.request).items()} == {"engineering": "high"}


def test_a_topic_that_is_an_emergency_leaves_an_emergency_behind(world: World) -> None:
    made = world.routed(topic="gas", words="Strange smell")

    engineering = next(task for task in made if task.department == "engineering")
    corrected(world, engineering.id, "drains")

    assert "security" in live(made[0].request)
    assert {t.priority for t in live(made[0].request).values()} == {"urgent"}


def test_a_danger_takes_its_topic_and_a_false_alarm_goes_back_to_what_was_chosen(
    world: World,
) -> None:
    made = world.routed(topic="dirty", words="I smell gas")
    request = requests.get(made[0].request)
    assert request is not None and (request.topic, request.steps["1"].why) == ("gas", "dirty")
    assert {task.topic for task in made} == {"gas"}
    assert {task.department for task in made} >= {"cleaning", "engineering", "security"}

    engineering = next(task for task in made if task.department == "engineering")
    corrected(world, engineering.id, "gas", by=LENA, emergency=False)

    kept = live(made[0].request)
    assert {name: (t.topic, t.priority) for name, t in kept.items()} == {
        "cleaning": ("dirty", "normal")
    }


def test_what_staff_corrected_stays_when_the_danger_does(world: World) -> None:
    made = world.routed(topic="dirty", words="I smell gas")
    cleaning = next(task for task in made if task.department == "cleaning")

    corrected(world, cleaning.id, "leak", by=CLEO)

    kept = live(cleaning.request)
    assert {"engineering", "security"} <= set(kept) and "cleaning" not in kept
    assert {(t.topic, t.priority) for t in kept.values()} == {("leak", "urgent")}


def test_whoever_has_the_task_says_in_one_tap_that_words_were_no_danger(world: World) -> None:
    made = {t.department: t for t in world.routed(topic="dirty", words="I smell gas")}
    guard = made["security"]
    world.act(guard.id, "claim", 1, by=SAM)
    world.act(made["cleaning"].id, "claim", 1, by=CLEO)
    world.sent.clear()

    verdicts = [lowered(world, guard.id).verdict for _ in range(2)]
    world.sweep(LATER + GRACE)

    assert verdicts == ["applied", "already_applied"]
    kept = live(guard.request)
    assert {name: (t.topic, t.priority, t.holder) for name, t in kept.items()} == {
        "cleaning": ("dirty", "normal", "cleo")
    }
    last = list(kept["cleaning"].steps.values())[-1]
    assert (last.action, last.by) == ("lower", "sam")
    request = requests.get(guard.request)
    assert request is not None
    assert [step.by for step in request.steps.values() if step.action == "lower"] == ["sam"]
    told = {n.address: [line["what"] for line in n.lines] for n in world.sent}
    assert told["cleo@acme.example"] == ["lower"]


@pytest.mark.parametrize(
    "said",
    [
        {"words": "I smell gas", "danger": True},
        {"words": "I smell gas", "topic": "gas"},
        {"words": "Water is pouring in", "topic": "leak", "answers": {"running": "yes"}},
    ],
)
def test_what_somebody_said_themselves_is_not_lowered_with_a_tap(world: World, said) -> None:
    made = world.routed(**{"topic": "dirty", **said})

    with pytest.raises(NotAllowed):
        lowered(world, made[0].id, by=MARA)
    assert {t.priority for t in live(made[0].request).values()} == {"urgent"}


@pytest.mark.parametrize("text", ["", "It is worse now, I smell gas everywhere."])
def test_the_switch_after_the_words_keeps_a_danger(world: World, text: str) -> None:
    made = world.routed(topic="dirty", words="I smell gas")
    add_words.add_note(
        made[0].request, text, danger=True, key=key("worse"), now=LATER, enqueue=world.enqueue
    )
    world.drain(LATER)

    with pytest.raises(NotAllowed):
        lowered(world, next(iter(live(made[0].request).values())).id, by=MARA)


def test_words_added_later_can_be_lowered_and_raised_again(world: World) -> None:
    (task,) = world.routed(topic="leak", words="It drips.")
    add_words.add_note(
        task.request, "Now I smell gas!", key=key("gas"), now=LATER, enqueue=world.enqueue
    )
    world.drain(LATER)
    lowered(world, task.id, by=LENA)
    assert {d: t.priority for d, t in live(task.request).items()} == {"engineering": "high"}

    corrected(world, task.id, "gas")
    assert {t.priority for t in live(task.request).values()} == {"urgent"}
    with pytest.raises(NotAllowed):
        lowered(world, task.id, by=MARA, now=LATER + HOUR)


def test_who_has_not_taken_the_task_and_leads_nobody_lowers_nothing(world: World) -> None:
    made = {t.department: t for t in world.routed(topic="dirty", words="I smell gas")}

    with pytest.raises(Forbidden):
        lowered(world, made["security"].id)
    with pytest.raises(NotFound):
        lowered(world, made["security"].id, by=CLEO)


def test_anybody_may_say_that_it_is_an_emergency(world: World) -> None:
    (task,) = world.routed(topic="leak")

    corrected(world, task.id, "leak", emergency=True)

    assert set(live(task.request)) == {"engineering", "security", "administration"}
    assert "lena@acme.example" in {notice.address for notice in world.sent}


def test_the_resident_is_told_and_customer_service_may_correct_what_is_anothers(
    world: World,
) -> None:
    estate.put_member(DESI)
    (task,) = world.routed(topic="noise")

    corrected(world, task.id, "dirty", by=DESI)

    request = requests.get(task.request)
    assert request is not None
    assert next(s for s in request.steps.values() if s.action == "retopic").by == "desi"
    assert set(live(task.request)) == {"cleaning"}


@pytest.mark.parametrize("by", [SAM, OTTO, CLEO])
def test_another_department_does_not_find_it(world: World, by) -> None:
    (task,) = world.routed(topic="leak")
    with pytest.raises(NotFound):
        corrected(world, task.id, "dirty", by=by)


def test_a_complaint_about_a_person_is_not_customer_services_to_correct(world: World) -> None:
    estate.put_member(DESI)
    (task,) = world.routed(topic="conduct", kind="complaint", words="He was rude to me")

    with pytest.raises(NotFound):
        corrected(world, task.id, "dirty", by=DESI)
    corrected(world, task.id, "dirty", by=MARA)
    assert set(live(task.request)) == {"cleaning"}


@pytest.mark.parametrize("by", [PACO, LENA])
def test_what_turned_out_to_be_about_a_person_is_no_longer_theirs_who_had_it(
    world: World, by
) -> None:
    (task,) = world.routed(topic="window")
    assert queries.task(task.id, staff(by))
    corrected(world, task.id, "conduct", by=MARA)

    with pytest.raises(NotFound):
        queries.task(task.id, staff(by))
    with pytest.raises(NotAllowed):
        corrected(world, task.id, "leak", by=by, key=key("back"))
    assert queries.task(task.id, staff(MARA))
    assert set(live(task.request)) == {"conduct"}


@pytest.mark.parametrize("topic", ["", "unheard_of", "leak"])
def test_a_topic_that_is_none_or_the_same_is_refused_by_name(world: World, topic: str) -> None:
    (task,) = world.routed(topic="leak")
    with pytest.raises(InvalidInput) as refused:
        corrected(world, task.id, topic)
    assert list(refused.value.fields) == ["topic"]


def test_the_same_correction_twice_is_one(world: World) -> None:
    (task,) = world.routed(topic="leak")

    verdicts = [corrected(world, task.id, "no_water", key=key("k")).verdict for _ in range(2)]

    assert verdicts == ["applied", "already_applied"]
    assert len(tasks.of_request(task.request)) == 1


def test_a_correction_of_what_has_changed_is_stale(world: World) -> None:
    (task,) = world.routed(topic="leak")
    world.act(task.id, "claim", 1)

    with pytest.raises(Stale):
        corrected(world, task.id, "no_water", by=PILAR, version=1)


def test_a_finished_task_is_not_corrected(world: World) -> None:
    (task,) = world.routed(topic="leak")
    world.finished(task.id)

    with pytest.raises(NotAllowed):
        corrected(world, task.id, "no_water")


def test_a_routing_that_was_lost_is_repaired_by_the_sweep_and_never_doubled(world: World) -> None:
    (task,) = world.routed(topic="dirty")
    retopic(
        task.id, "noise", emergency=None, version=1, key=key("k"), staff=staff(CLEO), now=LATER,
        enqueue=lambda *_: None,
    )  # fmt: skip

    world.sweep(LATER + GRACE)
    world.enqueue(task.request, "request", "3#route")
    world.enqueue(task.request, "request", "1#route")
    world.drain(LATER + GRACE)

    assert set(live(task.request)) == {"security"}
    assert len(tasks.of_request(task.request)) == 2


def test_tasks_put_by_a_routing_that_came_too_late_are_cancelled(world: World, monkeypatch) -> None:
    """The topic is corrected between the plan and the puts of the first routing."""
    from chalicelib.cases.requests import route_request

    made = world.submit(topic="dirty")
    real, first = route_request.insert, []

    def meanwhile(task, tools):
        if not first:
            first.append(task)
            monkeypatch.setattr(route_request, "insert", real)
            before = requests.get(made.request_id)
            real(task, tools)
            assert before is not None
            corrected(world, task.id, "noise", by=CLEO)
        real(task, tools)

    monkeypatch.setattr(route_request, "insert", meanwhile)
    world.drain(MONDAY_TEN)
    world.drain(LATER)

    assert set(live(made.request_id)) == {"security"}
    assert [t.state for t in tasks.of_request(made.request_id) if t.department == "cleaning"] == [
        "cancelled"
    ]


def test_a_withdrawal_in_the_middle_of_a_routing_leaves_no_open_task(
    world: World, monkeypatch
) -> None:
    from chalicelib.cases.requests import route_request

    made = world.submit(topic="dirty")
    real = route_request.insert

    def meanwhile(task, tools):
        monkeypatch.setattr(route_request, "insert", real)
        resident_actions.withdraw(
            task.request, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue
        )
        world.drain(MONDAY_TEN)
        real(task, tools)

    monkeypatch.setattr(route_request, "insert", meanwhile)
    world.drain(MONDAY_TEN)

    assert [task.state for task in tasks.of_request(made.request_id)] == ["cancelled"]


def test_a_hand_over_that_the_new_plan_does_not_need_is_cancelled(world: World) -> None:
    (task,) = world.routed(topic="leak")
    world.act(task.id, "hand_over", 1, department="security")
    world.drain(MONDAY_TEN)
    successor = next(t for t in tasks.of_request(task.request) if t.department == "security")

    corrected(world, successor.id, "no_water", by=SAM)

    assert set(live(task.request)) == {"engineering"}
    gone = tasks.get(successor.id)
    assert gone is not None and gone.state == "cancelled"
