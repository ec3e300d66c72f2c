"""Actions of staff: one write each, one winner, and a refusal that helps."""

import pytest
from msgspec import structs

from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import READY, Photo, of_task
from chalicelib.cases.requests import staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import checks
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.actions import Action
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Forbidden, InvalidInput, KeyTaken, NotAllowed, NotFound, Stale
from chalicelib.platform import entities as kinds
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    LENA,
    MINUTE,
    MONDAY_TEN,
    OTTO,
    PACO,
    PILAR,
    SAM,
    World,
    key,
    staff,
)  # fmt: skip
from tests.support.calls import counted


def test_claiming_and_finishing_cost_one_update_each(world: World) -> None:
    (task,) = world.routed()

    with counted() as calls:
        world.act(task.id, "claim", 1)
    assert calls == ["UpdateItem"]
    world.drain(MONDAY_TEN)

    with counted() as calls:
        world.act(task.id, "done", 2)
    assert calls == ["UpdateItem"]


def test_a_claim_has_one_winner_and_the_loser_learns_who(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)

    with pytest.raises(NotAllowed) as refused:
        world.act(task.id, "claim", 1, by=PILAR)

    assert refused.value.holder == {"id": "paco", "name": "Paco"}
    assert refused.value.state == "claimed"


def test_the_same_action_twice_is_already_applied(world: World) -> None:
    (task,) = world.routed()

    first = world.act(task.id, "claim", 1)
    again = world.act(task.id, "claim", 1)

    assert (first.verdict, again.verdict) == ("applied", "already_applied")
    assert again.task.version == 2


def test_a_key_belongs_to_its_person_its_action_and_its_body(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1, n="one")
    world.act(task.id, "pause", 2, n="two", reason="A part.", until=MONDAY_TEN + DAY)
    before = tasks.get(task.id)

    others = (
        {"action": "claim", "by": PILAR, "n": "one"},
        {"action": "done", "version": 3, "n": "one"},
        {"action": "pause", "reason": "Lunch.", "until": MONDAY_TEN + DAY, "n": "two"},
    )
    for other in others:
        with pytest.raises(KeyTaken):
            world.act(task.id, **other)
        with pytest.raises(KeyTaken):
            staff_notes.add(
                task.id, "A note.", key=key(other["n"]), staff=staff(PACO), now=MONDAY_TEN
            )

    assert tasks.get(task.id) == before
    assert world.act(task.id, "claim", 1, n="one").verdict == "already_applied"


@pytest.mark.parametrize("version", [1, None], ids=["the quick way", "the exact way"])
def test_a_key_of_a_note_makes_no_action(world: World, version: int | None) -> None:
    (task,) = world.routed()
    for _ in range(2):
        staff_notes.add(task.id, "A note.", key=key("one"), staff=staff(PILAR), now=MONDAY_TEN)
    before = tasks.get(task.id)
    assert before.noted == [key("one")]

    with pytest.raises(KeyTaken):
        world.act(task.id, "claim", version, n="one")
    assert tasks.get(task.id) == before
    assert world.act(task.id, "claim", 1, n="two").verdict == "applied"


def test_a_step_of_an_earlier_release_belongs_to_its_person(world: World) -> None:
    (task,) = world.routed()
    claimed = world.act(task.id, "claim", 1, n="one").task
    bare = {number: structs.replace(step, mark="") for number, step in claimed.steps.items()}
    kinds.save(claimed, structs.replace(claimed, steps=bare))

    assert world.act(task.id, "claim", 1, n="one").verdict == "already_applied"
    with pytest.raises(KeyTaken):
        world.act(task.id, "claim", 1, by=PILAR, n="one")


def test_an_old_version_is_stale_and_says_the_new_one_and_who_has_it(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)

    with pytest.raises(Stale) as refused:
        world.act(task.id, "start", 1, by=PILAR)

    held = refused.value
    assert (held.version, held.state, held.holder) == (2, "claimed", {"id": "paco", "name": "Paco"})


def test_bookkeeping_never_makes_an_honest_phone_stale(world: World) -> None:
    (task,) = world.routed()
    world.sweep(MONDAY_TEN + 4 * 60 * MINUTE)
    nudged = tasks.get(task.id)
    assert nudged is not None and nudged.climbed == 1 and nudged.version == 1

    assert world.act(task.id, "claim", 1, now=MONDAY_TEN + 4 * 60 * MINUTE).verdict == "applied"


def test_a_lead_may_release_what_another_holds_and_a_colleague_may_not(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)

    with pytest.raises(NotAllowed):
        world.act(task.id, "release", 2, by=PILAR)
    released = world.act(task.id, "release", 2, by=LENA).task

    assert (released.state, released.holder) == ("open", "")


@pytest.mark.parametrize("who", [SAM, OTTO])
def test_another_departments_or_communitys_task_is_not_found(world: World, who) -> None:
    (task,) = world.routed()

    with pytest.raises(NotFound):
        world.act(task.id, "claim", 1, by=who)


