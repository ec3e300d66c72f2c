"""The hours of one person: of two residents who pick the same two, one has them."""

import pytest
from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.visits import bookings, resident
from chalicelib.cases.visits.bookings import BOOKINGS, PICKING_MS
from chalicelib.cases.visits.resident import MOVED, TAKEN, Missed
from chalicelib.estate import store as estate
from tests.support.builders import (
    DAY,
    HARBOUR,
    HOUR,
    LIFT,
    LOBBY,
    MONDAY_TEN,
    PACO,
    PILAR,
    World,
    key,
)
from tests.support.conversation import Case
from tests.support.door import Door, token_of
from tests.support.pages import form_of

NINE = MONDAY_TEN + DAY - HOUR
"""Tuesday at nine."""
HOURS = [NINE, NINE + 2 * HOUR]
LATER = [NINE + 2 * HOUR, NINE + 4 * HOUR]
ACROSS = [NINE + HOUR, NINE + 3 * HOUR]


def offered(world: World, n: str, windows=(HOURS, LATER), by=PACO, place=LIFT):
    """Let somebody take a job and offer times for it."""
    (task,) = world.routed(key=key(n), words=f"Tap {n} drips.", place=place.code)
    for action, more in (("claim", {}), ("offer_times", {"windows": [list(w) for w in windows]})):
        task = tasks.get(task.id)
        world.act(task.id, action, task.version, by=by, **more)
        world.drain(MONDAY_TEN)
    return tasks.get(task.id)


def pick(world: World, task, window=HOURS, now: int = MONDAY_TEN, seen: int = 0):
    return resident.pick(
        task.request, task.id, window[0], seen=seen, key=key(f"p{task.id}{window[0]}{now}"),
        now=now, enqueue=world.enqueue,
    )  # fmt: skip


def refused(world: World, task, window=HOURS, **more) -> str:
    with pytest.raises(Missed) as missed:
        pick(world, task, window, **more)
    return missed.value.why


def test_the_second_who_picks_the_hours_of_one_person_is_refused_and_picks_others(world) -> None:
    one, other = offered(world, "a"), offered(world, "b", (HOURS, ACROSS, LATER), place=LOBBY)
    assert pick(world, one).visit_at == NINE
    for now in (MONDAY_TEN, MONDAY_TEN + PICKING_MS):
        assert refused(world, other, now=now) == TAKEN
        assert refused(world, other, ACROSS, now=now) == TAKEN
    assert bookings.free(other, other.windows, now=MONDAY_TEN) == [LATER]
    assert pick(world, other, LATER).visit_at == LATER[0]
    assert tasks.get(one.id).visit_at == NINE


def test_two_people_have_the_same_hours_each(world) -> None:
    one, other = offered(world, "a"), offered(world, "b", by=PILAR, place=LOBBY)
    assert pick(world, one).visit_at == pick(world, other).visit_at == NINE


def test_what_was_called_off_or_moved_is_free_again(world) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)
    pick(world, one)
    pick(world, one, LATER, seen=1)
    later = MONDAY_TEN + PICKING_MS
    assert pick(world, other, now=later).visit_at == NINE
    assert refused(world, one, HOURS, seen=2, now=later) == TAKEN
    resident.call_off(one.request, one.id, key=key("off"), now=later, enqueue=world.enqueue)
    assert pick(world, other, LATER, seen=1, now=later).visit_at == LATER[0]


def test_who_died_between_the_hours_and_the_task_has_them_no_longer_than_a_pick_takes(
    world, monkeypatch
) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(resident, "next_version", killed)
        with pytest.raises(KeyboardInterrupt):
            pick(world, one)
    assert refused(world, other, now=MONDAY_TEN + PICKING_MS - 1) == TAKEN
    assert pick(world, other, now=MONDAY_TEN + PICKING_MS).visit_at == NINE
    assert refused(world, one, now=MONDAY_TEN + 2 * PICKING_MS) == TAKEN


def test_of_two_picks_at_once_one_has_the_hours(world, monkeypatch) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)
    insert, inside = BOOKINGS.insert, []

    def meanwhile(item):
        if not inside:
            inside.append("")
            inside[0] = pick(world, other)
        return insert(item)

    monkeypatch.setattr(BOOKINGS, "insert", meanwhile)
    assert refused(world, one) == TAKEN
    assert inside[0].visit_at == NINE
    assert tasks.get(one.id).visit_at is None


