"""Keys and slots of photos: only what our own forms name is read, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.model import READY, REFUSED, BadKey, Photo, Upload

REQUEST = "hv-" + "0123456789abcdefghjkmnpqrs"
NONCE = "0123456789"

SLOTS = st.sampled_from(["1", "2", "3", "2.engineering.after.1", "a-b.fire_safety.before.3"])
NONCES = st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=10, max_size=10)


def a_photo(slot: str = "1", state: str = READY, **changes: str) -> Photo:
    usual = Photo(request=REQUEST, slot=slot, source=f"{NONCE}-abcdef01", state=state, at=1)
    return structs.replace(usual, **changes)


@given(SLOTS, NONCES)
def test_an_incoming_key_says_what_it_was_made_of(slot: str, nonce: str) -> None:
    assert photos.parse(photos.incoming(REQUEST, slot, nonce)) == Upload(REQUEST, slot, nonce)


@given(st.text(max_size=120))
def test_any_other_text_is_no_key(text: str) -> None:
    for key in (text, f"incoming/{text}", f"incoming/{REQUEST}/{text}"):
        try:
            found = photos.parse(key)
        except BadKey:
            continue
        assert photos.incoming(found.request, found.slot, found.nonce) == key


@pytest.mark.parametrize(
    "key",
    [
        f"incoming/{REQUEST}/../../clean/{REQUEST}/1.{NONCE}",
        f"incoming/../{REQUEST}/1.{NONCE}",
        f"incoming/{REQUEST}/0.{NONCE}",
        f"incoming/{REQUEST}/4.{NONCE}",
        f"incoming/{REQUEST}/1.{NONCE}\n",
        f"incoming/{REQUEST}/1.{NONCE}.jpg",
        f"incoming/{REQUEST}/1",
        f"incoming/{REQUEST.upper()}/1.{NONCE}",
        f"clean/{REQUEST}/1.{NONCE}",
        f"/incoming/{REQUEST}/1.{NONCE}",
    ],
)
def test_a_key_that_leads_elsewhere_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        photos.parse(key)


def test_other_bytes_through_the_same_form_are_another_photo() -> None:
    first = photos.source(NONCE, '"0cc175b9c0f1b6a831c399e269772661"')
    second = photos.source(NONCE, '"92eb5ffee6ae2fec3ad71c777531578f"')

    assert first != second
    assert photos.nonce_of(a_photo(source=first)) == NONCE


@pytest.mark.parametrize(
    ("taken", "besides", "slot"),
    [
        ([], 0, "1"),
        ([], 1, "2"),
        ([a_photo("1")], 0, "2"),
        ([a_photo("2")], 0, "1"),
        ([a_photo("1"), a_photo("2"), a_photo("3")], 0, None),
        ([a_photo("1"), a_photo("2")], 1, None),
        ([a_photo("1", REFUSED)], 0, "2"),
        ([a_photo("1", REFUSED), a_photo("2"), a_photo("3")], 0, "1"),
    ],
)
def test_the_next_slot(taken: list[Photo], besides: int, slot: str | None) -> None:
    assert photos.free(photos.of_resident(), taken, besides=besides) == slot


def test_a_photo_that_finds_its_slot_taken_goes_to_another_of_the_same_owner() -> None:
    assert photos.from_wished("2") == ["2", "1", "3"]
    assert photos.from_wished("2.engineering.after.3") == [
        "2.engineering.after.3", "2.engineering.after.1", "2.engineering.after.2",
    ]  # fmt: skip


def test_a_photo_of_staff_says_whether_it_shows_before_or_after() -> None:
    (slot, *_) = photos.of_task(f"{REQUEST}.2.engineering", "before")
    key = photos.incoming(REQUEST, slot, "0123456789")

    assert photos.parse(key).slot == slot
    assert (photos.when_of(slot), photos.when_of("1")) == ("before", "")
    with pytest.raises(photos.BadKey):
        photos.parse(key.replace("before", "during"))


def test_a_task_has_slots_of_its_own() -> None:
    slots = photos.of_task(f"{REQUEST}.2.engineering")

    assert slots == [f"2.engineering.after.{n}" for n in (1, 2, 3)]
    assert not any(photos.is_residents(slot) for slot in slots)
