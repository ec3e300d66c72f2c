"""
The traps in which other systems of this kind are caught, one test each.

Every number is one of a list that was read out of six such systems and their users'
complaints. A test here fails when its trap is put back.
"""

import inspect

import msgspec
import pytest
from msgspec import structs

from chalicelib.cases.contacts.model import hashed
from chalicelib.cases.pages.form import submission_of
from chalicelib.cases.requests import add_words, addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.checks import NewRequest, Submission
from chalicelib.cases.requests.plan import status
from chalicelib.cases.requests.routing import route
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.escalation import escalate as chasing
from chalicelib.escalation.policy import DEFAULT, next_escalation
from chalicelib.estate import permissions
from chalicelib.estate import store as estate
from chalicelib.estate.topics import base
from chalicelib.kernel.errors import Limited, Undelivered
from chalicelib.kernel.targets import TARGETS
from chalicelib.kernel.tuning import SILENCE_MS
from chalicelib.kernel.worktime import ALWAYS
from chalicelib.platform.storage import table
from chalicelib.reports.board import board
from tests.support import clock
from tests.support.builders import (
    CLEO,
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LENA,
    LIFT,
    MINUTE,
    MONDAY_TEN,
    PACO,
    PILAR,
    SECRET,
    World,
    key,
    staff,
)  # fmt: skip
from tests.support.door import Door, token_of
from tests.support.neighbours import stored
from tests.support.reminders import nudged, until_sent
from tests.support.requests import corrected, live, resolved


def test_trap_1_an_overdue_task_that_nobody_has_tells_a_person(world: World) -> None:
    for member in (PACO, PILAR, LENA):
        estate.put_member(structs.replace(member, disabled=True))
    world.routed()

    until_sent(world, MONDAY_TEN + 6 * HOUR)

    assert nudged(world) == [("mara", ["breach"])]


def test_trap_2_a_warning_counts_as_sent_only_when_it_was(world: World) -> None:
    world.routed()
    tools, failing = world.tools, []

    def refuse(notice) -> None:
        failing.append(notice)
        raise Undelivered("the mail server is away")

    world.tools = structs.replace(tools, deliver=refuse)
    world.sweep(MONDAY_TEN + 4 * HOUR)
    with pytest.raises(Undelivered):
        world.sweep(MONDAY_TEN + 4 * HOUR + GRACE)
    assert failing and nudged(world) == []

    world.lose()
    world.tools = tools
    for minutes in range(3, 40, 4):
        world.sweep(MONDAY_TEN + 4 * HOUR + minutes * MINUTE)
    assert sorted(nudged(world)) == [("paco", ["warning"]), ("pilar", ["warning"])]


def test_trap_3_one_poisoned_item_stops_no_other(world: World, monkeypatch) -> None:
    made = [world.routed(MONDAY_TEN + n, key=key(n))[0] for n in range(3)]
    real = chasing.escalation_now

    def poison(task, community, *, now):
        if task.id == made[1].id:
            raise ValueError("an item that cannot be")
        return real(task, community, now=now)

    monkeypatch.setattr(chasing, "escalation_now", poison)
    world.sweep(MONDAY_TEN + 4 * HOUR + MINUTE)

    climbed = [found.climbed for task in made if (found := tasks.get(task.id))]
    assert climbed == [1, 0, 1]


def test_trap_4_a_setting_that_is_missing_or_nonsense_is_the_usual_one(world: World) -> None:
    nonsense = structs.replace(
        HARBOUR, ladder={"rungs": "three"}, topics={"plumbing": {"priority": "asap"}}
    )
    estate.put_community(nonsense)
    world.routed()

    until_sent(world, MONDAY_TEN + 4 * HOUR)

    assert [what for _, what in nudged(world)] == [["warning"], ["warning"]]


def test_trap_5_what_is_on_hold_is_not_late_and_the_hold_moves_its_deadline(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    before = deadlines(_stored(task.id), HARBOUR).done_by
    world.act(task.id, "pause", 2, reason="Part ordered.", until=MONDAY_TEN + 7 * DAY)

    for days in range(7):
        world.sweep(MONDAY_TEN + days * DAY)
        world.sweep(MONDAY_TEN + days * DAY + GRACE)
    (line,) = board(staff(LENA), "hv", now=MONDAY_TEN + 6 * DAY).lines
    assert (nudged(world), line.late_by) == ([], 0)

    world.act(task.id, "resume", None, now=MONDAY_TEN + 7 * DAY)
    assert deadlines(_stored(task.id), HARBOUR).done_by == (before or 0) + 7 * DAY


def test_trap_6_nobody_who_works_here_has_a_score() -> None:
    """Not a fair one and not an unfair one: a rating stays with the request it was given for."""
    names = {field for struct in table.STORED for field in struct.__struct_fields__}
    assert not {name for name in names if "score" in name or "average" in name or "rank" in name}


def test_trap_7_the_public_form_takes_its_own_fields_and_no_other() -> None:
    extra = {"priority": "urgent", "holder": "me", "filed_by": "mara", "channel": "phone"}
    sent = {"key": key(), "words": "Drips.", "topic": "leak"}

    assert submission_of({**sent, **extra}, LIFT, "en") == submission_of(sent, LIFT, "en")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"place": LIFT.code, "words": "Drips.", "holder": "me"}, NewRequest)
    assert {"filed_by", "channel"} <= set(Submission.__struct_fields__)


