"""Needs are looked for once a day, proposed to a person, and taught by a refusal."""

from typing import Any

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.improvements import needs_store as needs
from chalicelib.improvements import store as measures
from chalicelib.improvements.model import DONE, PROPOSED, VERIFIED, WATCH_MS, Measure
from chalicelib.improvements.needs import COURTESIES, Needs
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.recognition import actions as kindness
from chalicelib.wiring import effect_handlers
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LIFT,
    LOBBY,
    MONDAY_TEN,
    SAM,
    World,
    at,
    key,
    staff,
)
from tests.support.improvements import act, done, heard, now_of

TUESDAY_NINE = at("2026-03-03 09:00")


def told(world: World, n: int | str, now: int = MONDAY_TEN, **changes: Any) -> None:
    world.routed(now, **({"key": key(f"n{n}"), "topic": "lighting"} | changes))


def looked(world: World, now: int = TUESDAY_NINE) -> list[Measure]:
    """Let the sweep come by; return the measures of the community."""
    world.sweep(now)
    world.sweep(now + GRACE)
    return measures.read(each.id for each in measures.listed("hv"))


def known(building: str = "tower1") -> Needs:
    found = needs.get("hv", building)
    assert found is not None
    return found


def test_three_alike_are_proposed_the_next_morning_and_no_order_is_given(world: World) -> None:
    for n in range(3):
        told(world, n)

    (proposal,) = looked(world)

    assert (proposal.state, proposal.origin, proposal.topic) == (PROPOSED, "need", "lighting")
    assert proposal.evidence_of == {"detector": "alike", "count": 3, "stack": ""}
    assert len(proposal.seen) == 3
    assert (proposal.owner, proposal.building, proposal.department) == ("", "tower1", "engineering")


def test_a_sweep_run_twice_proposes_once(world: World) -> None:
    for n in range(3):
        told(world, n)

    for moment in (0, 0, 1, GRACE, DAY, DAY, 2 * DAY):
        world.sweep(TUESDAY_NINE + moment)

    assert len(measures.listed("hv")) == 1


def test_the_same_message_twice_proposes_once(world: World) -> None:
    for n in range(3):
        told(world, n)
    stored = known()
    owing = structs.replace(stored, pending={"2#detect": MONDAY_TEN}, version=2)
    needs.save(stored, owing)

    for _ in range(3):
        effect_handlers.perform(
            "hv-needs", "needs#tower1", "2#detect", now=TUESDAY_NINE, tools=world.tools
        )
    needs.save(known(), structs.replace(known(), known={}, pending={"2#detect": MONDAY_TEN}))
    effect_handlers.perform(
        "hv-needs", "needs#tower1", "2#detect", now=TUESDAY_NINE, tools=world.tools
    )

    assert len(measures.listed("hv")) == 1


def test_a_kill_before_it_is_written_down_proposes_once(world: World, monkeypatch) -> None:
    for n in range(3):
        told(world, n)
    real = needs.save

    def die(before: Needs, after: Needs) -> Needs:
        if after.known:
            monkeypatch.setattr(needs, "save", real)
            raise KeyboardInterrupt
        return real(before, after)

    monkeypatch.setattr(needs, "save", die)
    with pytest.raises(KeyboardInterrupt):
        world.sweep(TUESDAY_NINE)
    world.lose()
    world.sweep(TUESDAY_NINE + GRACE)
    world.sweep(TUESDAY_NINE + 2 * GRACE)

    assert len(measures.listed("hv")) == 1
    assert known().pending == {}


def test_two_flats_of_one_riser_are_proposed(world: World) -> None:
    told(world, 1, topic="leak", spot="Flat A, 12/F")
    told(world, 2, topic="leak", spot="9A")

    (proposal,) = looked(world)

    assert proposal.pattern == "riser#leak#A"
    assert proposal.evidence_of["stack"] == "9A, 12A"


def test_what_staff_heard_counts_and_what_came_from_a_request_counts_once(world: World) -> None:
    heard(world, 1, topic="lighting")
    heard(world, 2, topic="lighting")
    told(world, 3, kind="complaint")
    (proposal,) = looked(world)

    assert proposal.evidence_of["count"] == 3


def test_another_building_is_another_matter(world: World) -> None:
    from chalicelib.estate import store as estate

    estate.put_place(structs.replace(LOBBY, building="tower2"))
    told(world, 1)
    told(world, 2)
    told(world, 3, place=LOBBY.code)

    assert looked(world) == []


def test_this_month_last_year_is_proposed_before_it_comes_again(world: World) -> None:
    for n in range(3):
        told(world, n, at("2025-03-20 10:00"))
    for measure in looked(world, at("2025-03-21 09:00")):
        act(world, measure, "drop", reason={"en": "Once."}, now=at("2025-03-21 10:00"))

    for month in range(4, 13):
        world.sweep(at(f"2025-{month:02d}-05 10:00"))
    found = looked(world, at("2026-03-02 10:00"))

    (season,) = [m for m in found if m.pattern.startswith("season")]
    assert (season.topic, season.evidence_of["count"]) == ("lighting", 3)


