"""Lessons and cautions: written by who did it, read by two before they teach or warn."""

import pytest

from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.lessons import actions as lessons
from chalicelib.lessons import caution_actions
from chalicelib.lessons import cautions_store as stored
from chalicelib.lessons import model as life
from chalicelib.lessons.cautions import KEPT_MS
from chalicelib.privacy import erase
from tests.support.builders import (
    CLEO,
    LENA,
    MARA,
    MONDAY_TEN,
    OTTO,
    PACO,
    PILAR,
    World,
    key,
    staff,
)

TEXTS = {
    "problem": "Water came through the ceiling after each rain.",
    "done": "We sealed the joint of the roof gutter.",
    "prevent": "Look at the gutter before the rainy season.",
    "not_here": "Flat roofs without a gutter.",
}


def written(n: int = 1, by=PACO, **changes):
    said = {"community": "hv", "topic": "plumbing", "key": key(n), **TEXTS} | changes
    return lessons.write(lessons.Written(**said), staff(by), now=MONDAY_TEN)


def act(lesson, action: str, by=LENA, n: int = 1, **texts: str):
    return lessons.act(
        lesson.id, action, texts, version=lesson.version, key=key(f"{action}{n}"),
        staff=staff(by), now=MONDAY_TEN,
    )  # fmt: skip


def taken(world: World, by=PACO) -> str:
    (task,) = world.routed()
    world.act(task.id, "claim", task.version, by=by)
    return task.id


@pytest.mark.parametrize("state", [life.DRAFT, life.PUBLISHED, life.RETIRED])
@pytest.mark.parametrize("action", ["publish", "revise", "retire", "write"])
def test_a_lesson_moves_only_as_its_table_says(world: World, state: str, action: str) -> None:
    lesson = written()
    if state != life.DRAFT:
        lesson = act(lesson, "publish" if state == life.PUBLISHED else "retire", n=9)

    if (state, action) in life.LIFE:
        assert act(lesson, action, **TEXTS).state == life.LIFE[state, action]
    else:
        with pytest.raises(NotAllowed):
            act(lesson, action, **TEXTS)


def test_a_draft_teaches_nobody_before_a_lead_publishes_it(world: World) -> None:
    task_id = taken(world)
    lesson = written()
    assert lessons.for_task(task_id, staff(PACO)) == []
    with pytest.raises(Forbidden):
        act(lesson, "publish", by=PACO)

    act(lesson, "publish")

    assert [each.done for each in lessons.for_task(task_id, staff(PACO))] == [TEXTS["done"]]


def test_a_lesson_of_another_topic_or_company_is_not_shown(world: World) -> None:
    act(written(1, topic="dirty"), "publish")
    other = written(2, by=OTTO, community="qy")
    task_id = taken(world)

    assert other.company == "globex"
    assert lessons.for_task(task_id, staff(PACO)) == []
    with pytest.raises(NotFound):
        act(other, "publish")


def test_the_same_key_writes_and_publishes_once(world: World) -> None:
    lesson = written()

    assert written() == lesson
    assert act(lesson, "publish") == act(lesson, "publish")


def test_a_revision_counts_and_a_stale_one_is_refused(world: World) -> None:
    lesson = act(written(), "publish")
    better = TEXTS | {"prevent": "Look at the gutter each autumn."}

    revised = act(lesson, "revise", **better)

    assert (revised.revision, revised.prevent) == (2, better["prevent"])
    with pytest.raises(Stale):
        act(lesson, "revise", n=2, **TEXTS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"not_here": " "}, "not_here"), ({"done": "Call 9123 4567 first."}, "done"),
     ({"problem": "x" * 601}, "problem"), ({"topic": "conduct"}, "topic"),
     ({"topic": "nonsense"}, "topic"), ({"key": "short"}, "key")],
)  # fmt: skip
def test_what_teaches_half_or_names_somebody_is_refused(world: World, changes, field) -> None:
    with pytest.raises(InvalidInput) as refused:
        written(**changes)

    assert list(refused.value.fields) == [field]
    assert lessons.listed(staff(LENA), "hv", "", now=MONDAY_TEN) == []


