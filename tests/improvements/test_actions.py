"""From opinions to a measure that somebody answers for, tells about, and is held to."""

from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.requests import addresses as request_addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.feedback import store as opinions
from chalicelib.feedback.model import Opinion
from chalicelib.improvements import actions as use
from chalicelib.improvements import notify_contributors, suggest_groups
from chalicelib.improvements import store as measures
from chalicelib.improvements.checks import Change, Proposal
from chalicelib.improvements.model import ACCEPTED, DOING, DONE, DROPPED, VERIFIED, WATCH_MS
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.kernel.ids import opinion_id
from chalicelib.kernel.tuning import Tuning
from tests.support.builders import (
    CLEO,
    DAY,
    GRACE,
    HOUR,
    LENA,
    LIFT,
    MARA,
    MINUTE,
    MONDAY_TEN,
    OTTO,
    PACO,
    SAM,
    SECRET,
    World,
    at,
    key,
    staff,
)
from tests.support.improvements import (
    DID,
    FRIDAY,
    SAID,
    accepted,
    act,
    done,
    heard,
    now_of,
    proposed,
)


def contributed(world: World, n: int | str, address: str, lang: str = "en") -> Opinion:
    """Let a resident with a confirmed address make a suggestion; return its opinion."""
    made = world.submit(key=key(f"r{n}"), topic="suggestion", kind="suggestion", lang=lang)
    world.drain(MONDAY_TEN)
    contact = request_addresses.leave_contact(
        made.request_id, address, secret=SECRET, now=MONDAY_TEN, enqueue=world.enqueue
    )
    world.drain(MONDAY_TEN)
    request_addresses.confirm_contact(made.request_id, contact.hash, now=MONDAY_TEN)
    world.sent.clear()
    opinion = opinions.get(opinion_id("hv", made.request_id, "1"))
    assert opinion is not None
    return opinion


def told(world: World) -> list[tuple[str, str]]:
    """Return address and template of what residents were told of measures, in order."""
    return [(n.address, n.template) for n in world.sent if n.template.startswith("measure_")]


def nudged(world: World) -> list[tuple[str, list[str]]]:
    return [
        (n.address.split("@")[0], [line["what"] for line in n.lines])
        for n in world.sent
        if n.template == "bundle"
    ]


def test_a_proposal_gathers_its_opinions(world: World) -> None:
    one, two = heard(world, 1), heard(world, 2)

    measure = proposed(world, one.id, two.id)

    assert measure.opinions == [one.id, two.id]
    assert [o.measure for o in opinions.read([one.id, two.id])] == [measure.id] * 2
    assert measure.pending == {}


def test_the_same_key_proposes_one_measure(world: World) -> None:
    assert proposed(world).id == proposed(world).id
    assert len(measures.listed("hv")) == 1


def test_an_opinion_is_answered_by_one_measure(world: World) -> None:
    one = heard(world)
    proposed(world, one.id)

    with pytest.raises(InvalidInput) as refused:
        proposed(world, one.id, key=key("another"))
    assert set(refused.value.fields) == {"opinions"}


@pytest.mark.parametrize(("field", "value"), [
    ("title", " "), ("title", "x" * 121), ("topic", "weather"), ("department", "weather"),
    ("building", "x" * 61), ("key", "short"), ("opinions", ["hv-opinion-nothing"]),
    ("said", {"english": "x"}), ("said", {"en": "x" * 501}), ("did", {"en": "ring 9123 4567"}),
])  # fmt: skip
def test_a_wrong_field_of_a_proposal_is_named_and_nothing_stored(
    world: World, field: str, value: Any
) -> None:
    with pytest.raises(InvalidInput) as refused:
        proposed(world, **{field: value})

    assert set(refused.value.fields) == {field}
    assert measures.listed("hv") == []


