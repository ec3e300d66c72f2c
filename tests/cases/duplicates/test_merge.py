"""Joining: one put, a join under its parent, and nobody's trouble is hidden by it."""

import pytest

from chalicelib.cases.duplicates import merge
from chalicelib.cases.duplicates.model import RECENT_MS
from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.plan import status
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import InvalidInput, KeyReused, Limited, NotAllowed
from chalicelib.kernel.times import HOUR_MS
from chalicelib.privacy import erase
from chalicelib.wiring import effect_handlers
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    LIFT,
    LOBBY,
    MINUTE,
    MONDAY_TEN,
    YARD,
    World,
    key,
)
from tests.support.calls import counted
from tests.support.neighbours import (
    acted,
    joined,
    joining,
    listed,
    opened,
    reported,
    steps_of,
    stored,
)


def unjoined(
    world: World, request_id: str, text: str = "Mine is at the back door.", **more
) -> None:
    now = more.pop("now", MONDAY_TEN)
    merge.unjoin(request_id, text, key=more.pop("n", key("un")), now=now, enqueue=world.enqueue)
    world.drain(now)


def test_joining_is_one_read_one_count_one_put_and_its_effect_lists_it(world: World) -> None:
    parent = reported(world)
    joined(world, parent.id, "warm")

    with counted() as calls:
        request_id = joining(world, parent.id)
    assert calls == ["GetItem", "UpdateItem", "PutItem"]
    assert request_id not in listed(parent.id)

    world.drain(MONDAY_TEN)
    assert request_id in listed(parent.id)


def test_a_joined_request_gets_no_tasks_and_takes_the_topic_of_its_parent(world: World) -> None:
    request = stored(joined(world, reported(world).id))

    assert tasks.of_request(request.id) == []
    assert (request.topic, request.plan, request.pending) == ("lighting", [], {})
    assert status(request, []) == "joined"


def test_a_double_tap_is_one_join(world: World) -> None:
    parent = reported(world)

    first = joined(world, parent.id)
    second = joined(world, parent.id)

    assert (first, listed(parent.id)) == (second, [first])


def test_the_same_message_twice_lists_it_once(world: World) -> None:
    parent = reported(world)
    request_id = joining(world, parent.id)
    message = (request_id, "request", "1#join")

    outcomes = [
        effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools) for _ in range(2)
    ]

    assert outcomes == ["done", "nothing to do"]
    assert listed(parent.id) == [request_id]


def test_a_lost_message_of_a_join_is_sent_again_by_the_sweep(world: World) -> None:
    parent = reported(world)
    request_id = joining(world, parent.id)
    world.lose()

    world.sweep(MONDAY_TEN + GRACE)
    assert listed(parent.id) == [request_id]

    world.sweep(MONDAY_TEN + 2 * GRACE)
    assert listed(parent.id) == [request_id]


def test_what_was_joined_may_be_over_when_it_is_sent_again(world: World) -> None:
    parent = reported(world)
    first = joined(world, parent.id)
    (task,) = tasks.of_request(parent.id)
    world.finished(task.id)

    assert joining(world, parent.id) == first
    with pytest.raises(KeyReused):
        joining(world, parent.id, words="Something else.")
    with pytest.raises(InvalidInput) as refused:
        joining(world, parent.id, "late")
    assert list(refused.value.fields) == ["joined_to"]