def test_a_quiz_has_three_answers_of_which_one_is_right(world: World) -> None:
    assert lessons.quiz(staff(CLEO), "hv", 0, now=MONDAY_TEN) is None
    for n in range(4):
        act(written(n, done=f"Answer {n}."), "publish", n=n)

    asked = [lessons.quiz(staff(CLEO), "hv", n, now=MONDAY_TEN) for n in range(8)]

    assert len({each.lesson.id for each in asked}) == 4
    for each in asked:
        assert len({choice.id for choice in each.choices}) == 3
        assert each.lesson in each.choices
    assert len({each.choices.index(each.lesson) for each in asked}) > 1


def test_a_caution_is_seen_only_when_somebody_else_who_manages_agrees(world: World) -> None:
    task_id = taken(world)
    caution_actions.propose(task_id, "Please go in pairs.", staff=staff(PACO), now=MONDAY_TEN)
    task = tasks.get(task_id)
    assert caution_actions.shown(task, staff(PACO), now=MONDAY_TEN) is None
    for other in (PACO, LENA):
        with pytest.raises(Forbidden):
            caution_actions.approve(task_id, staff=staff(other), now=MONDAY_TEN)

    caution_actions.approve(task_id, staff=staff(MARA), now=MONDAY_TEN)

    seen = caution_actions.shown(task, staff(PACO), now=MONDAY_TEN)
    assert seen is not None and (seen.text, seen.approved_by) == ("Please go in pairs.", "mara")


def test_a_caution_changes_no_clock_no_queue_and_no_priority(world: World) -> None:
    task_id = taken(world)
    before = tasks.get(task_id)

    caution_actions.propose(task_id, "Please go in pairs.", staff=staff(PACO), now=MONDAY_TEN)
    caution_actions.approve(task_id, staff=staff(MARA), now=MONDAY_TEN)

    assert tasks.get(task_id) == before


def test_a_caution_ends_by_itself_and_a_sweep_run_twice_ends_it_once(world: World) -> None:
    task_id = taken(world)
    caution_actions.propose(task_id, "Please go in pairs.", staff=staff(PACO), now=MONDAY_TEN)
    caution_actions.approve(task_id, staff=staff(MARA), now=MONDAY_TEN)
    task = tasks.get(task_id)

    assert caution_actions.shown(task, staff(PACO), now=MONDAY_TEN + KEPT_MS) is None
    for _ in range(2):
        world.sweep(MONDAY_TEN + KEPT_MS)

    assert stored.get(task.request) is None


def test_only_who_has_the_task_writes_a_caution(world: World) -> None:
    task_id = taken(world)

    with pytest.raises(Forbidden):
        caution_actions.propose(task_id, "Careful.", staff=staff(PILAR), now=MONDAY_TEN)
    with pytest.raises(NotFound):
        caution_actions.propose(task_id, "Careful.", staff=staff(CLEO), now=MONDAY_TEN)
    with pytest.raises(InvalidInput):
        caution_actions.propose(task_id, "Ring 9123 4567.", staff=staff(PACO), now=MONDAY_TEN)


def test_a_caution_goes_with_its_request(world: World) -> None:
    task_id = taken(world)
    caution = caution_actions.propose(task_id, "Go in pairs.", staff=staff(PACO), now=MONDAY_TEN)

    erase.erase(caution.request, by="resident", now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert stored.get(caution.request) is None


def test_who_wrote_a_caution_or_manages_takes_it_away(world: World) -> None:
    task_id = taken(world)
    caution = caution_actions.propose(task_id, "Go in pairs.", staff=staff(PACO), now=MONDAY_TEN)
    with pytest.raises(Forbidden):
        caution_actions.withdraw(task_id, staff=staff(LENA))

    caution_actions.withdraw(task_id, staff=staff(MARA))

    assert stored.get(caution.request) is None


def test_a_caution_that_was_taken_away_is_taken_away_again_without_a_word(world: World) -> None:
    task_id = taken(world)
    caution_actions.propose(task_id, "Go in pairs.", staff=staff(PACO), now=MONDAY_TEN)

    for _ in range(2):
        caution_actions.withdraw(task_id, staff=staff(PACO))

    assert caution_actions.shown(tasks.get(task_id), staff(MARA), now=MONDAY_TEN) is None