def test_only_leads_and_managers_of_the_community_propose(world: World) -> None:
    asked = Proposal(community="hv", key=key("m"), title="A mat", topic="dirty")
    with pytest.raises(Forbidden):
        use.propose(asked, staff(CLEO), now=MONDAY_TEN, enqueue=world.enqueue)
    with pytest.raises(NotFound):
        use.propose(asked, staff(OTTO), now=MONDAY_TEN, enqueue=world.enqueue)


def test_accepting_needs_an_owner_and_a_date(world: World) -> None:
    measure = proposed(world)

    with pytest.raises(InvalidInput) as refused:
        act(world, measure, "accept")
    assert set(refused.value.fields) == {"owner", "due_on"}
    with pytest.raises(InvalidInput):
        act(world, measure, "accept", owner="nobody", due_on=FRIDAY)
    with pytest.raises(InvalidInput):
        act(world, measure, "accept", owner="cleo", due_on=MONDAY_TEN - 1)
    assert now_of(measure) == measure


def test_the_owner_hears_of_a_measure_that_is_theirs(world: World) -> None:
    measure = accepted(world)

    world.sweep(MONDAY_TEN + GRACE)

    assert measure.state == ACCEPTED
    assert nudged(world) == [("cleo", ["measure_yours"])]


def test_an_action_done_twice_with_one_key_is_one_step(world: World) -> None:
    measure = accepted(world)
    first = act(world, measure, "start", by=CLEO, key=key("s"))
    again = act(world, measure, "start", by=CLEO, key=key("s"))

    assert first == again
    assert [s.action for s in again.steps.values()] == ["propose", "accept", "start"]


def test_a_stale_or_forbidden_action_changes_nothing(world: World) -> None:
    measure = accepted(world)

    with pytest.raises(Stale):
        act(world, measure, "start", by=CLEO, version=1)
    with pytest.raises(Forbidden):
        act(world, measure, "start", by=SAM)
    with pytest.raises(NotFound):
        act(world, measure, "start", by=OTTO)
    with pytest.raises(NotAllowed):
        act(world, measure, "done", by=CLEO, did=DID)
    assert now_of(measure) == measure


def test_a_measure_is_dropped_only_with_a_reason(world: World) -> None:
    measure = proposed(world)

    with pytest.raises(InvalidInput) as refused:
        act(world, measure, "drop")
    assert set(refused.value.fields) == {"reason"}


def test_who_contributed_is_told_in_their_language_once_a_step(world: World) -> None:
    rosa = contributed(world, 1, "rosa@example.com", "zh-Hant")
    twice = contributed(world, 2, "rosa@example.com", "zh-Hant")
    other = contributed(world, 3, "ann@example.com")

    done(world, rosa.id, twice.id, other.id)

    assert told(world) == [
        ("rosa@example.com", "measure_done"), ("ann@example.com", "measure_done"),
    ]  # fmt: skip
    assert world.sent[-2].lang == "zh-Hant"


def test_what_is_published_early_is_told_again_when_it_is_done(world: World) -> None:
    rosa = contributed(world, 1, "rosa@example.com")
    measure = act(world, accepted(world, rosa.id), "publish", did=DID)
    measure = act(world, measure, "start", by=CLEO)

    act(world, measure, "done", by=CLEO)

    assert [template for _, template in told(world)] == ["measure_planned", "measure_done"]


def test_a_refusal_is_told_with_its_reason(world: World) -> None:
    rosa = contributed(world, 1, "rosa@example.com")
    measure = proposed(world, rosa.id)

    act(world, measure, "drop", reason={"en": "The fire code forbids mats there."})

    assert told(world) == [("rosa@example.com", "measure_dropped")]
    assert now_of(measure).state == DROPPED


def test_who_stopped_messages_or_never_confirmed_is_told_nothing(world: World) -> None:
    rosa = contributed(world, 1, "rosa@example.com")
    (contact,) = (requests.aggregate(rosa.request) or _gone()).contacts
    contacts.save(contact, structs.replace(contact, state=addresses.STOPPED))

    done(world, rosa.id)

    assert told(world) == []