def test_trap_8_what_a_phone_did_offline_is_answered_one_by_one(door: Door) -> None:
    """A refusal in the middle takes nothing else with it, nor does the same batch again."""
    world, now = World(), clock.now()
    first, taken, last = (world.routed(now + n, key=key(n))[0] for n in range(3))
    world.act(taken.id, "claim", 1, by=PILAR, now=now)
    batch = [
        {"key": key(f"p{n}"), "task": task.id, "action": "claim", "version": 1}
        for n, task in enumerate((first, taken, last))
    ]

    sent = [
        door.post_json("/staff/v1/actions", {"actions": batch}, token_of(PACO)).json["verdicts"]
        for _ in range(2)
    ]

    assert [[each["verdict"] for each in verdicts] for verdicts in sent] == [
        ["applied", "refused", "applied"],
        ["already_applied", "refused", "already_applied"],
    ]
    assert [each["key"] for each in sent[0]] == [each["key"] for each in batch]
    assert sent[0][1]["problem"]["holder"]["id"] == "pilar"
    assert [_stored(task.id).holder for task in (first, taken, last)] == ["paco", "pilar", "paco"]


def test_trap_9_thanks_never_reopens(world: World) -> None:
    request_id = resolved(world)
    world.answer(request_id, True, comment="Thanks, great work!")

    for n, words in enumerate(("Thanks!", "谢谢", "ok")):
        add_words.reply(
            request_id, words, key=key(f"t{n}"), now=MONDAY_TEN + n, enqueue=world.enqueue
        )
        world.drain(MONDAY_TEN + n)

    assert (stored(request_id).state, stored(request_id).outcome) == ("closed", "confirmed")


def test_trap_10_no_limit_stops_an_emergency(world: World) -> None:
    with pytest.raises(Limited):
        for n in range(500):
            world.submit(key=key(n))

    assert world.submit(key=key("gas"), words="I smell gas").request_id


def test_trap_11_closed_is_not_fixed(world: World) -> None:
    request_id = resolved(world)

    world.sweep(MONDAY_TEN + SILENCE_MS)

    closed = stored(request_id)
    assert (closed.outcome, closed.fixed, status(closed, [])) == (
        "unconfirmed", None, "unconfirmed",
    )  # fmt: skip


def test_trap_12_nobody_is_written_to_about_what_they_may_not_see(world: World) -> None:
    made = world.submit(contact="rosa@home.example")
    world.drain(MONDAY_TEN)
    address = hashed("hv", "rosa@home.example", secret=SECRET)
    addresses.confirm_contact(made.request_id, address, now=MONDAY_TEN)
    addresses.stop_contact(made.request_id, address, now=MONDAY_TEN)
    (task,) = tasks.of_request(made.request_id)
    world.finished(task.id)
    world.routed(topic="conduct", answers={"about": "Mara"}, key=key("about"))
    until_sent(world, MONDAY_TEN + 30 * HOUR)

    assert [n.template for n in world.sent if n.address == "rosa@home.example"] == [
        "confirm_contact"
    ]
    assert "mara" not in [who for who, _ in nudged(world)]


def test_trap_13_another_topic_keeps_the_start_of_the_clock(world: World) -> None:
    (task,) = world.routed(topic="dirty")

    corrected(world, task.id, "noise", by=CLEO, now=MONDAY_TEN + 3 * HOUR)

    assert {each.start_at for each in live(task.request).values()} == {MONDAY_TEN}


def test_trap_14_a_warning_comes_before_what_it_warns_of() -> None:
    accepts = {row.accept or TARGETS[row.priority].accept for row in base().values()}
    for minutes in accepts | {target.done for target in TARGETS.values()}:
        usual = {"policy": DEFAULT, "calendar": ALWAYS, "start": 0, "minutes": minutes, "holds": []}
        warning, breach = (next_escalation(**usual, climbed=number) for number in (0, 1))
        assert warning and breach and 0 < warning.at < breach.at == minutes * MINUTE


def test_trap_15_many_late_tasks_are_one_message_to_each_person(world: World) -> None:
    for n in range(5):
        world.routed(MONDAY_TEN + n, key=key(n))

    until_sent(world, MONDAY_TEN + 4 * HOUR + MINUTE)

    assert sorted((who, len(what)) for who, what in nudged(world)) == [("paco", 5), ("pilar", 5)]


def test_trap_16_whoever_left_no_address_still_reads_that_it_was_declined(world: World) -> None:
    (task,) = world.routed()
    world.act(task.id, "claim", 1)
    world.act(task.id, "decline", 2, reason="It is a private pipe.")
    world.drain(MONDAY_TEN)

    found = requests.aggregate(task.request)
    assert found is not None and found.contacts == []
    assert status(found.request, found.tasks) == "declined"
    assert found.tasks[0].reason == "It is a private pipe."


def test_trap_17_debt_delays_nothing_because_nobody_asks_for_it() -> None:
    calls = (route, permissions.may)
    asked = {name for call in calls for name in inspect.signature(call).parameters}
    known = {field for struct in table.STORED for field in struct.__struct_fields__}
    assert not {"debt", "debts", "owed", "paid", "unpaid", "arrears", "balance"} & (asked | known)
    assert all(row.safety for row in base().values() if row.priority == "urgent")


def _stored(task_id: str):
    found = tasks.get(task_id)
    assert found is not None
    return found
