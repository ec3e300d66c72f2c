"""What one request can hold is bounded, so that its pages open; a danger always fits."""

import pytest

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.model import READY, Photo
from chalicelib.cases.requests import add_words, staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.notes import MOST_NOTES, Note
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.text import clean
from tests.support.builders import MONDAY_TEN, PACO, World, key, staff


def test_a_request_holds_a_hundred_notes_and_every_danger(world: World) -> None:
    (task,) = world.routed()
    for n in range(MOST_NOTES):
        said = {"request": task.request, "key": f"note-{n:020d}", "at": MONDAY_TEN}
        requests.insert_note(Note(**said, by="resident", text="It drips."))

    def say(text: str, n: str) -> None:
        add_words.add_note(task.request, text, key=key(n), now=MONDAY_TEN, enqueue=world.enqueue)

    with pytest.raises(InvalidInput) as refused:
        say("And again.", "more")
    assert list(refused.value.fields) == ["notes"]
    with pytest.raises(InvalidInput):
        staff_notes.add(task.id, "A note.", key=key("staff"), staff=staff(PACO), now=MONDAY_TEN)

    say("Fire! Flames in the hall.", "fire")
    found = requests.aggregate(task.request)
    assert [note.emergency for note in found.notes if note.emergency] == ["fire"]


def test_a_request_holds_twelve_photos_and_one_of_each_work_that_needs_it() -> None:
    def ready(slot: str) -> Photo:
        return Photo(request="r", slot=slot, source="s", state=READY, at=1)

    taken = [ready(f"{n}.engineering.after.{m}") for n in (1, 2, 3, 4) for m in (1, 2, 3)]
    mine = ["5.engineering.after.1", "5.engineering.after.2"]

    assert photos.free(mine, taken[:11]) == mine[0]
    assert photos.free(mine, taken[:11], besides=1) is None
    assert photos.free(mine, taken) == mine[0]
    assert photos.free(mine, [*taken, ready(mine[0])]) is None
    assert photos.free(["1", "2"], [*taken, ready("1")]) is None


@pytest.mark.parametrize(
    "text", ["\u200d", " \u200d\u200d ", "\u3164", "\u2800", "\ufe0f", "\u0301"]
)
def test_words_that_nobody_can_see_are_none(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize("text", ["👩‍🔧", "🔥", "é", "水", "क्‍ष", "?"])
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