def test_sixty_contributors_are_told_25_a_message_and_each_once(world: World, monkeypatch) -> None:
    monkeypatch.setattr(notify_contributors, "BATCH", 2)
    people = [contributed(world, n, f"p{n}@example.com") for n in range(5)]
    measure = done(world, *[each.id for each in people], publish=False)
    change = Change(measure=measure.id, action="publish", key=key("p"), version=measure.version)
    use.act(change, staff(MARA), now=MONDAY_TEN, enqueue=world.enqueue)
    messages = 0

    while world.queue:
        pk, sk, name = world.queue.pop(0)
        for _ in range(2):  # each message delivered twice
            answer_back_once(world, pk, sk, name)
        messages += 1

    assert sorted(address for address, _ in told(world)) == [f"p{n}@example.com" for n in range(5)]
    assert messages >= 3
    assert (now_of(measure).pending, now_of(measure).due_at) == ({}, MONDAY_TEN + WATCH_MS)


def answer_back_once(world: World, pk: str, sk: str, name: str) -> None:
    from chalicelib.wiring import effect_handlers

    effect_handlers.perform(pk, sk, name, now=MONDAY_TEN, tools=world.tools)


def test_a_kill_in_the_middle_of_telling_loses_and_repeats_nobody(
    world: World, monkeypatch
) -> None:
    monkeypatch.setattr(notify_contributors, "BATCH", 2)
    people = [contributed(world, n, f"p{n}@example.com") for n in range(5)]
    measure = done(world, *[each.id for each in people], publish=False)
    change = Change(measure=measure.id, action="publish", key=key("p"), version=measure.version)
    use.act(change, staff(MARA), now=MONDAY_TEN, enqueue=world.enqueue)
    answer_back_once(world, *world.queue.pop(0))
    world.lose()

    for minutes in range(0, 20, 2):
        world.sweep(MONDAY_TEN + GRACE + minutes * MINUTE)

    assert sorted(address for address, _ in told(world)) == [f"p{n}@example.com" for n in range(5)]


def test_three_new_opinions_reopen_a_done_measure_one_rung_higher(world: World) -> None:
    first = heard(world, 0)
    measure = done(world, first.id)
    later = MONDAY_TEN + 10 * DAY

    for n in range(1, 4):
        heard(world, n, later)

    again = now_of(measure)
    assert (again.state, again.reopened, again.lift, again.returned) == (DOING, 1, 1, [])
    assert len(again.opinions) == 4
    assert again.due_on is not None and again.due_on > later
    assert {o.measure for o in opinions.read(again.opinions)} == {measure.id}


def test_praise_other_buildings_and_other_topics_reopen_nothing(world: World) -> None:
    measure = done(world)
    later = MONDAY_TEN + DAY

    for n in range(3):
        heard(world, f"a{n}", later, kind="compliment")
        heard(world, f"b{n}", later, building="tower2")
        heard(world, f"c{n}", later, topic="rubbish")

    assert now_of(measure).state == DONE


def test_the_same_opinion_weighed_twice_counts_once(world: World) -> None:
    measure = done(world)
    opinion = heard(world, 1, MONDAY_TEN + DAY)
    stored = opinions.get(opinion.id)
    assert stored is not None
    owing = opinions.save(stored, structs.replace(stored, pending={"1#weigh": MONDAY_TEN}))

    for _ in range(3):
        answer_back_once(world, owing.id, "opinion", "1#weigh")

    assert now_of(measure).returned == [opinion.id]


def test_sixty_quiet_days_verify_and_the_sweep_does_it_once(world: World) -> None:
    measure = done(world)

    world.sweep(MONDAY_TEN + WATCH_MS - 1)
    assert now_of(measure).state == DONE
    for _ in range(3):
        world.sweep(MONDAY_TEN + WATCH_MS)

    verified = now_of(measure)
    assert verified.state == VERIFIED
    assert [s.action for s in verified.steps.values()].count("verify") == 1


