"""What residents are shown before they send: near, shared, recent, and never anybody's words."""

from msgspec import structs

from chalicelib.cases.duplicates import suggestions_store as stored_known
from chalicelib.cases.duplicates.model import RECENT_MS
from chalicelib.cases.duplicates.suggestions import known_at, match, others_have
from chalicelib.estate import store as estate
from tests.support.builders import DAY, HARBOUR, HOUR, LIFT, LOBBY, MINUTE, MONDAY_TEN, World, key
from tests.support.calls import counted
from tests.support.neighbours import WORDS, acted, joined, opened, reported

LATER = MONDAY_TEN + HOUR


def shown(now: int = LATER, place=LIFT):
    stored_known.forget()
    return known_at(place, HARBOUR, now=now)


def test_an_open_shared_request_is_offered_by_topic_place_and_time(world: World) -> None:
    parent = reported(world)

    (one,) = shown()

    assert (one.id, one.topics, one.since_at, one.others) == (
        parent.id, ["lighting"], MONDAY_TEN, 1,
    )  # fmt: skip
    assert one.place_name["en"] == "Lift 2"
    assert one.words == {}


def test_who_joined_is_counted_by_rows(world: World) -> None:
    parent = reported(world)
    ids = [joined(world, parent.id, n) for n in range(3)]

    assert shown()[0].others == 4
    stored_known.forget()
    assert others_have(parent.id, "hv", "tower1", now=LATER) == len(ids)


def test_private_flats_emergencies_and_what_is_over_are_never_offered(world: World) -> None:
    reported(world, key=key(1), spot="Flat 12A")
    reported(world, key=key(2), topic="plumbing")
    reported(world, key=key(3), topic="flooding")
    reported(world, key=key(4), words="Light is out and there is fire")
    done = reported(world, key=key(5), topic="dirty")
    from chalicelib.cases.tasks import store as tasks

    world.finished(tasks.of_request(done.id)[0].id)

    assert shown() == []


def test_what_is_reported_is_offered_once_routed_and_while_recent(world: World) -> None:
    world.submit(topic="lighting", key=key("raw"))
    assert shown() == []

    world.drain(MONDAY_TEN)
    assert len(shown()) == 1
    assert shown(MONDAY_TEN + RECENT_MS + 1) == []


def test_another_building_knows_nothing_of_it(world: World) -> None:
    reported(world)

    assert shown(place=structs.replace(LOBBY, building="tower2")) == []


def test_at_the_label_of_a_flat_only_outages_are_shown(world: World) -> None:
    reported(world)
    outage = opened(world)

    assert [one.id for one in shown(place=structs.replace(LOBBY, kind="private"))] == [outage.id]


def test_of_several_reports_of_one_thing_the_one_that_most_joined_is_offered(world: World) -> None:
    first = reported(world)
    second = reported(world, MONDAY_TEN + MINUTE, key=key("second"))
    assert [one.id for one in shown()] == [first.id]

    joined(world, second.id, now=MONDAY_TEN + 2 * MINUTE)
    assert [one.id for one in shown()] == [second.id]


def test_a_page_offers_few(world: World) -> None:
    for n, topic in enumerate(("lighting", "dirty", "rubbish", "lift_stopped", "air")):
        reported(world, MONDAY_TEN + n, key=key(n), topic=topic)

    assert len(shown()) == 3


def test_where_much_was_reported_what_most_joined_is_offered_however_old(
    world: World, monkeypatch
) -> None:
    parent = reported(world)
    for n in range(3):
        joined(world, parent.id, n, MONDAY_TEN + (n + 1) * MINUTE)
    for n in range(5):
        reported(world, MONDAY_TEN + (n + 4) * MINUTE, key=key(f"new-{n}"), spot="Flat 12A")
    joined(world, parent.id, "last", MONDAY_TEN + 9 * MINUTE)
    monkeypatch.setattr(stored_known, "MOST_LATELY", 4)

    (one,) = shown()

    assert (one.id, one.others) == (parent.id, 5)


def test_an_outage_stands_for_the_reports_of_its_topics(world: World) -> None:
    reported(world, topic="no_water", words="No water")
    outage = opened(world, to_at=MONDAY_TEN + DAY)

    (one,) = shown()

    assert (one.id, one.words, one.until_at, one.joinable) == (
        outage.id, WORDS, MONDAY_TEN + DAY, True,
    )  # fmt: skip


def test_planned_work_and_what_ended_are_told_but_cannot_be_joined(world: World) -> None:
    opened(world, planned=True, from_at=MONDAY_TEN + 3 * DAY, to_at=MONDAY_TEN + 4 * DAY)
    ended = opened(world, key=key("ended"), topics=["no_power"])
    acted(world, ended, "end")
    world.drain(MONDAY_TEN)

    found = shown()

    assert {one.state: one.joinable for one in found} == {"planned": False, "ended": False}
    assert match(found, "no_water") is None
    assert [one.state for one in shown(MONDAY_TEN + DAY + 1)] == ["planned"]


def test_only_what_can_be_joined_matches_a_topic(world: World) -> None:
    outage = opened(world)

    assert match(shown(), "no_water").id == outage.id
    assert match(shown(), "lighting") is None


def test_one_fault_is_one_sign_of_a_need_however_many_have_it(world: World) -> None:
    from chalicelib.improvements import needs_store as needs

    parent = reported(world)
    outage = opened(world)
    for n in range(3):
        joined(world, parent.id, n)
        joined(world, outage.id, f"o{n}")

    found = needs.requests_of("hv", "tower1", ["lighting", "no_water"], MONDAY_TEN, LATER)

    assert sorted(sign.topic for sign in found) == ["lighting", "no_water"]


def test_it_costs_two_queries_and_a_read_of_each_outage_once_a_minute(world: World) -> None:
    reported(world)
    opened(world)
    stored_known.forget()
    estate.place(LIFT.code, now=LATER)

    with counted() as calls:
        known_at(LIFT, HARBOUR, now=LATER)
    assert calls == ["Query", "Query", "GetItem"]

    with counted() as calls:
        known_at(LOBBY, HARBOUR, now=LATER + MINUTE - 1)
    assert calls == []