def test_many_courtesies_of_one_kind_at_one_spot_ask_what_would_help(world: World) -> None:
    for n in range(10):
        kindness.log(
            community="hv", kind="carried", place=LIFT.code, department="", key=key(f"k{n}"),
            staff=staff(SAM), now=MONDAY_TEN + n,
        )  # fmt: skip
    told(world, 1, MONDAY_TEN + HOUR)

    (proposal,) = looked(world)

    assert (proposal.pattern, proposal.place) == (f"courtesy#carried#{LIFT.code}", LIFT.code)
    assert proposal.evidence_of["count"] == 10
    assert proposal.department == "administration"


def test_a_refusal_teaches_until_it_grows(world: World) -> None:
    for n in range(3):
        told(world, n)
    (proposal,) = looked(world)
    act(world, proposal, "drop", reason={"en": "The lamps are being changed."}, now=TUESDAY_NINE)

    told(world, 4, TUESDAY_NINE + HOUR)
    assert len(looked(world, TUESDAY_NINE + DAY)) == 1
    for n in (5, 6):
        told(world, n, TUESDAY_NINE + DAY + HOUR)
    again = looked(world, TUESDAY_NINE + 2 * DAY)

    assert sorted(m.evidence_of["count"] for m in again) == [3, 6]


def test_a_building_that_tells_nothing_is_looked_at_no_more(world: World) -> None:
    told(world, 1)
    for days in (1, 200, 399, 440):
        world.sweep(MONDAY_TEN + days * DAY)
    quiet = known()

    assert (quiet.next_at, quiet.due_at) == (None, None)
    told(world, 2, MONDAY_TEN + 470 * DAY)
    assert known().next_at is not None


def test_a_building_that_told_nothing_new_is_looked_at_once_a_month(world: World) -> None:
    told(world, 1)
    looked(world)

    assert known().next_at == at("2026-04-01 09:00")


def test_noting_a_topic_again_today_writes_nothing(world: World) -> None:
    told(world, 1)
    before = known()
    told(world, 2)

    assert known() == before


def test_noting_gives_way_to_others_and_is_not_lost(world: World, monkeypatch) -> None:
    told(world, 1)
    real, failures = needs.save, [ConditionFailed, ConditionFailed]

    def contended(before: Needs, after: Needs) -> Needs:
        if failures:
            raise failures.pop()
        return real(before, after)

    monkeypatch.setattr(needs, "save", contended)
    told(world, 2, topic="noise")

    assert set(known().topics) == {"lighting", "noise"}


def test_what_worked_is_offered_where_the_same_was_heard(world: World) -> None:
    late = MONDAY_TEN + WATCH_MS
    heard(world, "there", late - DAY, building="tower2")
    heard(world, "other", late - DAY, building="tower3", topic="noise")
    measure = done(world)

    for moment in (late, late, late + GRACE):
        world.sweep(moment)

    offers = [m for m in measures.read(x.id for x in measures.listed("hv")) if m.origin == "offer"]
    assert now_of(measure).state == VERIFIED
    assert [(m.building, m.state, m.owner) for m in offers] == [("tower2", PROPOSED, "")]
    assert offers[0].evidence_of["stack"] == "tower1"
    assert offers[0].did == measure.did


def test_a_building_that_has_its_own_measure_is_offered_none(world: World) -> None:
    from tests.support.improvements import proposed

    late = MONDAY_TEN + WATCH_MS
    measure = done(world)
    heard(world, "there", late - DAY, building="tower2")
    proposed(world, building="tower2", key=key("own"), now=late - DAY)

    world.sweep(late)

    assert now_of(measure).state in (DONE, VERIFIED)
    origins = [m.origin for m in measures.read(x.id for x in measures.listed("hv"))]
    assert "offer" not in origins


def test_what_worked_is_offered_to_the_companys_other_communities_and_to_no_other_company(
    world: World,
) -> None:
    sister = structs.replace(
        HARBOUR, code="hw", name={"en": "Harbour West"}, languages=["en"], departments=["cleaning"]
    )
    estate.put_community(sister)
    late = MONDAY_TEN + WATCH_MS
    measure = done(world)
    for code in ("hw", "qy"):
        told_of = {measure.topic: late}
        needs.insert(Needs(community=code, building="west", topics=told_of, changed_at=late))

    for moment in (late, late, late + GRACE):
        world.sweep(moment)

    (offer,) = measures.read(each.id for each in measures.listed("hw"))
    assert (offer.origin, offer.building, offer.state) == ("offer", "west", PROPOSED)
    assert offer.evidence_of["community"] == "hv"
    assert offer.did == {"en": measure.did["en"]}
    assert measures.listed("qy") == []


def test_kindnesses_at_one_spot_alone_bring_a_look_at_it(world: World) -> None:
    for n in range(COURTESIES):
        kindness.log(
            community="hv", kind="carried", place=LOBBY.code, department="", key=key(f"k{n}"),
            staff=staff(SAM), now=MONDAY_TEN,
        )  # fmt: skip

    (proposal,) = looked(world)

    assert (proposal.origin, proposal.place) == ("need", LOBBY.code)
    assert proposal.evidence_of["detector"] == "courtesy"


def test_a_kindness_nowhere_in_particular_makes_nobody_look(world: World) -> None:
    kindness.log(
        community="hv", kind="carried", place="", department="", key=key("k"),
        staff=staff(SAM), now=MONDAY_TEN,
    )  # fmt: skip

    assert needs.of_community("hv") == []