def test_a_proposal_that_nobody_decides_climbs_to_lead_and_manager(world: World) -> None:
    proposed(world, department="engineering")

    for days in (0, 4, 7, 8, 9, 10, 11):
        for minute in (0, 3):
            world.sweep(MONDAY_TEN + days * DAY + 7 * HOUR + minute * MINUTE)

    asked = [who for who, what in nudged(world) if "measure_decide" in what]
    assert asked[0] == "lena"
    assert "mara" in asked


def test_a_late_measure_nudges_owner_then_lead_then_manager(world: World) -> None:
    measure = proposed(world, department="engineering", said=SAID)
    act(world, measure, "accept", owner="paco", due_on=at("2026-03-04 10:00"))
    world.sweep(MONDAY_TEN + GRACE)

    for hours in range(24, 24 * 5):
        world.sweep(MONDAY_TEN + hours * HOUR)
        world.sweep(MONDAY_TEN + hours * HOUR + 3 * MINUTE)

    order = [(who, what[0]) for who, what in nudged(world)]
    assert order[:4] == [
        ("paco", "measure_yours"), ("paco", "measure_warning"), ("lena", "measure_breach"),
        ("mara", "measure_overdue"),
    ]  # fmt: skip


def test_a_sweep_run_twice_nudges_once(world: World) -> None:
    proposed(world, department="engineering")
    late = MONDAY_TEN + 4 * DAY + 7 * HOUR

    for moment in (late, late, late + 1, late + GRACE, late + GRACE, late + 2 * GRACE):
        world.sweep(moment)

    assert len(nudged(world)) <= 1


def test_while_chasing_is_paused_a_measure_waits(world: World) -> None:
    proposed(world, department="engineering")
    world.tools = structs.replace(world.tools, tuning=lambda: Tuning(chasing=False))

    for minutes in range(0, 30, 2):
        world.sweep(MONDAY_TEN + 8 * DAY + minutes * MINUTE)

    assert nudged(world) == []


def test_a_preventive_task_is_filed_once(world: World) -> None:
    measure = proposed(world, topic="drains")

    after = act(world, measure, "prevent", owner="paco", due_on=FRIDAY, place=LIFT.code)
    for minutes in range(2, 12, 2):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    found, _ = tasks.changed_since("hv.engineering", 0, limit=10)
    assert after.state == DOING
    assert [task.summary for task in found] == ["A mat at the door"]


def test_evidence_is_a_photo_that_is_there(world: World) -> None:
    from chalicelib.improvements.model import Evidence

    measure = accepted(world)
    made = world.submit(key=key("p"))

    with pytest.raises(InvalidInput) as refused:
        act(world, measure, "revise", photos=[Evidence(made.request_id, "1")])
    assert set(refused.value.fields) == {"photos"}


def test_groups_leave_out_praise_and_what_a_measure_answers(world: World) -> None:
    one, two, three = (heard(world, n) for n in range(3))
    heard(world, "praise", kind="compliment")
    heard(world, "elsewhere", topic="noise", building="tower2", words="Dogs bark at night.")

    (group,) = suggest_groups.suggested(staff(LENA), "hv", now=MONDAY_TEN)
    assert {o.id for o in group.opinions} == {one.id, two.id, three.id}
    proposed(world, one.id, two.id, three.id)
    assert suggest_groups.suggested(staff(LENA), "hv", now=MONDAY_TEN) == []


def test_groups_are_not_for_who_leads_nobody(world: World) -> None:
    with pytest.raises(Forbidden):
        suggest_groups.suggested(staff(PACO), "hv", now=MONDAY_TEN)


def _gone() -> Any:
    raise AssertionError("the request is gone")
