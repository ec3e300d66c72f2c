"""What staff say of two requests: merged, split and linked, once, by who leads them."""

import pytest

from chalicelib.cases.duplicates import by_staff
from chalicelib.cases.requests.plan import status
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate.members import Member
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from chalicelib.privacy import erase
from tests.support import clock
from tests.support.builders import LENA, LOBBY, MARA, MONDAY_TEN, OTTO, PACO, World, key, staff
from tests.support.door import Door, token_of
from tests.support.neighbours import listed, stored

LATER = MONDAY_TEN + 60_000


def two(world: World, **more) -> tuple:
    """Return the first tasks of two requests about one thing."""
    first = world.routed(key=key("first"), topic="lighting")[0]
    (second, *_) = world.routed(key=key("second"), topic="window", place=LOBBY.code, **more)
    return first, second


def said(world: World, action: str, task, other: str, *, by: Member = LENA, n: str = "") -> None:
    by_staff.say(
        action, task.id, other, version=None, key=key(n or action), staff=staff(by), now=LATER,
        enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(LATER)


def test_a_merged_request_joins_the_other_and_its_tasks_end(world: World) -> None:
    first, second = two(world)
    said(world, "merge", second, first.reference)
    said(world, "merge", second, first.reference)

    merged = stored(second.request)
    assert (merged.joined_to, merged.plan) == (first.request, [])
    assert tasks.get(second.id).state == "cancelled"
    assert status(merged, tasks.of_request(merged.id)) == "joined"
    assert listed(first.request) == [second.request]
    assert [step.action for step in merged.steps.values()].count("merge") == 1


def test_a_merged_request_follows_the_other_to_its_end(world: World) -> None:
    first, second = two(world)
    said(world, "merge", second, first.reference)
    world.finished(first.id, LATER)

    assert stored(second.request).state == "resolved"


def test_who_was_split_off_goes_their_own_way_with_tasks_of_their_own(world: World) -> None:
    first, second = two(world)
    said(world, "merge", second, first.reference)
    said(world, "split", first, second.reference)
    said(world, "split", first, second.reference)

    parted = stored(second.request)
    assert (parted.joined_to, listed(first.request)) == ("", [])
    assert [task.state for task in tasks.of_request(parted.id)] == ["cancelled", "open"]
    with pytest.raises(NotAllowed):
        said(world, "split", first, second.reference, n="again")


def test_a_link_stands_in_both_until_either_takes_it_away(world: World) -> None:
    first, second = two(world)
    said(world, "link", first, second.reference, by=PACO)
    linked = [stored(each.request).linked for each in (first, second)]
    assert linked == [[second.request], [first.request]]

    said(world, "unlink", second, first.reference)
    assert [stored(each.request).linked for each in (first, second)] == [[], []]


def test_a_link_to_what_was_erased_can_be_taken_away(world: World) -> None:
    first, second = two(world)
    said(world, "link", first, second.reference)
    erase.erase(second.request, now=LATER, enqueue=world.enqueue)
    world.drain(LATER)

    said(world, "unlink", first, second.reference)
    assert stored(first.request).linked == []
    assert stored(second.request).state == "erased"


def test_a_lost_effect_of_a_link_is_done_by_the_sweep(world: World) -> None:
    first, second = two(world)
    by_staff.say(
        "link", first.id, second.reference, version=None, key=key("link"), staff=staff(LENA),
        now=LATER, enqueue=lambda *_: None,
    )  # fmt: skip
    assert stored(second.request).linked == []
    world.sweep(LATER + 600_000)
    assert stored(second.request).linked == [first.request]


@pytest.mark.parametrize("action", ["merge", "split"])
def test_only_who_leads_the_department_merges_and_splits(world: World, action: str) -> None:
    first, second = two(world)
    with pytest.raises(Forbidden):
        said(world, action, second, first.reference, by=PACO)
    with pytest.raises(NotFound):
        said(world, action, second, first.reference, by=OTTO)


def test_who_splits_learns_of_no_request_that_never_joined(world: World) -> None:
    first, _ = two(world)
    (complaint,) = world.routed(
        key=key("rude"), topic="conduct", kind="complaint", words="He was rude to me"
    )
    for other in (complaint.reference, "0000000"):
        with pytest.raises(InvalidInput, match="no request of this reference"):
            said(world, "split", first, other, n=f"split-{other}")


def test_what_another_department_works_on_too_is_merged_by_a_manager(world: World) -> None:
    first = world.routed(key=key("first"), topic="lighting")[0]
    gate = world.routed(key=key("gate"), topic="gate")
    ours = next(task for task in gate if task.department == "engineering")
    with pytest.raises(Forbidden):
        said(world, "merge", ours, first.reference)
    said(world, "merge", ours, first.reference, by=MARA)

    assert {task.state for task in tasks.of_request(ours.request)} == {"cancelled"}


def test_a_danger_is_merged_into_nothing(world: World) -> None:
    first, _ = two(world)
    danger = world.routed(key=key("fire"), topic="fire", words="Smoke.")[0]
    with pytest.raises(NotAllowed):
        said(world, "merge", danger, first.reference, by=MARA)
    assert stored(danger.request).joined_to == ""


def test_what_others_joined_is_not_merged_and_nothing_is_merged_in_a_ring(world: World) -> None:
    first, second = two(world)
    said(world, "merge", second, first.reference)
    third = world.routed(key=key("third"), topic="lighting")[0]
    with pytest.raises(InvalidInput, match="Others joined"):
        said(world, "merge", first, third.reference, n="m2")
    with pytest.raises(InvalidInput, match="together with another one"):
        said(world, "merge", third, second.reference, n="m3")
    with pytest.raises(InvalidInput, match="itself"):
        said(world, "merge", third, third.reference, n="m4")


def test_the_panel_shows_who_joined_and_what_is_linked(door: Door) -> None:
    world = World()
    first, second = two(world)
    headers = token_of(LENA) | {"idempotency-key": key("door"), "if-match": '"1"'}

    def asked(task, action: str, other):
        body = {"action": action, "request": other.reference}
        return door.post_json(f"/staff/v1/tasks/{task.id}/actions", body, headers=headers)

    assert asked(second, "merge", first).status == 200
    assert asked(second, "merge", first).json["verdict"] == "already_applied"
    world.sweep(clock.now() + 600_000)
    shown = door.get(f"/staff/v1/tasks/{first.id}", headers=token_of(LENA)).json
    assert [each["reference"] for each in shown["joiners"]] == [
        f"{second.reference[:3]}-{second.reference[3:]}"
    ]
    assert {"merge", "split", "link"} <= set(shown["allowed"])
