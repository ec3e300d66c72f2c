"""Erasing a person: one write, then everything else, whatever comes late or twice."""

import json
import re

import pytest
from msgspec import structs

from chalicelib.cases.contacts import reveal
from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.model import hashed
from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import READY, Photo
from chalicelib.cases.requests import add_words, addresses, queries, resident_actions, staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.cases.requests.notes import Note
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.errors import Erased
from chalicelib.kernel.history import what_of
from chalicelib.kernel.personal import KEPT_MS, REACHABLE_MS
from chalicelib.platform.storage import ledger
from chalicelib.privacy import erase, person, personal, retention
from tests.support import quick_moto
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    LENA,
    LOBBY,
    MINUTE,
    MONDAY_TEN,
    PACO,
    SECRET,
    World,
    key,
    staff,
)

CANARY = "kanarienvogel"
ROSA = f"{CANARY}@example.com"
LATER = MONDAY_TEN + HOUR
TABLES = ("requests", "estate", "households", "ledger")


def everything() -> dict[str, str]:
    """Return every table, as text."""
    client = quick_moto.client("dynamodb")
    return {
        name: json.dumps(client.scan(TableName=f"steward-test-{name}")["Items"]) for name in TABLES
    }


def add_note(world: World, request_id: str, text: str) -> None:
    add_words.add_note(request_id, text, key=key("note"), now=MONDAY_TEN, enqueue=world.enqueue)


class Shelf:
    """The bucket of a World: objects by key."""

    def __init__(self, world: World) -> None:
        self.keys: set[str] = set()
        world.tools = structs.replace(world.tools, erase_photos=self.erase)

    def erase(self, request_id: str) -> int:
        gone = {key for key in self.keys if f"/{request_id}/" in key}
        self.keys -= gone
        return len(gone)


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


@pytest.fixture
def told(world: World, shelf: Shelf) -> str:
    """A request whose every field says CANARY, confirmed, worked on, looked at, with a photo."""
    made = world.submit(
        words=f"{CANARY} drips",
        name=CANARY,
        contact=ROSA,
        spot=f"Flat {CANARY}",
        visit=f"after {CANARY}",
        topic="leak",
        answers={"floor": CANARY},
    )
    world.drain(MONDAY_TEN)
    (task,) = tasks.of_request(made.request_id)
    addresses.confirm_contact(made.request_id, hashed("hv", ROSA, secret=SECRET), now=MONDAY_TEN)
    add_note(world, made.request_id, f"It is {CANARY}")
    staff_notes.add(task.id, f"saw {CANARY}", key=key("seen"), staff=staff(PACO), now=MONDAY_TEN)
    world.act(task.id, "claim", 1)
    world.drain(MONDAY_TEN)
    reveal.read(task.id, staff(PACO), now=MONDAY_TEN)
    world.act(task.id, "ask", 2, reason=f"{CANARY}?")
    photo = Photo(request=made.request_id, slot="1", source="a-b", state=READY, at=MONDAY_TEN)
    photos.take_slot(photo)
    shelf.keys |= {f"clean/{made.request_id}/a-b.jpg", f"incoming/{made.request_id}/2.x"}
    world.drain(MONDAY_TEN)
    assert CANARY in everything()["requests"]
    return made.request_id


def erased(world: World, request_id: str, now: int = LATER) -> None:
    """Erase and let the sweep look until nothing is left."""
    erase.erase(request_id, now=now, enqueue=world.enqueue)
    world.drain(now)
    for minutes in (3, 6, 12):
        world.sweep(now + minutes * MINUTE)


def test_after_an_erasure_no_store_knows_the_person(world: World, told: str, shelf: Shelf) -> None:
    person_hash = hashed("hv", ROSA, secret=SECRET)
    erased(world, told)

    for name, text in everything().items():
        assert CANARY not in text, name
        assert person_hash not in text, name
    assert shelf.keys == set()
    assert CANARY not in json.dumps(world.queue)


def test_one_write_takes_the_words_and_the_index_rows(world: World, told: str) -> None:
    before = requests.get(told)
    erase.erase(told, now=LATER, enqueue=world.enqueue)
    row = quick_moto.client("dynamodb").get_item(
        TableName="steward-test-requests", Key={"pk": {"S": told}, "sk": {"S": "request"}}
    )["Item"]

    assert CANARY not in json.dumps(row)
    assert not {"place_pk", "place_sk", "reference_pk"} & row.keys()
    after = requests.get(told)
    assert before and after
    assert list(after.pending) == [f"{after.version}#erase"]


def test_what_is_left_counts_and_names_nobody(world: World, told: str) -> None:
    erased(world, told)
    left = requests.aggregate(told)

    assert left is not None
    assert (left.request.state, left.request.topic, left.request.building) == (
        ERASED, "leak", "tower1",
    )  # fmt: skip
    assert [task.state for task in left.tasks] == ["cancelled"]
    assert (left.contacts, left.notes, left.photos, left.looks) == ([], [], [], [])
    assert left.request.pending == {} and left.request.due_at is None
    assert personal.blank(left.request) == left.request