def test_what_leaves_dirt_is_not_done_before_the_place_is_clean(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    before = tasks.get(task.id)

    for clean in (None, False):
        with pytest.raises(InvalidInput) as refused:
            world.act(task.id, "done", 2, clean=clean)
        assert list(refused.value.fields) == ["clean"]
        assert tasks.get(task.id) == before

    assert world.act(task.id, "done", 2, clean=True).task.clean is True


def test_what_leaves_no_dirt_is_done_in_one_write_without_a_word_about_it(world: World) -> None:
    (task,) = world.routed(topic="lighting")
    world.act(task.id, "claim", 1)

    with counted() as calls:
        world.act(task.id, "done", 2, clean=None)
    assert calls == ["UpdateItem"]


def test_a_community_may_ask_for_a_photo_of_the_clean_place(world: World) -> None:
    estate.put_community(structs.replace(HARBOUR, photo_when_done=True))
    (task,) = world.routed()
    world.act(task.id, "claim", 1)

    with pytest.raises(InvalidInput) as refused:
        world.act(task.id, "done", 2)
    assert list(refused.value.fields) == ["photo"]

    photo = Photo(request=task.request, slot="", source="x", state=READY, at=MONDAY_TEN)
    photos.take_slot(structs.replace(photo, slot=of_task(task.id, "before")[0]))
    with pytest.raises(InvalidInput):
        world.act(task.id, "done", 2)
    photos.take_slot(structs.replace(photo, slot=of_task(task.id, "after")[0]))
    assert world.act(task.id, "done", 2).verdict == "applied"


def test_a_lead_gives_a_task_to_somebody_of_its_department(world: World) -> None:
    (task,) = world.routed()

    given = world.act(task.id, "assign", 1, by=LENA, staff="pilar").task

    assert (given.holder, given.holder_name, given.state) == ("pilar", "Pilar", "open")
    assert world.act(task.id, "accept", 2, by=PILAR).task.state == "claimed"


@pytest.mark.parametrize("who", ["sam", "otto", "nobody"])
def test_nobody_is_given_a_task_of_another_department(world: World, who: str) -> None:
    (task,) = world.routed()

    with pytest.raises(InvalidInput) as refused:
        world.act(task.id, "assign", 1, by=LENA, staff=who)
    assert list(refused.value.fields) == ["staff"]


def test_a_member_of_staff_may_not_assign(world: World) -> None:
    (task,) = world.routed()

    with pytest.raises(Forbidden):
        world.act(task.id, "assign", 1, staff="pilar")


@pytest.mark.parametrize(
    ("action", "field", "more"),
    [
        ("pause", "reason", {"until": MONDAY_TEN + DAY}),
        ("pause", "until", {"reason": "Part is ordered."}),
        ("pause", "until", {"reason": "Part is ordered.", "until": MONDAY_TEN - 1}),
        ("pause", "until", {"reason": "Part is ordered.", "until": MONDAY_TEN + 400 * DAY}),
        ("ask", "reason", {}),
        ("decline", "reason", {}),
        ("hand_over", "department", {}),
        ("hand_over", "department", {"department": "catering"}),
        ("hand_over", "department", {"department": "conduct"}),
        ("hand_over", "department", {"department": "engineering"}),
        ("fly", "action", {}),
        ("done", "resolution", {"resolution": "x" * 600}),
    ],
)
def test_bad_input_names_the_field(world: World, action: str, field: str, more) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    before = tasks.get(task.id)

    with pytest.raises(InvalidInput) as refused:
        world.act(task.id, action, 2, n="bad", **more)

    assert list(refused.value.fields) == [field]
    assert tasks.get(task.id) == before


def test_a_paused_task_wakes_when_its_day_comes(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.act(task.id, "pause", 2, reason="The part comes tomorrow.", until=MONDAY_TEN + DAY)
    world.drain(MONDAY_TEN)

    world.sweep(MONDAY_TEN + DAY - 1)
    world.sweep(MONDAY_TEN + DAY)

    woken = tasks.get(task.id)
    assert woken is not None
    assert (woken.state, woken.holds) == ("claimed", [[MONDAY_TEN, MONDAY_TEN + DAY]])


def test_a_hand_over_counts_as_open_until_its_successor_is_finished(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "hand_over", 1, department="security", reason="A broken door.")
    before = requests.get(task.request)
    assert before is not None and before.state == "open"

    world.lose()
    world.sweep(MONDAY_TEN + GRACE)
    successor = next(t for t in tasks.of_request(task.request) if t.department == "security")
    assert successor.start_at == task.start_at
    world.finished(successor.id)

    after = requests.get(task.request)
    assert after is not None and after.state == "resolved"


def test_an_action_past_the_last_step_can_only_close(world: World, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.cases.tasks.checks.MOST_STEPS", 3)
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.act(task.id, "release", 2)

    with pytest.raises(NotAllowed, match="only be finished") as refused:
        world.act(task.id, "claim", None)

    # By what it says a phone finishes it without another look.
    assert (refused.value.version, refused.value.allowed) == (3, ["done", "decline"])


def test_every_mistake_of_an_action_is_named_at_once() -> None:
    past = MONDAY_TEN - MINUTE
    visit = Action(
        task="hv-1.1.engineering",
        action="visit",
        key="short",
        version=1,
        reason="x" * 5_000,
        until=past,
        ends=past,
    )

    with pytest.raises(InvalidInput) as refused:
        checks.check(visit, now=MONDAY_TEN)

    assert sorted(refused.value.fields) == ["ends", "key", "reason", "until"]
