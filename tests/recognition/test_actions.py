"""Courtesies and thanks: counted, brought the same day, ranked never."""

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound
from chalicelib.privacy import erase
from chalicelib.privacy import store as erasure
from chalicelib.recognition import actions as kindness
from chalicelib.wiring import effect_handlers
from tests.support.builders import (
    CLEO,
    DAY,
    GRACE,
    LENA,
    LIFT,
    MARA,
    MINUTE,
    MONDAY_TEN,
    OTTO,
    PACO,
    PILAR,
    World,
    key,
    staff,
)  # fmt: skip


def logged(n: int = 1, by=CLEO, **more):
    said = {"community": "hv", "kind": "carried", "place": LIFT.code, "department": ""}
    return kindness.log(**(said | more), key=key(n), staff=staff(by), now=MONDAY_TEN)


def passed(n: int = 1, by=CLEO, world: World | None = None, **more):
    said = {"community": "hv", "to": "paco", "department": "", "words": "So kind."}
    enqueue = (world or World()).enqueue
    return kindness.pass_on(
        **(said | more), key=key(n), staff=staff(by), now=MONDAY_TEN, enqueue=enqueue
    )


def words_for(member) -> list[str]:
    return [each.words for each in kindness.mine(staff(member), "hv", now=MONDAY_TEN)]


def a_finished_request(world: World, **changes) -> str:
    (task,) = world.routed(**changes)
    world.finished(task.id)
    return task.request


def test_a_courtesy_is_logged_once_a_key_and_knows_no_resident(world: World) -> None:
    first, again = logged(1), logged(1)

    assert first == again
    week = kindness.week(staff(LENA), "hv", until=MONDAY_TEN + 1, now=MONDAY_TEN)
    assert week.courtesies == {"carried": 1}
    assert week.departments["cleaning"] == (1, 0)


def test_the_week_names_every_department_in_the_order_of_the_alphabet(world: World) -> None:
    logged(1)

    week = kindness.week(staff(MARA), "hv", until=MONDAY_TEN + 1, now=MONDAY_TEN)

    assert list(week.departments) == sorted(week.departments)
    assert "conduct" not in week.departments
    assert week.departments["greening"] == (0, 0)


def test_three_of_a_kind_at_one_spot_in_a_week_are_shown_as_a_spot(world: World) -> None:
    for n in range(2):
        logged(n)
    until = MONDAY_TEN + 1
    assert kindness.week(staff(LENA), "hv", until=until, now=until).spots == []

    logged(2)

    assert kindness.week(staff(LENA), "hv", until=until, now=until).spots == [
        ("carried", LIFT.code, 3)
    ]


def test_a_week_ends(world: World) -> None:
    logged(1)

    later = MONDAY_TEN + 8 * DAY
    assert kindness.week(staff(LENA), "hv", until=later, now=later).courtesies == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "bribe"}, "kind"), ({"place": "8KQ2M9X0AB3CDE"}, "place"),
     ({"place": "no"}, "place"), ({"department": "finance"}, "department")],
)  # fmt: skip
def test_a_courtesy_that_makes_no_sense_is_refused_with_its_field(
    world: World, changes, field
) -> None:
    with pytest.raises(InvalidInput) as refused:
        logged(1, **changes)

    assert list(refused.value.fields) == [field]
    week = kindness.week(staff(LENA), "hv", until=MONDAY_TEN + 1, now=MONDAY_TEN)
    assert week.courtesies == {}


def test_nobody_of_another_community_logs_or_reads(world: World) -> None:
    for do in (
        lambda: logged(1, by=OTTO),
        lambda: passed(1, by=OTTO),
        lambda: kindness.mine(staff(OTTO), "hv", now=MONDAY_TEN),
        lambda: kindness.week(staff(OTTO), "hv", until=MONDAY_TEN, now=MONDAY_TEN),
    ):
        with pytest.raises(NotFound):
            do()


def test_the_week_is_for_leads_and_managers(world: World) -> None:
    with pytest.raises(Forbidden):
        kindness.week(staff(PACO), "hv", until=MONDAY_TEN, now=MONDAY_TEN)