@pytest.mark.parametrize("nonsense", [
    "x", "hv-", "hv-" + "0" * 26, "qy-" + "0" * 26, "hv-outage-" + "0" * 26, "../../etc", "\x00",
])  # fmt: skip
def test_nonsense_cannot_be_joined_and_nothing_is_stored(world: World, nonsense: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        joining(world, nonsense)

    assert list(refused.value.fields) == ["joined_to"]
    assert world.queue == []


@pytest.mark.parametrize("changes", [
    {"topic": "plumbing"},
    {"spot": "Flat 12A"},
    {"words": "Light is out and I smell gas."},
    {"topic": "flooding"},
])  # fmt: skip
def test_what_is_not_shared_or_is_an_emergency_cannot_be_joined(world: World, changes) -> None:
    parent = reported(world, **changes)

    with pytest.raises(InvalidInput):
        joining(world, parent.id)


def test_a_flat_of_ones_own_and_another_building_do_not_have_the_same_light(world: World) -> None:
    from msgspec import structs

    parent = reported(world)
    estate.put_place(structs.replace(LOBBY, building="tower2"))
    with pytest.raises(InvalidInput):
        joining(world, parent.id, place=LOBBY.code)
    estate.put_place(structs.replace(LOBBY, kind="private"))
    with pytest.raises(InvalidInput):
        joining(world, parent.id, place=LOBBY.code)
    with pytest.raises(InvalidInput):
        joining(world, parent.id, spot="Flat 12A")
    estate.put_place(LOBBY)
    assert joining(world, parent.id, place=LOBBY.code)


def test_a_neighbour_of_another_community_cannot_join(world: World) -> None:
    parent = reported(world)

    with pytest.raises(InvalidInput):
        joining(world, parent.id, place=YARD.code)


def test_what_was_reported_long_ago_cannot_be_joined(world: World) -> None:
    parent = reported(world)

    with pytest.raises(InvalidInput):
        joining(world, parent.id, now=MONDAY_TEN + RECENT_MS + 1)


def test_a_joined_request_cannot_be_joined_itself(world: World) -> None:
    first = joined(world, reported(world).id)

    with pytest.raises(InvalidInput):
        joining(world, first, 2)


def test_an_emergency_is_never_hidden_behind_a_join(world: World) -> None:
    parent = reported(world)

    request = stored(joined(world, parent.id, words="And somebody is trapped in the lift!"))

    assert (request.joined_to, request.priority) == ("", "urgent")
    assert tasks.of_request(request.id)
    assert listed(parent.id) == []


def test_an_emergency_is_taken_even_where_nothing_can_be_joined(world: World) -> None:
    request = stored(joined(world, "hv-" + "0" * 26, words="I smell gas!"))

    assert request.priority == "urgent"


def test_me_too_is_possible_where_reports_are_limited_and_has_a_limit_of_its_own(
    world: World, monkeypatch
) -> None:
    from chalicelib.kernel import limits

    parent = reported(world)
    with pytest.raises(Limited):
        for n in range(limits.LIMITS["m"].most + 1):
            world.submit(key=key(f"flood-{n}"))
    assert joining(world, parent.id)

    monkeypatch.setitem(limits.LIMITS, "j", limits.Limit(HOUR_MS, 2))
    joining(world, parent.id, 2)
    with pytest.raises(Limited):
        joining(world, parent.id, 3)


def test_an_address_left_with_a_join_gets_its_one_message(world: World) -> None:
    joined(world, reported(world).id, contact="rosa@home.example")

    assert [notice.template for notice in world.sent] == ["confirm_contact"]


def test_mine_is_different_goes_its_own_way_with_its_clock_and_its_words(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)

    unjoined(world, request_id, now=MONDAY_TEN + DAY)

    request = stored(request_id)
    (task,) = tasks.of_request(request_id)
    assert (request.joined_to, request.start_at, task.start_at) == ("", MONDAY_TEN, MONDAY_TEN)
    assert task.summary == "Mine is at the back door."
    assert listed(parent.id) == []
    assert stored(parent.id).state == "open"


def test_what_is_different_has_to_be_said_once_by_who_said_nothing_yet(world: World) -> None:
    parent = reported(world)
    silent = joined(world, parent.id)
    spoken = joined(world, parent.id, 2, words="Light by the door.")

    with pytest.raises(InvalidInput) as refused:
        unjoined(world, silent, " ")
    assert list(refused.value.fields) == ["text"]
    unjoined(world, spoken, "")

    assert stored(spoken).words == "Light by the door."
    assert stored(silent).joined_to == parent.id


def test_words_of_danger_in_what_is_different_are_heard(world: World) -> None:
    request_id = joined(world, reported(world).id)

    unjoined(world, request_id, "There is smoke coming out, fire!")

    assert stored(request_id).priority == "urgent"


def test_un_joining_twice_goes_one_way_once(world: World) -> None:
    request_id = joined(world, reported(world).id)

    for _ in range(2):
        unjoined(world, request_id)

    assert steps_of(request_id).count("unjoin") == 1
    assert len(tasks.of_request(request_id)) == 1
    with pytest.raises(NotAllowed):
        unjoined(world, request_id, n=key("again"))


def test_a_lost_message_of_un_joining_is_repaired(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    merge.unjoin(request_id, "Mine.", key=key("un"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.lose()

    for n in (1, 2):
        world.sweep(MONDAY_TEN + n * GRACE)

    assert listed(parent.id) == []
    assert len(tasks.of_request(request_id)) == 1


def test_who_un_joins_before_the_join_was_listed_is_not_listed(world: World, monkeypatch) -> None:
    parent = reported(world)
    request_id = joining(world, parent.id)
    put = merge.joins.insert

    def meanwhile(item):
        monkeypatch.setattr(merge.joins, "insert", put)
        merge.unjoin(request_id, "Mine.", key=key("un"), now=MONDAY_TEN, enqueue=world.enqueue)
        world.drain(MONDAY_TEN)
        return put(item)

    monkeypatch.setattr(merge.joins, "insert", meanwhile)
    try:
        world.drain(MONDAY_TEN)
    finally:
        world.sweep(MONDAY_TEN + GRACE)

    assert listed(parent.id) == []
    assert len(tasks.of_request(request_id)) == 1


def test_withdrawing_a_joined_request_only_leaves(world: World) -> None:
    parent = reported(world)
    stays, goes = joined(world, parent.id), joined(world, parent.id, 2)

    resident_actions.withdraw(goes, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert listed(parent.id) == [stays]
    assert (stored(goes).outcome, stored(parent.id).state) == ("withdrawn", "open")
    (task,) = tasks.of_request(parent.id)
    assert task.state == "open"


def test_what_its_owner_withdraws_lives_on_for_its_joiners(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)
    (task,) = tasks.of_request(parent.id)
    world.act(task.id, "claim", 1)

    resident_actions.withdraw(parent.id, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    left = stored(parent.id)
    assert (left.state, status(left, [])) == ("open", "withdrawn")
    with pytest.raises(NotAllowed):
        resident_actions.urge(parent.id, key=key("urge"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.act(task.id, "start", 2)
    world.act(task.id, "done", 3)
    world.drain(MONDAY_TEN)
    assert stored(request_id).state == "resolved"


def test_what_its_owner_left_ends_when_the_last_joiner_leaves(world: World) -> None:
    parent = reported(world)
    first, last = joined(world, parent.id), joined(world, parent.id, 2)
    resident_actions.withdraw(parent.id, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    unjoined(world, first)
    assert stored(parent.id).state == "open"
    resident_actions.withdraw(last, key=key("off2"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    (task,) = tasks.of_request(parent.id)
    assert (stored(parent.id).outcome, task.state) == ("withdrawn", "cancelled")


def test_the_owner_and_the_last_joiner_leaving_at_once_leave_nothing_open(
    world: World, monkeypatch
) -> None:
    parent = reported(world)
    only = joined(world, parent.id)
    # The owner was told of a joiner, who is gone before the owner's own step is written.
    monkeypatch.setattr(resident_actions.joins, "any_of", lambda _: True)
    unjoined(world, only)
    resident_actions.withdraw(parent.id, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    monkeypatch.undo()
    world.drain(MONDAY_TEN)

    assert stored(parent.id).outcome == "withdrawn"


def test_who_joins_what_is_just_being_withdrawn_goes_their_own_way(world: World) -> None:
    parent = reported(world)
    request_id = joining(world, parent.id)
    resident_actions.withdraw(parent.id, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert stored(request_id).joined_to == ""
    assert len(tasks.of_request(request_id)) == 1
    assert listed(parent.id) == []


def test_a_flat_may_have_the_outage_of_its_building(world: World) -> None:
    outage = opened(world)

    request = stored(joined(world, outage.id, spot="Flat 12A"))

    assert (request.joined_to, request.topic) == (outage.id, "no_water")
    assert listed(outage.id) == [request.id]


def test_only_an_outage_that_runs_can_be_joined(world: World) -> None:
    outage = opened(world, planned=True, from_at=MONDAY_TEN + DAY, to_at=MONDAY_TEN + 2 * DAY)
    with pytest.raises(InvalidInput):
        joining(world, outage.id)
    acted(world, outage, "start")
    assert joining(world, outage.id)
    acted(world, outage, "end")
    with pytest.raises(InvalidInput):
        joining(world, outage.id, 2)


def test_an_outage_of_another_building_cannot_be_joined(world: World) -> None:
    from msgspec import structs

    outage = opened(world)
    estate.put_place(structs.replace(LIFT, building="tower2"))

    with pytest.raises(InvalidInput):
        joining(world, outage.id)


def test_the_topics_that_many_have_are_marked_in_the_table(world: World) -> None:
    from chalicelib.estate.communities import topics_of

    shared = {code for code, topic in topics_of(HARBOUR).items() if topic.shared}

    assert {"lift_stopped", "no_water", "no_power", "lighting"} <= shared
    assert not {"plumbing", "conduct", "fees", "home_repair", "other"} & shared


def test_a_changed_topic_that_is_not_shared_is_offered_no_more(world: World) -> None:
    parent = reported(world)
    assert parent.joinable
    other = reported(world, key=key("mine"), topic="plumbing")

    assert not other.joinable
    assert requests.get(other.id) is not None


def test_joining_costs_no_more_when_many_have_joined(world: World) -> None:
    outage = opened(world)
    for n in range(5):
        joined(world, outage.id, n)

    with counted() as calls:
        joining(world, outage.id, "last", now=MONDAY_TEN + MINUTE // 2)
    assert len(calls) == 3


def test_an_erased_joiner_leaves_and_what_it_joined_goes_on(world: World) -> None:
    parent = reported(world)
    stays, goes = joined(world, parent.id), joined(world, parent.id, 2)

    erase.erase(goes, now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert (listed(parent.id), stored(parent.id).state) == ([stays], "open")


def test_what_its_owner_erased_sends_its_joiners_their_own_way(world: World) -> None:
    parent = reported(world)
    request_id = joined(world, parent.id)

    erase.erase(parent.id, now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert stored(request_id).joined_to == ""
    assert [task.state for task in tasks.of_request(request_id)] == ["open"]
