"""The one rule of writing: a lost race begins again, a few times, and a key counts once."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.errors import NotAllowed, Unavailable
from chalicelib.kernel.history import GRACE_MS, Step
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.platform import transition
from chalicelib.platform.effects import complete_effect
from chalicelib.platform.storage import items, retry
from chalicelib.platform.storage.items import ConditionFailed
from tests.support.builders import MINUTE, MONDAY_TEN, World, key

Write = Callable[..., Any]


@pytest.fixture
def races(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Lose so many races before the next write is won; `meanwhile` is what the winner does."""

    def lose(count: int, meanwhile: Callable[[], Any] = lambda: None) -> list[int]:
        real, lost = items.Kind.save, []

        def save(self: Any, before: Any, after: Any) -> Any:
            if len(lost) < count:
                lost.append(1)
                if len(lost) == 1:
                    meanwhile()
                raise ConditionFailed
            return real(self, before, after)

        monkeypatch.setattr(items.Kind, "save", save)
        return lost

    return lose


def a_request(world: World) -> str:
    return world.routed()[0].request


def stored(request_id: str) -> Request:
    found = requests.get(request_id)
    assert found is not None
    return found


def test_who_loses_three_races_wins_the_fourth(world: World, races: Any) -> None:
    request_id = a_request(world)
    races(retry.TRIES - 1)

    after = resident_actions.urge(request_id, key=key("u"), now=MONDAY_TEN, enqueue=world.enqueue)

    assert after == stored(request_id)
    assert [effect for _, _, effect in world.queue] == [f"{after.version}#urge"]


def test_who_loses_every_race_is_told_to_come_again_and_nothing_is_written(
    world: World, races: Any
) -> None:
    request_id = a_request(world)
    before, lost = stored(request_id), races(99)

    with pytest.raises(Unavailable):
        resident_actions.urge(request_id, key=key("u"), now=MONDAY_TEN, enqueue=world.enqueue)

    assert len(lost) == retry.TRIES
    assert stored(request_id) == before
    assert not world.queue


def test_the_loser_of_two_calls_with_one_key_is_told_that_it_is_done(
    world: World, races: Any
) -> None:
    """The race is with the same call: what stands there is its own, not somebody's news."""
    (task,) = world.routed()

    def the_same() -> None:
        world.act(task.id, "hand_over", task.version, n="1", department="security", reason="A.")

    races(1, the_same)
    verdict = world.act(
        task.id, "hand_over", task.version, n="1", department="security", reason="A."
    )

    assert (verdict.verdict, verdict.task.version) == ("already_applied", task.version + 1)


def test_what_is_at_hand_is_not_read_again_before_a_race_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = world.routed()
    monkeypatch.setattr(transition.kinds, "get", lambda *_: pytest.fail("was read"))

    done = transition.apply_to(task, lambda found: found, enqueue=world.enqueue)

    assert done.applied and done.item is not None
    assert done.item.writes == task.writes + 1


def test_what_is_gone_when_the_race_is_lost_is_no_change(world: World, races: Any) -> None:
    (task,) = world.routed()
    races(1, lambda: items.Kind.delete(tasks.TASKS, task))

    done = transition.apply_to(task, lambda found: found, enqueue=world.enqueue)

    assert (done.item, done.applied) == (None, False)


def test_an_effect_is_finished_in_the_face_of_another_write(world: World, races: Any) -> None:
    request = stored(world.submit().request_id)
    (name,) = request.pending

    def urge() -> None:
        resident_actions.urge(request.id, key=key("u"), now=MONDAY_TEN, enqueue=world.enqueue)

    races(1, urge)

    after = complete_effect(request, name, now=MONDAY_TEN)

    assert after is not None and list(after.pending) == ["2#urge"]
    assert after == stored(request.id)


def test_the_next_version_says_what_was_what_is_owed_and_when_to_look(world: World) -> None:
    (task,) = world.routed()
    later = MONDAY_TEN + MINUTE

    after = transition.next_version(
        task, "claim", "claimed", by="paco", key="k", effects=["tell"], now=later, holder="paco"
    )

    number = str(task.version + 1)
    assert (after.version, after.state, after.changed_at) == (int(number), "claimed", later)
    assert after.steps[number] == Step(
        action="claim", by="paco", at=later, before="open", after="claimed", key="k"
    )
    assert {name: at for name, at in after.pending.items() if name not in task.pending} == {
        f"{number}#tell": later
    }
    assert after.due_at == later + GRACE_MS
    assert after.holder == "paco"


def test_an_event_leaves_the_version_alone_and_is_counted_from_it(world: World) -> None:
    task = structs.replace(world.routed()[0], rungs=1)
    entry = Step(action="nudge", by="clock", at=MONDAY_TEN)

    after = transition.with_event(task, entry, effects=["tell"], now=MONDAY_TEN + MINUTE)

    number = f"{task.version}.2"
    assert (after.version, after.changed_at, after.rungs) == (task.version, task.changed_at, 2)
    assert after.steps[number] == entry
    assert f"{number}#tell" in after.pending


def test_a_change_without_a_history_owes_the_effects_of_its_own_version(world: World) -> None:
    """By the name of the version before it would be the effect that is done already."""
    request = requests.get(world.submit(key=key(1)).request_id)
    assert request is not None

    after = transition.bump(request, ["tell"], now=MONDAY_TEN)

    owed = after.pending.keys() - request.pending.keys()
    assert (after.version, owed) == (request.version + 1, {f"{after.version}#tell"})


def test_a_refusal_says_the_state_who_has_it_and_what_people_may_do() -> None:
    doors = Lifecycle(
        "A door",
        {("half_open", "close"): "shut", ("half_open", "rust"): "half_open"},
        by_steward={"rust"},
        holder=lambda door: {"id": "paco", "name": door.holder_name},
    )
    door = a_door(state="half_open")

    assert doors.advance(door, "close") == "shut"
    with pytest.raises(NotAllowed) as refused:
        doors.advance(door, "paint_over")

    assert str(refused.value) == (
        "A door that is half open cannot be changed by paint over. Paco has it."
    )
    assert refused.value.allowed == ["close"]
    assert (refused.value.holder, refused.value.version) == ({"id": "paco", "name": "Paco"}, 7)


def a_door(**fields: Any) -> Task:
    return Task(
        id="d", request="r", community="hv", department="engineering", cause="1", round=1,
        topic="door", kind="repair", mode="grab", priority="normal", reference="R", place="P",
        version=7, created_at=0, changed_at=0, start_at=0, accept=1, done=1,
        holder_name="Paco", **fields,
    )  # fmt: skip
