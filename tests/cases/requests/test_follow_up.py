"""Checking back: asked once, some days after it was done, whether it is still fixed."""

import pytest

from chalicelib.cases.requests import add_words, addresses, follow_up, resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request, is_asked_back
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import reference
from chalicelib.kernel.tuning import REOPEN_MS, SILENCE_MS
from chalicelib.platform.effects import publish_effects
from tests.support.builders import DAY, HOUR, MONDAY_TEN, SECRET, World, at, key
from tests.support.neighbours import stored
from tests.support.requests import resolved

TEN_DAYS = MONDAY_TEN + 10 * DAY


def answer(world: World, request_id: str, fixed: bool, now: int, n: str = "") -> Request:
    made = follow_up.answer(
        request_id, fixed=fixed, comment="", key=key(n or f"{fixed}{now}"), secret=SECRET,
        now=now, enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(now)
    return made


def asked(request_id: str) -> int:
    return [step.action for step in stored(request_id).steps.values()].count("check_back")


def test_a_leak_is_asked_about_once_ten_days_after_it_was_done(world: World) -> None:
    request_id = resolved(world, topic="leak")
    world.answer(request_id, True)

    world.sweep(TEN_DAYS - 1)
    assert asked(request_id) == 0
    for moment in (TEN_DAYS, TEN_DAYS, TEN_DAYS + HOUR, TEN_DAYS + 5 * DAY):
        world.sweep(moment)

    assert asked(request_id) == 1
    assert is_asked_back(stored(request_id))


def test_a_topic_without_a_check_back_is_not_asked_about(world: World) -> None:
    request_id = resolved(world, topic="dirty")
    world.answer(request_id, True)

    world.sweep(MONDAY_TEN + 300 * DAY)

    assert asked(request_id) == 0


def test_silence_and_check_back_both_come_whichever_is_first(world: World) -> None:
    slow, quick = resolved(world, topic="leak"), resolved(world, topic="lift_stopped", key=key(2))

    world.sweep(MONDAY_TEN + 3 * DAY)
    assert (asked(slow), asked(quick), stored(quick).state) == (0, 1, "resolved")
    world.sweep(MONDAY_TEN + SILENCE_MS)
    assert {stored(slow).outcome, stored(quick).outcome} == {"unconfirmed"}
    world.sweep(TEN_DAYS)
    assert (asked(slow), asked(quick)) == (1, 1)


def test_nobody_is_asked_at_night(world: World) -> None:
    made = world.submit(at("2026-03-02 17:59"), topic="lift_stopped", key=key("late"))
    world.drain(at("2026-03-02 17:59"))
    (task,) = tasks.of_request(made.request_id)
    world.finished(task.id, at("2026-03-02 23:00"))
    world.answer(made.request_id, True, at("2026-03-02 23:01"))

    world.sweep(at("2026-03-05 23:30"))
    assert asked(made.request_id) == 0
    world.sweep(at("2026-03-06 09:00"))
    assert asked(made.request_id) == 1


@pytest.mark.parametrize("end", ["withdrawn", "declined"])
def test_what_was_never_done_is_not_asked_about(world: World, end: str) -> None:
    (task,) = world.routed(topic="leak")
    if end == "withdrawn":
        resident_actions.withdraw(
            task.request, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue
        )
    else:
        world.act(task.id, "claim", 1)
        world.act(task.id, "decline", 2, reason="Private pipe.")
    world.drain(MONDAY_TEN)

    world.sweep(MONDAY_TEN + 20 * DAY)

    assert asked(task.request) == 0
    with pytest.raises(NotAllowed):
        answer(world, task.request, True, MONDAY_TEN + 20 * DAY)


def test_the_resident_is_asked_by_notice_in_their_language(world: World) -> None:
    from chalicelib.cases.contacts.model import hashed

    made = world.submit(topic="leak", contact="rosa@home.example", lang="zh-Hant")
    world.drain(MONDAY_TEN)
    address = hashed("hv", "rosa@home.example", secret=SECRET)
    addresses.confirm_contact(made.request_id, address, now=MONDAY_TEN)
    (task,) = tasks.of_request(made.request_id)
    world.finished(task.id)
    world.sent.clear()

    world.sweep(TEN_DAYS - 1)
    world.sweep(TEN_DAYS)
    publish_effects(stored(made.request_id), ["5#tell", "6#tell"], world.enqueue)
    world.drain(TEN_DAYS)

    told = [notice for notice in world.sent if notice.template == "check_back"]
    assert [(notice.address, notice.lang) for notice in told] == [
        ("rosa@home.example", "zh-Hant"),
    ]  # fmt: skip


def test_yes_makes_an_unconfirmed_closing_confirmed_for_thirty_days(world: World) -> None:
    request_id = resolved(world, topic="leak")
    world.sweep(MONDAY_TEN + SILENCE_MS)
    world.sweep(TEN_DAYS)
    closed_at = stored(request_id).closed_at or 0

    with pytest.raises(NotAllowed):
        answer(world, request_id, True, closed_at + REOPEN_MS + 1)
    assert stored(request_id).outcome == "unconfirmed"
    answer(world, request_id, True, closed_at + REOPEN_MS)

    assert (stored(request_id).outcome, stored(request_id).closed_at) == ("confirmed", closed_at)
    assert not is_asked_back(stored(request_id))


@pytest.mark.parametrize("confirmed", [True, False])
def test_no_reopens_what_was_closed_up_to_thirty_days_ago(world: World, confirmed: bool) -> None:
    request_id = resolved(world, topic="leak")
    if confirmed:
        world.answer(request_id, True)
    else:
        world.sweep(MONDAY_TEN + SILENCE_MS)
    closed_at = stored(request_id).closed_at or 0

    goes_on = answer(world, request_id, False, closed_at + REOPEN_MS)

    assert goes_on.id == request_id
    assert (stored(request_id).state, stored(request_id).round) == ("open", 2)
    (task,) = [t for t in tasks.of_request(request_id) if t.id in stored(request_id).plan]
    assert task.lift == 1


def test_a_reopened_round_is_asked_about_again(world: World) -> None:
    request_id = resolved(world, topic="lift_stopped")
    world.sweep(MONDAY_TEN + 3 * DAY)
    again = MONDAY_TEN + 4 * DAY
    answer(world, request_id, False, again)
    for task in tasks.of_request(request_id):
        if task.id in stored(request_id).plan:
            world.finished(task.id, again)

    world.sweep(again + 3 * DAY)

    assert asked(request_id) == 2


def test_a_late_no_starts_one_new_request_that_names_the_old_one(world: World) -> None:
    request_id = resolved(world, topic="leak", spot="Flat 12A")
    world.answer(request_id, True)
    late = MONDAY_TEN + REOPEN_MS + 2 * DAY

    first = answer(world, request_id, False, late)
    again = answer(world, request_id, False, late, n="a double tap")
    later = answer(world, request_id, False, late + HOUR)

    assert first.id == again.id == later.id != request_id
    new = stored(first.id)
    assert (new.follows, new.spot, new.topic, new.words) == (
        request_id, "Flat 12A", "leak", stored(request_id).words,
    )  # fmt: skip
    assert new.reference == reference(first.id)
    assert [task.department for task in tasks.of_request(first.id)] == ["engineering"]
    assert stored(request_id).outcome == "confirmed"


def test_a_no_to_a_follower_that_is_long_closed_goes_on_from_that_one(world: World) -> None:
    request_id = resolved(world, topic="leak")
    world.answer(request_id, True)
    now = MONDAY_TEN + 40 * DAY
    second = answer(world, request_id, False, now)
    (task,) = tasks.of_request(second.id)
    world.finished(task.id, now)
    world.answer(second.id, True, now)

    reopened = answer(world, request_id, False, now + DAY)
    assert (reopened.id, reopened.state) == (second.id, "open")
    (task,) = [t for t in tasks.of_request(second.id) if t.state == "open"]
    world.finished(task.id, now + DAY)
    world.answer(second.id, True, now + DAY)

    third = answer(world, request_id, False, now + 40 * DAY)
    assert third.follows == second.id


def test_a_lost_message_of_the_new_request_is_repaired_by_the_sweep(world: World) -> None:
    request_id = resolved(world, topic="leak")
    world.answer(request_id, True)
    late = MONDAY_TEN + 40 * DAY
    made = follow_up.answer(
        request_id, fixed=False, comment="", key=key("no"), secret=SECRET, now=late,
        enqueue=lambda *_: None,
    )  # fmt: skip

    world.sweep(late + 2 * 60_000)

    assert len(tasks.of_request(made.id)) == 1
    assert requests.get(made.id) is not None


@pytest.mark.parametrize("text", ["", "There is smoke now, fire!"])
@pytest.mark.parametrize("later", [0, SILENCE_MS, SILENCE_MS + REOPEN_MS + DAY])
def test_a_danger_told_of_what_is_over_is_worked_on_at_once(
    world: World, text: str, later: int
) -> None:
    request_id, now = resolved(world, topic="dirty"), MONDAY_TEN + later
    world.sweep(MONDAY_TEN + min(later, SILENCE_MS))

    made = {
        follow_up.note(
            request_id, text, danger=True, key=key("worse"), secret=SECRET, now=now,
            enqueue=world.enqueue,
        ).id
        for _ in range(2)
    }  # fmt: skip
    world.drain(now)

    (goes_on,) = made
    assert (goes_on == request_id) is (later <= SILENCE_MS)
    request = stored(goes_on)
    assert request.state == "open" and request.emergency
    going = [task for task in tasks.of_request(goes_on) if task.round == request.round]
    assert going and {task.priority for task in going} == {"urgent"}


def test_a_danger_told_of_what_was_withdrawn_is_a_request_that_names_it(world: World) -> None:
    request_id = world.routed(topic="dirty")[0].request
    resident_actions.withdraw(request_id, key=key("off"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    made = follow_up.note(
        request_id, "", danger=True, key=key("worse"), secret=SECRET, now=MONDAY_TEN,
        enqueue=world.enqueue,
    )  # fmt: skip

    assert (made.follows, made.emergency) == (request_id, "danger")


SMOKE = "There is smoke coming out of the socket, it burns!"
FULL = 12
"""Steps of a history that has no room left, here."""


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("which", ["feedback", "check_back"])
def test_words_of_danger_in_an_answer_are_worked_on_at_once(
    world: World, fixed: bool, which: str
) -> None:
    request_id = resolved(world, topic="dirty")
    for _ in range(2):
        if which == "feedback":
            world.answer(request_id, fixed, comment=SMOKE)
        else:
            follow_up.answer(
                request_id, fixed=fixed, comment=SMOKE, key=key("back"), secret=SECRET,
                now=MONDAY_TEN, enqueue=world.enqueue,
            )  # fmt: skip
        world.drain(MONDAY_TEN)

    request = stored(request_id)
    assert (request.state, request.emergency, request.by_words) == ("open", "fire", True)
    assert (request.round, request.comment) == (2, SMOKE)
    assert {t.priority for t in tasks.of_request(request_id) if t.round == 2} == {"urgent"}


def test_a_word_with_still_fixed_is_kept(world: World) -> None:
    request_id = resolved(world, topic="dirty")

    follow_up.answer(
        request_id, fixed=True, comment="Thank you all", key=key("back"), secret=SECRET,
        now=MONDAY_TEN, enqueue=world.enqueue,
    )  # fmt: skip

    assert (stored(request_id).outcome, stored(request_id).comment) == (
        "confirmed",
        "Thank you all",
    )


def test_a_danger_noted_just_before_the_work_was_done_opens_the_request_again(
    world: World,
) -> None:
    request_id = world.routed(topic="dirty")[0].request
    add_words.add_note(request_id, SMOKE, key=key("n"), now=MONDAY_TEN, enqueue=world.enqueue)
    late = list(world.queue)
    world.lose()
    world.finished(tasks.of_request(request_id)[0].id)
    assert stored(request_id).state == "resolved"

    for _ in range(2):
        world.queue.extend(late)
        world.drain(MONDAY_TEN)

    request = stored(request_id)
    assert (request.state, request.round, request.emergency) == ("open", 2, "fire")


def test_a_danger_finds_room_in_a_history_that_is_full(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident_actions, "MOST_STEPS", FULL)
    request_id = world.routed(topic="dirty")[0].request
    with pytest.raises(NotAllowed):
        for n in range(FULL + 1):
            resident_actions.urge(
                request_id, key=key(f"{n}-u"), now=MONDAY_TEN, enqueue=world.enqueue
            )
    world.lose()

    add_words.add_note(request_id, SMOKE, key=key("n"), now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)

    assert stored(request_id).emergency == "fire"