def test_thanks_to_the_one_who_did_the_work_are_theirs_to_read(world: World) -> None:
    request_id = a_finished_request(world)

    world.answer(request_id, True, thanks="Paco", comment="He was quick and clean.")
    world.drain(MONDAY_TEN)

    assert words_for(PACO) == ["He was quick and clean."]
    assert words_for(PILAR) == []


def test_thanks_that_name_nobody_are_the_trades(world: World) -> None:
    request_id = a_finished_request(world, topic="dirty")

    world.answer(request_id, True, thanks="the cleaners", comment="Spotless.")
    world.drain(MONDAY_TEN)

    assert words_for(CLEO) == ["Spotless."]


def test_a_compliment_that_names_somebody_is_brought_the_same_day(world: World) -> None:
    world.routed(topic="compliment", words="Cleo of the cleaners always has a smile.")

    world.sweep(MONDAY_TEN + GRACE)

    assert words_for(CLEO) == ["Cleo of the cleaners always has a smile."]
    told = [notice for notice in world.sent if notice.template == "bundle"]
    assert [notice.address for notice in told] == ["cleo@acme.example"]


def test_a_compliment_that_names_nobody_waits_for_who_passes_it_on(world: World) -> None:
    world.routed(topic="compliment", words="The lobby smells of lemon. The same every day!")

    assert words_for(CLEO) == words_for(PACO) == []
    passed(to="", department="cleaning", words="The lobby smells of lemon.", by=MARA)
    assert words_for(CLEO) == ["The lobby smells of lemon."]


def test_a_word_that_was_passed_on_is_told_though_its_message_was_lost(world: World) -> None:
    passed(to="paco", world=world)
    world.lose()

    for minutes in (2, 40, 80):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert [notice.address for notice in world.sent] == [PACO.address]


def test_the_message_of_a_passed_word_twice_tells_once(world: World) -> None:
    passed(to="paco", world=world)
    (message,) = world.queue

    world.drain(MONDAY_TEN)
    assert effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools) == "nothing to do"
    for minutes in (2, 40, 80):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert [notice.address for notice in world.sent] == [PACO.address]


def test_the_same_message_twice_brings_one_good_word(world: World) -> None:
    request_id = a_finished_request(world)
    world.answer(request_id, True, thanks="Paco", comment="Thank you!")
    message = next(m for m in world.queue if m[2].endswith("thank"))

    world.drain(MONDAY_TEN)
    assert effect_handlers.perform(*message, now=MONDAY_TEN, tools=world.tools) == "nothing to do"
    world.sweep(MONDAY_TEN + GRACE)

    assert words_for(PACO) == ["Thank you!"]
    bundles = [notice for notice in world.sent if notice.template == "bundle"]
    assert [line["what"] for notice in bundles for line in notice.lines].count("thanked") == 1


def test_a_lost_message_is_repaired_by_the_sweep(world: World) -> None:
    request_id = a_finished_request(world)
    world.answer(request_id, True, thanks="Paco", comment="Thank you!")
    world.lose()

    world.sweep(MONDAY_TEN + GRACE)

    assert words_for(PACO) == ["Thank you!"]


def test_thanks_go_when_their_request_is_erased(world: World) -> None:
    request_id = a_finished_request(world)
    world.answer(request_id, True, thanks="Paco", comment="Thank you!")
    world.drain(MONDAY_TEN)

    erase.erase(request_id, by="resident", now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert words_for(PACO) == []
    assert not [sk for sk in erasure.keys_under(request_id) if sk.startswith("thanks")]


def test_nobody_thanks_themselves_or_somebody_who_is_not_here(world: World) -> None:
    for to in ("cleo", "otto"):
        with pytest.raises(InvalidInput) as refused:
            passed(to=to)
        assert "to" in refused.value.fields


def test_thanks_do_not_reopen_and_nothing_else_moves(world: World) -> None:
    request_id = a_finished_request(world)

    world.answer(request_id, True, thanks="Paco", comment="Thanks!")
    world.drain(MONDAY_TEN)

    request = requests.get(request_id)
    assert request is not None and request.outcome == "confirmed" and not request.pending
    assert all(task.state == "done" for task in tasks.of_request(request_id))
