"""The daily reconcile: nothing is missing, what broke is mended, each day is counted once."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from chalicelib.administration.restore import Tombs
from chalicelib.cases.requests import addresses, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.households import actions as households
from chalicelib.privacy import erase, person
from chalicelib.reports import reconcile_store as stored
from chalicelib.reports.daily_stats import Sheet, Tally
from chalicelib.reports.reconcile import Outcome, reconcile
from chalicelib.reports.reconcile_run import Part
from tests.support import quick_moto
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    LOBBY,
    MINUTE,
    MONDAY_TEN,
    SECRET,
    YARD,
    World,
    at,
    key,
)
from tests.support.faults import lose, rows

EVENING = at("2026-03-02 17:30", "UTC")
"""Half past one on Tuesday morning in Hong Kong: Monday is over there."""
MONDAY = "2026-03-02"


def run(
    now: int = EVENING,
    world: World | None = None,
    *,
    submitted: int | None = None,
    has_time: Callable[[], bool] = lambda: True,
) -> Outcome:
    tools = (world or World()).tools
    return reconcile(
        now=now, hour=17, tools=tools, submitted=lambda since, until: submitted, has_time=has_time
    )


def one_page() -> Callable[[], bool]:
    """Return the patience of a call that has time for one page only."""
    left = iter([True])
    return lambda: next(left, False)


def tallies(community: str = "hv") -> list[Tally]:
    return stored.tallies(community, "2026-02-01", "2026-04-01")


@pytest.fixture
def a_day(world: World) -> World:
    """Monday: one confirmed, one withdrawn, one erased, one still open, one in New York."""
    (done,) = world.routed(key=key(1))
    world.act(done.id, "claim", 1, now=MONDAY_TEN + HOUR)
    world.act(done.id, "start", 2, now=MONDAY_TEN + HOUR)
    world.act(done.id, "done", 3, now=MONDAY_TEN + 2 * HOUR)
    world.drain(MONDAY_TEN + 2 * HOUR)
    world.answer(done.request, True, now=MONDAY_TEN + 3 * HOUR)
    (back,) = world.routed(key=key(2), topic="leak")
    resident_actions.withdraw(
        back.request, key=key("w"), now=MONDAY_TEN + HOUR, enqueue=world.enqueue
    )
    (gone,) = world.routed(key=key(3), place=LOBBY.code)
    erase.erase(gone.request, now=MONDAY_TEN + HOUR, enqueue=world.enqueue)
    world.routed(key=key(4), topic="leak", channel="api")
    world.routed(key=key(5), place=YARD.code)
    world.drain(MONDAY_TEN + 3 * HOUR)
    return world


def test_all_that_was_accepted_is_open_or_over_or_erased(a_day: World) -> None:
    outcome = run(world=a_day, submitted=0)

    assert outcome.finished and outcome.run.missing == 0
    totals = {total.community: total.stored for total in stored.totals(MONDAY)}
    assert totals == {"hv": 4, "qy": 1}
    assert run(EVENING + DAY, a_day, submitted=5).run.missing == 0


def test_a_day_is_tallied_by_department_topic_and_outcome(a_day: World) -> None:
    run(world=a_day)
    monday = next(tally for tally in tallies() if tally.date == MONDAY)

    assert (monday.accepted, monday.reopened) == (4, 0)
    assert monday.outcomes == {"confirmed": 1, "erased": 1, "withdrawn": 1}
    assert monday.channels == {"api": 1, "form": 3}
    assert monday.priorities == {"high": 2, "normal": 2}
    plumbing = next(line for line in monday.lines if line["topic"] == "plumbing")
    assert plumbing == {
        "department": "engineering", "topic": "plumbing", "begun": 2, "reopened": 0, "done": 1,
        "declined": 0, "handed_over": 0, "cancelled": 1, "on_time": 1, "late": 0,
        "accepted": 1, "accepted_on_time": 1,
        "accept_minutes": 60, "done_minutes": 120,
    }  # fmt: skip


def test_a_day_is_tallied_by_building_and_says_what_it_left_open_at_its_end(world: World) -> None:
    world.routed(MONDAY_TEN - 9 * DAY, key=key(1))
    (late,) = world.routed(MONDAY_TEN - DAY, key=key(2))
    (done,) = world.routed(MONDAY_TEN - DAY, key=key(3))
    world.finished(done.id, MONDAY_TEN)
    # On Tuesday, before the day is counted: at the end of Monday it was open.
    world.finished(late.id, EVENING - HOUR)
    world.drain(MONDAY_TEN)
    run(world=world)
    sunday, monday = tallies()[-2:]

    assert monday.date == MONDAY
    assert sunday.backlog == [
        {"department": "engineering", "day": 2, "week": 0, "month": 1, "older": 0}
    ]
    assert monday.backlog == [
        {"department": "engineering", "day": 1, "week": 0, "month": 1, "older": 0}
    ]
    assert [each["done"] for each in monday.buildings] == [1]
    assert [(each["begun"], each["building"]) for each in sunday.buildings] == [(2, done.building)]


def test_what_waits_is_counted_by_how_long_it_has(world: World) -> None:
    world.routed(MONDAY_TEN - 9 * DAY, key=key(1))
    world.routed(MONDAY_TEN - 2 * DAY, key=key(2))
    world.routed(MONDAY_TEN + 7 * HOUR, key=key(3))
    (done,) = world.routed(MONDAY_TEN - 9 * DAY, key=key(4))
    world.finished(done.id, MONDAY_TEN)
    world.drain(MONDAY_TEN)

    # What came at five in the afternoon is not late at night; what waits for days is.
    assert run(world=world).run.waiting == {
        "under_a_day": 1, "under_a_week": 1, "longer": 1, "late": 2,
    }  # fmt: skip


def test_a_day_is_the_communitys_own(a_day: World) -> None:
    run(world=a_day)

    # Ten on Monday morning in Hong Kong is Sunday evening in New York.
    assert [tally.date for tally in tallies("qy") if tally.accepted] == ["2026-03-01"]


def test_waiting_for_the_resident_makes_nobody_late(world: World) -> None:
    (task,) = world.routed(topic="leak")
    world.act(task.id, "claim", 1)
    world.act(task.id, "ask", 2, reason="May we come?")
    world.act(task.id, "resume", 3, now=MONDAY_TEN + 5 * HOUR)
    world.act(task.id, "done", 4, now=MONDAY_TEN + 6 * HOUR)
    run(world=world)
    (line,) = next(tally for tally in tallies() if tally.date == MONDAY).lines

    assert (line["on_time"], line["late"], line["done_minutes"]) == (1, 0, 60)


def test_reading_twice_writes_the_same(a_day: World) -> None:
    run(world=a_day)
    first = tallies()
    assert not run(EVENING + HOUR, a_day).finished
    run(EVENING + DAY, a_day)

    assert [tally for tally in tallies() if tally.date <= MONDAY and tally.accepted] == [
        tally for tally in first if tally.accepted
    ]


def test_an_erasure_after_the_day_changes_no_count_of_that_day(a_day: World) -> None:
    run(world=a_day)
    before = next(tally for tally in tallies() if tally.date == MONDAY)
    for request in requests.id_by_reference("hv", requests_of(a_day)[0]):
        erase.erase(request, now=EVENING + HOUR, enqueue=a_day.enqueue)
    a_day.drain(EVENING + HOUR)
    run(EVENING + DAY, a_day)

    assert next(tally for tally in tallies() if tally.date == MONDAY) == before


def requests_of(world: World) -> list[str]:
    found = stored.page(0, 1, "")[0]
    return [f.item.reference for f in found if f.sk == "request" and f.item.community == "hv"
            and f.item.state == "closed"]  # fmt: skip


def test_it_goes_on_where_it_had_to_stop(a_day: World) -> None:
    calls = 0
    while not run(EVENING + calls * MINUTE, a_day, has_time=one_page()).finished:
        calls += 1
        assert calls < 30
    assert calls >= 3
    monday = next(tally for tally in tallies() if tally.date == MONDAY)
    assert (monday.accepted, monday.outcomes["confirmed"]) == (4, 1)


def test_what_a_call_put_before_it_died_is_not_counted_twice(a_day: World) -> None:
    half = Part(community="hv", totals={"open": 9}, sheets={MONDAY: Sheet(counts={"accepted": 9})})
    stored.put_part(MONDAY, "a-chunk-that-never-came-to-its-end", half)
    run(world=a_day)

    assert next(tally for tally in tallies() if tally.date == MONDAY).accepted == 4
    assert list(stored.parts(MONDAY)) == []


def test_a_missed_day_is_made_up_for(a_day: World) -> None:
    run(EVENING + 2 * DAY, a_day)

    assert next(tally for tally in tallies() if tally.date == MONDAY).accepted == 4


def test_before_its_hour_the_day_before_is_gone_on_with(a_day: World) -> None:
    run(world=a_day)
    outcome = run(at("2026-03-03 16:59", "UTC"), a_day)

    assert (outcome.run.date, outcome.finished) == (MONDAY, False)


def test_it_runs_again_when_somebody_asks_for_it(a_day: World) -> None:
    run(world=a_day)
    (gone, *_) = requests.id_by_reference("hv", requests_of(a_day)[0])
    lose(gone, "request")
    outcome = reconcile(
        now=EVENING + HOUR, hour=17, again=True, tools=a_day.tools,
        submitted=lambda since, until: None, has_time=lambda: True,
    )  # fmt: skip

    assert (outcome.finished, outcome.run.missing) == (True, 1)


def test_a_request_that_is_gone_is_missing(a_day: World) -> None:
    run(world=a_day)
    (gone, *_) = requests.id_by_reference("hv", requests_of(a_day)[0])
    lose(gone, "request")
    outcome = run(EVENING + DAY, a_day)

    assert outcome.run.missing == 1


def test_more_acknowledged_than_stored_is_missing(world: World) -> None:
    world.routed()
    assert run(EVENING + DAY, world, submitted=3).run.missing == 2


def test_half_an_item_is_told_and_stops_nothing(world: World) -> None:
    (task,) = world.routed()
    lose(*tasks.task_key(task.id), "id")
    outcome = run(world=world)

    assert (outcome.finished, outcome.run.missing) == (True, 1)


def test_nobody_is_missing_where_nobody_counted(world: World) -> None:
    world.routed()
    assert run(world=world, submitted=None).run.missing == 0
    assert run(EVENING + DAY, world, submitted=0).run.missing == 0


@pytest.mark.parametrize("names", [("due_sk",), ("due_at", "due_sk"), ("queue_pk", "queue_sk")])
def test_a_lost_index_row_or_due_time_is_mended(world: World, names: tuple[str, ...]) -> None:
    (task,) = world.routed()
    whole = tasks.get(task.id)
    lose(*tasks.task_key(task.id), *names)
    outcome = run(world=world)

    assert outcome.run.mended == 1
    mended = tasks.get(task.id)
    assert whole and mended and mended.due_at is not None
    assert [t.id for t in tasks.changed_since("hv.engineering", 0, limit=9)[0]] == [task.id]
    assert run(EVENING + DAY, world).run.mended == 0


def test_a_plan_whose_tasks_are_not_there_is_routed_again(world: World) -> None:
    (task,) = world.routed()
    lose(*tasks.task_key(task.id))
    assert run(world=world).run.mended == 1
    world.drain(EVENING)

    assert [each.id for each in tasks.of_request(task.request)] == [task.id]


def test_a_request_that_nobody_ever_routed_is_routed(world: World) -> None:
    made = world.submit()
    world.lose()
    lose(made.request_id, "request", "due_at", "due_sk")
    request = requests.get(made.request_id)
    assert request
    requests.save(request, structs.replace(request, pending={}))
    run(world=world)
    world.drain(EVENING)

    assert len(tasks.of_request(made.request_id)) == 1


def test_a_request_whose_work_is_over_is_settled(world: World) -> None:
    (task,) = world.routed()
    world.finished(task.id)
    request = requests.get(task.request)
    assert request and request.state == "resolved"
    requests.save(
        request, structs.replace(request, state="open", resolved_at=None, due_at=None, pending={})
    )
    assert run(world=world).run.mended == 1
    world.drain(EVENING)

    settled = requests.get(task.request)
    assert settled and settled.state == "resolved"


def test_a_table_of_the_release_before_is_read_whole_and_what_is_open_is_found_from_then_on(
    a_day: World,
) -> None:
    for item in dump():
        if "moved_pk" in item:
            lose(item["pk"]["S"], item["sk"]["S"], "moved_pk")
    assert run(world=a_day).run.whole
    lately = run(EVENING + DAY, a_day).run

    assert (lately.whole, lately.missing, lately.mended) == (False, 0, 0)
    assert lately.waiting["under_a_week"] == 2
    monday = next(tally for tally in tallies() if tally.date == MONDAY)
    assert (monday.accepted, monday.outcomes["withdrawn"]) == (4, 1)


def test_what_is_well_is_left_alone(a_day: World) -> None:
    for minutes in (3, 6, 12):
        a_day.sweep(MONDAY_TEN + 3 * HOUR + minutes * MINUTE)
    assert run(world=a_day).run.mended == 0


def test_a_table_of_five_minutes_ago_is_made_whole(world: World) -> None:
    """F41: restored to a snapshot, the messages of five minutes come again; nothing dangles."""
    (first,) = world.routed(key=key(1))
    burst = sorted(world.routed(key=key(2), topic="burst_pipe"), key=lambda task: task.department)
    snapshot = dump()
    lost_messages = []
    later = MONDAY_TEN + 4 * MINUTE
    world.act(first.id, "claim", 1, now=later)
    world.act(burst[1].id, "claim", 1, now=later)
    third = world.submit(later, key=key(3), place=LOBBY.code)
    lost_messages += world.queue
    world.drain(later)
    restore(snapshot)
    # A restore may hold one half of what was written together.
    lose(*tasks.task_key(burst[0].id))

    world.queue += [*lost_messages, *lost_messages]
    world.drain(later)
    for minutes in (6, 12, 20):
        world.sweep(MONDAY_TEN + minutes * MINUTE)
    outcome = run(EVENING, world)
    world.drain(EVENING)

    assert requests.get(third.request_id) is None
    states = [found.item.state for found in stored.page(0, 1, "")[0] if found.sk == "request"]
    assert states == ["open", "open"]
    assert sum(total.stored for total in stored.totals(MONDAY)) == len(states)
    assert len(tasks.of_request(burst[1].request)) == 2
    assert outcome.run.mended == 1
    claimed = world.act(first.id, "claim", 1, now=EVENING, n="again")
    assert claimed.task.state == "claimed"
    # What was acknowledged and is not there any more is told, not hidden.
    assert run(EVENING + DAY, world, submitted=3).run.missing == 1


def dump() -> list[dict[str, Any]]:
    return list(quick_moto.client("dynamodb").scan(TableName="steward-test-requests")["Items"])


def restore(items: list[dict[str, Any]]) -> None:
    client = quick_moto.client("dynamodb")
    for item in dump():
        client.delete_item(
            TableName="steward-test-requests", Key={"pk": item["pk"], "sk": item["sk"]}
        )
    for item in items:
        client.put_item(TableName="steward-test-requests", Item=item)


def test_what_a_restore_brings_back_under_a_tombstone_goes_again(world: World) -> None:
    made = world.submit(contact="rosa@resident.example")
    world.drain(MONDAY_TEN)
    client, _ = rows()
    table = "steward-test-requests"
    before = client.scan(TableName=table)["Items"]
    children = [row for row in before if row["sk"]["S"].startswith("contact#")]
    assert children
    erase.erase(made.request_id, now=MONDAY_TEN, enqueue=world.enqueue)
    for minutes in (0, 5, 10):
        world.drain(MONDAY_TEN)
        world.sweep(MONDAY_TEN + minutes * MINUTE)
    assert "rosa" not in str(client.scan(TableName=table)["Items"])

    for again in (lambda: run(world=world), lambda: erase_again(world, made.request_id)):
        for row in children:
            client.put_item(TableName=table, Item=row)
        again()
        for minutes in (0, 5, 10, 40):
            world.drain(EVENING)
            world.sweep(EVENING + minutes * MINUTE)
        assert "rosa" not in str(client.scan(TableName=table)["Items"])


def erase_again(world: World, request_id: str) -> None:
    erase.erase(request_id, now=EVENING, enqueue=world.enqueue)


@pytest.mark.parametrize("which", ["one", "all"])
def test_what_a_household_took_back_is_not_put_back(world: World, which: str) -> None:
    home = households.Household("hv", "0" * 32)
    for code in ("knock", "pet"):
        households.tell(home, code, "", consent=True, now=MONDAY_TEN)
    client, _ = rows()
    table = "steward-test-households"
    before = client.scan(TableName=table)["Items"]
    if which == "one":
        households.withdraw(home, "pet", now=MONDAY_TEN + MINUTE)
    else:
        households.forget(home, now=MONDAY_TEN + MINUTE)

    tombs = Tombs(client, "steward-test-requests")
    assert [tombs.covers(row) for row in before] == [True, True]
    for row in before:
        if row["sk"]["S"].endswith("pet"):
            client.put_item(TableName=table, Item=row)
    run(world=world)

    kept = [each.code for each in households.told(home, now=EVENING)]
    assert kept == (["knock"] if which == "one" else [])


def test_a_restore_skips_what_stands_under_a_tombstone_in_every_table(world: World) -> None:
    made, lives = world.submit(key=key("gone")), world.submit(key=key("lives"))
    world.drain(MONDAY_TEN)
    client, _ = rows()
    before = client.scan(TableName="steward-test-requests")["Items"]
    erase.erase(made.request_id, now=MONDAY_TEN, enqueue=world.enqueue)

    tombs = Tombs(client, "steward-test-requests")

    under = {str(row["pk"]["S"]) for row in before if tombs.covers(row)}
    assert under == {made.request_id, "find#hv#engineering#2026-03"}
    opinion = {"pk": {"S": "hv-opinion-1"}, "sk": {"S": "opinion"}}
    assert tombs.covers({**opinion, "request": {"S": made.request_id}})
    assert not tombs.covers({**opinion, "request": {"S": lives.request_id}})


def test_an_address_that_was_erased_alone_is_not_put_back_and_may_be_given_again(
    world: World,
) -> None:
    made = world.submit(contact="rosa@resident.example")
    world.drain(MONDAY_TEN)
    client, table = rows()[0], "steward-test-requests"
    before = [r for r in client.scan(TableName=table)["Items"] if "contact#" in r["sk"]["S"]]
    later = MONDAY_TEN + MINUTE
    asked = {"by": "mara", "secret": SECRET, "enqueue": world.enqueue}
    person.erase("hv", "rosa@resident.example", now=later, **asked)
    world.sweep(later + GRACE)

    tombs = Tombs(client, table)
    assert [tombs.covers(row) for row in before] == [True]
    client.put_item(TableName=table, Item=before[0])
    run(world=world)
    world.sweep(EVENING + GRACE)
    assert requests.aggregate(made.request_id).contacts == []

    addresses.leave_contact(
        made.request_id, "rosa@resident.example", secret=SECRET, now=EVENING, enqueue=world.enqueue
    )
    run(world=world)
    assert [c.address for c in requests.aggregate(made.request_id).contacts] == [
        "rosa@resident.example"
    ]
