"""A person's bundle: how much fits into one, what follows a full one, when its message goes."""

import json

import pytest
from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.channels.wording import words
from chalicelib.escalation import batches, reminders, send_reminders
from chalicelib.escalation.reminders import Reminder, is_full, opened, with_event
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.storage import attributes, ledger, table
from tests.support.builders import GRACE, HOUR, MINUTE, MONDAY_TEN, PACO, World, at
from tests.support.reminders import nudged

ITEM_LIMIT = 400_000
"""What DynamoDB takes, in bytes."""


@pytest.fixture
def small(monkeypatch) -> int:
    """Bundles that are full with seven nudges."""
    monkeypatch.setattr(reminders, "MOST_NUDGES", 7)
    return 7


def put(n: int, now: int = MONDAY_TEN, **more):
    """Put the nudge of a number into Paco's bundle, as a worker does that may come twice."""
    made = Reminder(
        task="", reference=f"{n:07d}", what="breach", at=MONDAY_TEN, topic="leak",
        urgent=more.pop("urgent", False),
    )  # fmt: skip
    return batches.add("hv", PACO.login, f"hv-a#{n}#paco", made, now=now, **more)


def told(world: World) -> list[list[str]]:
    return [[line["reference"] for line in notice.lines] for notice in world.sent]


def open_now() -> list[int]:
    return [len(each.events) for each in batches.open_of("hv", PACO.login)]


def test_a_full_bundle_is_followed_by_another_and_nothing_is_lost_or_doubled(
    world: World, small: int
) -> None:
    many = 2 * small + 3
    for n in range(many):
        put(n)
    for n in range(0, many, 5):
        put(n, MONDAY_TEN + MINUTE)
    assert open_now() == [small, small, 3]

    sent_at: list[int] = []
    for minutes in range(12):
        before = len(world.sent)
        world.sweep(MONDAY_TEN + minutes * MINUTE)
        sent_at += [minutes] * (len(world.sent) - before)

    assert sent_at == [2, 4, 6]
    assert sorted(sum(told(world), [])) == [f"{n:07d}" for n in range(many)]
    assert open_now() == []


def test_a_nudge_that_comes_again_after_the_first_message_went_is_not_told_twice(
    world: World, small: int
) -> None:
    for n in range(small + 1):
        put(n)
    world.sweep(MONDAY_TEN + GRACE)
    assert open_now() == [1]

    for n in (0, small):
        put(n, MONDAY_TEN + GRACE + 1)
    for minutes in range(3, 9):
        world.sweep(MONDAY_TEN + minutes * MINUTE)

    assert sorted(sum(told(world), [])) == [f"{n:07d}" for n in range(small + 1)]


def test_the_same_message_twice_sends_each_of_two_full_bundles_once(
    world: World, small: int
) -> None:
    for n in range(2 * small):
        put(n)

    for batch in batches.open_of("hv", PACO.login) * 2:
        (name,) = batch.pending
        send_reminders.send_batch(batch, name, now=MONDAY_TEN + GRACE, tools=world.tools)

    assert [len(lines) for lines in told(world)] == [small, small]


def test_a_mark_that_fails_and_a_nudge_that_joins_meanwhile_double_nothing(
    world: World, monkeypatch
) -> None:
    for n in range(3):
        put(n, urgent=True)
    (batch,) = batches.open_of("hv", PACO.login)
    (name,) = batch.pending
    marked: list[str] = []
    mark = ledger.mark

    def fails(event: str, **more) -> None:
        marked.append(event)
        if len(marked) == 3:  # the message's own, the first nudge's, and not the second's
            put(3, urgent=True)
            raise Unavailable("the table did not answer")
        mark(event, **more)

    monkeypatch.setattr(ledger, "mark", fails)
    with pytest.raises(Unavailable):
        send_reminders.send_batch(batch, name, now=MONDAY_TEN, tools=world.tools)
    monkeypatch.setattr(ledger, "mark", mark)
    world.queue = [(batch.id, "bundle", name)]
    world.drain(MONDAY_TEN)

    assert told(world) == [["0000000", "0000001", "0000002"], ["0000003"]]
    assert open_now() == []