def test_hours_that_staff_agreed_on_by_telephone_are_taken_as_well(world) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)
    task = tasks.get(one.id)
    world.act(one.id, "visit", task.version, until=NINE, ends=NINE + HOUR)
    assert refused(world, other) == TAKEN
    task = tasks.get(other.id)
    world.act(other.id, "visit", task.version, until=NINE, ends=NINE + HOUR)
    assert tasks.get(other.id).visit_at == NINE, "whoever agrees by telephone knows their day"


def test_a_page_that_is_older_than_the_visit_is_told_of_that_and_takes_no_hours(world) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)
    pick(world, one)
    assert refused(world, one, LATER, seen=0) == MOVED
    assert pick(world, other, LATER).visit_at == LATER[0]


@pytest.mark.parametrize("begins", ["resume", "wake"])
def test_a_visit_that_begins_has_its_hours_until_it_is_over_or_done(world, begins) -> None:
    one, other = offered(world, "a"), offered(world, "b", (ACROSS, LATER), place=LOBBY)
    pick(world, one)
    if begins == "wake":
        world.sweep(NINE)
    else:
        world.act(one.id, begins, tasks.get(one.id).version, now=NINE - HOUR // 2)
    assert refused(world, other, ACROSS, now=NINE + 1) == TAKEN
    half = NINE + HOUR // 2
    version = tasks.get(one.id).version
    world.act(one.id, "done", version, now=half, resolution="A new washer.")
    assert pick(world, other, ACROSS, now=half).visit_at == ACROSS[0]


def test_who_works_in_two_communities_of_a_company_has_one_day(world) -> None:
    estate.put_community(structs.replace(HARBOUR, code="sp"))
    estate.put_place(structs.replace(LIFT, code="8KQ2M9X0AB3CDF", community="sp"))
    there = structs.replace(PACO, community="sp")
    estate.put_member(there)
    estate.forget()
    one = offered(world, "a")
    (other,) = world.routed(key=key("b"), place="8KQ2M9X0AB3CDF")
    for action, more in (("claim", {}), ("offer_times", {"windows": [HOURS, LATER]})):
        world.act(other.id, action, tasks.get(other.id).version, by=there, **more)
    pick(world, one)
    assert refused(world, tasks.get(other.id)) == TAKEN


def test_a_move_that_comes_too_late_does_not_lose_the_hours_that_stand(world, monkeypatch) -> None:
    one, other = offered(world, "a"), offered(world, "b", place=LOBBY)
    take, inside = bookings.take, []

    def meanwhile(*args, **more):
        if not inside:
            inside.append("")
            inside[0] = pick(world, one)
        return take(*args, **more)

    with monkeypatch.context() as racing:
        racing.setattr(bookings, "take", meanwhile)
        assert refused(world, one, LATER) == MOVED
    assert tasks.get(one.id).visit_at == NINE
    assert refused(world, other, now=MONDAY_TEN + PICKING_MS) == TAKEN
    assert pick(world, other, LATER, now=MONDAY_TEN + PICKING_MS).visit_at == LATER[0]


def test_the_hours_of_a_person_go_when_all_of_them_are_over(world) -> None:
    pick(world, offered(world, "a"))
    there = ("bookings-acme", f"bookings#{PACO.id}")
    world.sweep(HOURS[1] - 1)
    assert BOOKINGS.get(*there) is not None
    world.sweep(HOURS[1])
    assert BOOKINGS.get(*there) is None


def test_the_page_shows_what_is_left_and_says_why_and_lets_ask_for_more(door: Door) -> None:
    words = "It drips in the kitchen."
    case, other = (Case(door, where="other", spot=spot, words=words) for spot in ("12A", "7C"))
    assert case.request_id != other.request_id
    for each in (case, other):
        each.act("claim")
    times = door.get(f"/staff/v1/tasks/{case.task.id}/times", headers=token_of(PACO)).json["times"]
    windows = [[each["at"], each["end"]] for each in times[-2:]]
    for each in (case, other):
        each.act("offer_times", windows=windows)
    old = form_of(other.page(), "pick")
    for window in windows:
        said = form_of(case.page(), "pick") | {"window": str(window[0])}
        door.post_form(case.where, said, case.cookie)

    late = door.post_form(other.where, old | {"window": str(windows[1][0])}, other.cookie)
    assert late.headers["location"].endswith("?saved=window_taken")
    page = other.page()
    assert f'value="{windows[0][0]}"' in page
    assert f'value="{windows[1][0]}"' not in page