def test_nobody_is_asked_about_what_was_erased(world: World) -> None:
    (task,) = world.routed(topic="leak")
    world.finished(task.id)
    world.answer(task.request, True)
    erased(world, task.request)
    left = requests.get(task.request)

    assert left and (left.outcome, left.due_at) == ("confirmed", None)


def test_it_stays_due_until_nothing_is_left(world: World, told: str) -> None:
    erase.erase(told, now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    tombstone = requests.get(told)
    assert tombstone and tombstone.pending and tombstone.due_at == LATER + GRACE
    # A slow call put words there after the first look.
    requests.insert_note(Note(request=told, key=key("late"), at=LATER, by="resident", text=CANARY))

    for minutes in (3, 6, 12, 40):
        world.sweep(LATER + minutes * MINUTE)

    assert CANARY not in everything()["requests"]
    tombstone = requests.get(told)
    assert tombstone and tombstone.due_at is None


def test_a_lost_message_is_found_by_the_sweep(world: World, told: str) -> None:
    erase.erase(told, now=LATER, enqueue=world.enqueue)
    world.lose()
    for minutes in (3, 6, 12, 43, 80):
        world.sweep(LATER + minutes * MINUTE)

    assert CANARY not in everything()["requests"]


def test_the_same_message_twice_erases_once(world: World, told: str) -> None:
    erase.erase(told, now=LATER, enqueue=world.enqueue)
    world.queue += list(world.queue)
    world.drain(LATER)
    erased(world, told)
    left = requests.get(told)
    (task,) = tasks.of_request(told)

    assert left and [step.action for step in left.steps.values()].count("erase") == 1
    assert [step.action for step in task.steps.values()].count("erase") == 1


def test_a_late_message_finds_nothing_to_do(world: World) -> None:
    made = world.submit(contact=ROSA)
    late = list(world.queue)
    world.lose()
    erased(world, made.request_id)
    world.queue += late
    world.drain(LATER + DAY)

    assert tasks.of_request(made.request_id) == []
    assert world.sent == []


def test_a_notice_that_waits_is_not_sent_after_an_erasure(world: World, told: str) -> None:
    (task,) = tasks.of_request(told)
    world.act(task.id, "resume", 3, now=LATER)
    world.act(task.id, "pause", 4, now=LATER, reason="parts", until=LATER + DAY)
    before = len(world.sent)
    late = list(world.queue)
    world.lose()
    erase.erase(told, now=LATER, enqueue=world.enqueue)
    world.lose()
    world.queue += late
    world.drain(LATER)

    assert len(world.sent) == before


def test_a_notice_that_waits_is_not_sent_after_consent_was_withdrawn(
    world: World, told: str
) -> None:
    (task,) = tasks.of_request(told)
    world.act(task.id, "resume", 3, now=LATER)
    world.act(task.id, "pause", 4, now=LATER, reason="parts", until=LATER + DAY)
    before = len(world.sent)
    addresses.stop_contact(told, hashed("hv", ROSA, secret=SECRET), now=LATER)
    world.drain(LATER)

    assert len(world.sent) == before


def test_a_replay_is_told_that_it_was_erased(world: World, told: str) -> None:
    erased(world, told)
    with pytest.raises(Erased):
        world.submit(words=f"{CANARY} drips")
    for call in (
        lambda: queries.status(told, 1),
        lambda: add_note(world, told, "again"),
        lambda: resident_actions.withdraw(told, key=key("w"), now=LATER, enqueue=world.enqueue),
        lambda: addresses.leave_contact(
            told, ROSA, secret=SECRET, now=LATER, enqueue=world.enqueue
        ),
    ):
        with pytest.raises(Erased):
            call()


def test_erasing_twice_works_again_and_changes_nothing_but_that_it_was_written(
    world: World, told: str
) -> None:
    def left() -> str:
        return re.sub(r'"writes": {"N": "\d+"}', "", json.dumps(everything()).replace("\\", ""))

    erased(world, told)
    world.sweep(LATER + DAY)  # what the day itself brings: its building is looked at
    before = left()
    erase.erase(told, now=LATER + DAY, enqueue=world.enqueue)
    assert world.queue
    world.drain(LATER + DAY)
    world.sweep(LATER + DAY)

    assert left() == before


def test_an_erasing_that_is_under_way_is_not_owed_twice(world: World, told: str) -> None:
    for _ in range(2):
        erase.erase(told, now=LATER, enqueue=world.enqueue)

    left = requests.get(told)
    assert left and [what_of(name) for name in left.pending].count("erase") == 1


def test_others_keep_what_is_theirs(world: World, told: str) -> None:
    other = world.submit(key=key(2), place=LOBBY.code, words="Lamp out", contact="bo@example.com")
    world.drain(MONDAY_TEN)
    erased(world, told)
    left = requests.aggregate(other.request_id)

    assert left and left.request.words == "Lamp out"
    assert [each.address for each in left.contacts] == ["bo@example.com"]


def test_the_holder_is_told_and_the_phone_learns_that_the_words_are_gone(
    world: World, told: str
) -> None:
    (before,) = tasks.of_request(told)
    erased(world, told)
    (after,) = tasks.of_request(told)

    assert after.version > before.version and after.changed_at > before.changed_at
    assert (after.summary, after.reason, after.place) == ("", "", "")
    assert after.holder == "paco"
    assert [line["what"] for notice in world.sent for line in notice.lines][-1] == "cancel"


def test_a_complaint_about_a_person_leaves_every_list(world: World) -> None:
    made = world.submit(kind="complaint", topic="conduct", about="paco", words="rude")
    world.drain(MONDAY_TEN)
    erased(world, made.request_id)

    assert [task.in_queue for task in tasks.of_request(made.request_id)] == [False]


def test_addresses_go_when_their_time_is_over_and_the_rest_stays(world: World, told: str) -> None:
    resident_actions.withdraw(told, key=key("w"), now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    world.sweep(LATER + GRACE)
    closed = requests.get(told)
    assert closed and closed.due_at == LATER + REACHABLE_MS

    over = LATER + REACHABLE_MS
    for minutes in (1, 4, 8, 16):
        world.sweep(over + minutes * MINUTE)
    left = requests.aggregate(told)

    assert left and left.contacts == [] and left.request.name == ""
    assert left.request.words == f"{CANARY} drips"
    assert left.request.due_at == LATER + KEPT_MS
    assert ledger.is_over(f"{told}#{hashed('hv', ROSA, secret=SECRET)}") is False


def test_the_same_message_twice_lets_an_address_go_once(world: World, told: str) -> None:
    resident_actions.withdraw(told, key=key("w"), now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    over = LATER + REACHABLE_MS
    retention.tick(requests.get(told), now=over, tools=world.tools)
    (name,) = requests.get(told).pending
    world.drain(over)
    once = everything()
    retention.unreach(requests.get(told), name, now=over + MINUTE, tools=world.tools)

    assert everything() == once


def test_everything_goes_when_its_time_is_over_though_nothing_ever_expires(
    world: World, told: str, shelf: Shelf
) -> None:
    resident_actions.withdraw(told, key=key("w"), now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    for over in (REACHABLE_MS, KEPT_MS):
        for minutes in (1, 4, 8, 16, 50):
            world.sweep(LATER + over + minutes * MINUTE)

    assert CANARY not in "".join(everything().values())
    left = requests.get(told)
    assert left and (left.state, left.outcome) == (ERASED, "withdrawn")
    last = left.steps[str(left.version)]
    assert (last.action, last.by, last.why) == ("erase", "clock", "time")
    assert shelf.keys == set()


def test_the_time_of_what_was_reopened_begins_anew(world: World) -> None:
    (task,) = world.routed()
    world.finished(task.id)
    world.answer(task.request, True)
    world.drain(MONDAY_TEN)
    closed = requests.get(task.request)
    assert closed and closed.due_at == MONDAY_TEN + REACHABLE_MS
    world.answer(task.request, False, now=LATER)
    reopened = requests.get(task.request)

    assert reopened and reopened.closed_at is None
    assert reopened.due_at == LATER + GRACE


def test_a_person_is_found_by_an_address_and_erased_everywhere(world: World, told: str) -> None:
    second = world.submit(key=key(2), place=LOBBY.code, words=f"{CANARY} again", contact=ROSA)
    world.drain(MONDAY_TEN)
    addresses.confirm_contact(second.request_id, hashed("hv", ROSA, secret=SECRET), now=MONDAY_TEN)
    gone = person.erase(
        "hv", f" {ROSA.upper()} ", by="mara", secret=SECRET, now=LATER, enqueue=world.enqueue
    )
    world.drain(LATER)
    for minutes in (3, 6, 12):
        world.sweep(LATER + minutes * MINUTE)

    assert sorted(gone["requests"]) == sorted([told, second.request_id])
    assert CANARY not in "".join(everything().values())


def test_an_address_that_never_answered_goes_alone(world: World) -> None:
    made = world.submit(contact=ROSA, words="somebody else's words")
    world.drain(MONDAY_TEN)
    person.erase("hv", ROSA, by="mara", secret=SECRET, now=LATER, enqueue=world.enqueue)
    world.drain(LATER)
    world.sweep(LATER + GRACE)
    left = requests.aggregate(made.request_id)

    assert left and left.request.words == "somebody else's words"
    assert left.contacts == []
    assert contacts.of_person("hv", hashed("hv", ROSA, secret=SECRET)) == []
    assert hashed("hv", ROSA, secret=SECRET) not in "".join(everything().values())


def test_a_lead_is_nudged_about_no_words(world: World, told: str) -> None:
    assert LENA.address
    assert all(CANARY not in json.dumps(notice.lines) for notice in world.sent)