def test_what_is_urgent_and_joins_while_a_message_is_sent_follows_at_once(world: World) -> None:
    put(0, urgent=True)
    (batch,) = batches.open_of("hv", PACO.login)
    deliver = world.tools.deliver

    def joined(notice) -> None:
        if not world.sent:
            put(1, urgent=True)
        deliver(notice)

    world.tools = structs.replace(world.tools, deliver=joined)
    world.queue = [(batch.id, "bundle", name) for name in batch.pending]
    world.drain(MONDAY_TEN)

    assert told(world) == [["0000000"], ["0000001"]]


def test_a_bundle_full_of_the_longest_nudges_fits_into_an_item_three_times_over() -> None:
    batch = opened("hv", PACO.login, now=MONDAY_TEN)
    while not is_full(batch):
        reminder = Reminder(
            task=f"hv-{'a' * 26}#12.customer_service", reference="7KQ2M9X", what="nobody_on_duty",
            at=MONDAY_TEN, topic="sewage_overflowing_x", department="customer_service",
            place_name=dict.fromkeys(("en", "zh-Hans", "zh-Hant"), "大" * 80), urgent=True,
        )  # fmt: skip
        event = f"{reminder.task}#accept.{len(batch.events):05d}#nobody_on_duty#{'p' * 40}"
        batch = with_event(batch, event, reminder, by=MONDAY_TEN)

    stored = json.dumps(attributes.plain(table.values_of(batch)), ensure_ascii=False).encode()
    assert len(batch.events) == 100
    assert len(stored) * 3 < ITEM_LIMIT


def test_a_bundle_opened_just_before_closing_goes_in_the_morning(world: World) -> None:
    """A nudge that knows no hours of its own: thanks, a measure, a reminder."""
    put(1, at("2026-03-02 17:59"))

    for minutes in range(0, 15 * 60, 5):
        world.sweep(at("2026-03-02 17:59") + minutes * MINUTE)
    assert world.sent == []

    world.sweep(at("2026-03-03 09:00"))
    assert told(world) == [["0000001"]]


def test_a_warning_that_falls_due_just_before_closing_is_sent_in_the_morning(world: World) -> None:
    (task,) = world.routed(at("2026-03-02 14:58"))

    for evening in ("17:58", "17:59", "18:00", "18:01", "23:00"):
        world.sweep(at(f"2026-03-02 {evening}"))
    climbed = tasks.get(task.id)
    assert climbed is not None and (climbed.climbed, nudged(world)) == (1, [])

    world.sweep(at("2026-03-03 09:00"))
    assert [what for _, what in nudged(world)] == [["warning"], ["warning"]]


def test_what_is_urgent_does_not_wait_in_the_bundle_of_the_night(world: World) -> None:
    """Not even when its message was lost: the sweep finds it two minutes later."""
    night = at("2026-03-02 22:00")
    put(1, night, window_ms=11 * HOUR)
    put(2, night + MINUTE, urgent=True)
    world.lose()

    world.sweep(night + 2 * MINUTE)
    assert world.sent == []
    world.sweep(night + MINUTE + GRACE)

    assert told(world) == [["0000001", "0000002"]]


def test_what_reads_the_same_is_said_and_counted_once(world: World) -> None:
    """A task that is late once more before the night's message went says nothing new."""
    again = Reminder(task="", reference=f"{1:07d}", what="breach", at=MONDAY_TEN, topic="leak")
    batches.add("hv", PACO.login, "hv-a#1#later", again, now=MONDAY_TEN)
    put(1)
    put(2)
    world.sweep(MONDAY_TEN + GRACE)

    subject, text = words(world.sent[0])
    assert len(world.sent[0].lines) == 3
    assert [line[:8] for line in text.splitlines()] == ["000-0001", "000-0002"]
    assert subject.endswith(": 2")
