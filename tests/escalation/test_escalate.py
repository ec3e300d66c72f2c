"""Chasing: the right person, once a rung, in working hours, in one message."""

from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.escalation import escalate as chasing
from chalicelib.estate import store as estate
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import (
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
from tests.support.reminders import nudged, until_sent


def test_a_task_nobody_has_warns_its_whole_department_on_duty(world: World) -> None:
    world.routed()

    until_sent(world, MONDAY_TEN + 4 * HOUR)

    assert sorted(nudged(world)) == [("paco", ["warning"]), ("pilar", ["warning"])]


def test_the_ladder_climbs_from_department_to_lead_to_manager(world: World) -> None:
    world.routed()

    for hours in (4, 5, 7):  # 75 %, 100 % and 150 % of four working hours, lunch at 13:00
        until_sent(world, MONDAY_TEN + hours * HOUR)

    assert nudged(world)[2:] == [("lena", ["breach"]), ("mara", ["overdue"])]


def test_a_department_without_anybody_climbs_to_who_is_there(world: World) -> None:
    for member in (PACO, PILAR, LENA):
        estate.put_member(structs.replace(member, disabled=True))
    world.routed()

    until_sent(world, MONDAY_TEN + 4 * HOUR)

    assert nudged(world) == [("mara", ["warning"])]


def test_a_sweep_run_twice_nudges_once(world: World) -> None:
    world.routed()
    now = MONDAY_TEN + 4 * HOUR

    for moment in (now, now, now + 1, now + GRACE, now + GRACE, now + 2 * GRACE):
        world.sweep(moment)

    assert len(nudged(world)) == 2


def test_after_a_silence_of_a_day_only_the_highest_rung_is_climbed(world: World) -> None:
    world.routed()

    until_sent(world, MONDAY_TEN + 24 * HOUR)

    assert nudged(world) == [("mara", ["overdue"])]


def test_two_late_tasks_make_one_message(world: World) -> None:
    world.routed(key=key("one"))
    world.routed(key=key("two"))

    until_sent(world, MONDAY_TEN + 4 * HOUR)

    assert sorted(nudged(world)) == [
        ("paco", ["warning", "warning"]),
        ("pilar", ["warning", "warning"]),
    ]


def test_nobody_is_nudged_out_of_hours(world: World) -> None:
    evening = at("2026-03-02 17:30")
    world.routed(evening)

    for minutes in range(0, 15 * 60, 10):
        world.sweep(evening + minutes * MINUTE)
    assert nudged(world) == []

    until_sent(world, at("2026-03-03 11:30"))
    assert [what for _, what in nudged(world)] == [["warning"], ["warning"]]


def test_an_urgent_task_tells_department_and_lead_at_once_at_night(world: World) -> None:
    world.routed(at("2026-03-02 03:00"), words="I smell gas on the stairs")

    told = {who for who, _ in nudged(world)}

    assert {"paco", "sam", "lena"} <= told
    assert {each for _, what in nudged(world) for each in what} == {"urgent"}


def test_a_kill_between_bundle_and_rung_nudges_once(world: World, monkeypatch) -> None:
    world.routed()
    now = MONDAY_TEN + 4 * HOUR
    save = chasing.tasks.save

    def die(before, after):
        monkeypatch.setattr(chasing.tasks, "save", save)
        raise KeyboardInterrupt

    monkeypatch.setattr(chasing.tasks, "save", die)
    try:
        world.sweep(now)
    except KeyboardInterrupt:
        world.sweep(now + GRACE)
    for minutes in range(3, 20):
        world.sweep(now + minutes * MINUTE)

    assert len(nudged(world)) == 2


def test_a_poisoned_item_never_blocks_the_rest(world: World, monkeypatch) -> None:
    (bad,) = world.routed(key=key("bad"))
    (good,) = world.routed(MONDAY_TEN + 1, key=key("good"))
    real = chasing.escalation_now

    def poison(task, community, *, now):
        if task.id == bad.id:
            raise ValueError("a calendar that cannot be")
        return real(task, community, now=now)

    monkeypatch.setattr(chasing, "escalation_now", poison)
    world.sweep(MONDAY_TEN + 4 * HOUR + MINUTE)

    stuck, fine = tasks.get(bad.id), tasks.get(good.id)
    assert stuck is not None and fine is not None
    assert (stuck.climbed, stuck.tries, fine.climbed) == (0, 1, 1)
    assert stuck.due_at == MONDAY_TEN + 4 * HOUR + MINUTE + GRACE


def test_a_typhoon_day_added_at_noon_moves_every_open_deadline(world: World) -> None:
    world.routed()
    closed = structs.replace(HARBOUR.calendar, exceptions={"2026-03-02": ((9 * 60, 12 * 60),)})
    estate.put_community(structs.replace(HARBOUR, calendar=closed))

    until_sent(world, MONDAY_TEN + 4 * HOUR)
    assert nudged(world) == []

    until_sent(world, at("2026-03-03 10:00"))
    assert len(nudged(world)) == 2


def test_two_urges_climb_one_rung_and_a_third_at_once_does_not(world: World) -> None:
    from chalicelib.cases.requests import resident_actions

    made = world.submit()
    world.drain(MONDAY_TEN)
    for n, hours in enumerate((0.1, 0.2, 6, 6.1)):
        now = MONDAY_TEN + int(hours * HOUR)
        resident_actions.urge(made.request_id, key=key(f"urge{n}"), now=now, enqueue=world.enqueue)
        world.drain(now)
    (task,) = tasks.of_request(made.request_id)

    assert task.lift == 1


def test_while_chasing_is_paused_nobody_is_nudged_and_nothing_is_lost(world: World) -> None:
    world.routed(key=key("one"))
    made = world.submit(MONDAY_TEN + 4 * HOUR, key=key("two"))
    world.lose()
    running, paused = (
        world.tools,
        structs.replace(world.tools, tuning=lambda: Tuning(chasing=False)),
    )

    world.tools = paused
    until_sent(world, MONDAY_TEN + 4 * HOUR + GRACE)
    assert nudged(world) == []
    assert len(tasks.of_request(made.request_id)) == 1

    world.tools = running
    until_sent(world, MONDAY_TEN + 4 * HOUR + 10 * MINUTE)
    assert len(nudged(world)) == 2


def test_a_task_assigned_at_night_is_told_in_the_morning(world: World) -> None:
    """Whoever is on duty finds it in the app; a message that can wait wakes nobody."""
    night = at("2026-03-02 23:30")
    world.routed(night, topic="home_repair", kind="service")

    for minutes in range(0, 9 * 60 + 30, 10):
        world.sweep(night + minutes * MINUTE)
    assert nudged(world) == []

    world.sweep(at("2026-03-03 09:00"))
    assert nudged(world) == [("paco", ["assign"])]


def test_a_danger_wakes_who_is_off_duty_where_the_whole_ladder_is_empty(world: World) -> None:
    for each in estate.members("hv", now=MONDAY_TEN):
        gone = each.id != PACO.id
        estate.put_member(structs.replace(each, disabled=gone, on_duty=False))
    estate.forget()

    world.routed()
    world.routed(key=key("gas"), words="I smell gas", topic="gas", now=MONDAY_TEN + MINUTE)

    told = nudged(world)
    assert {name for name, _ in told} == {"paco"}
    assert {what for _, lines in told for what in lines} == {"urgent"}
