"""Ids are made the same way twice, read back exactly, and refused when they are anything else."""

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import ids

SECRET = b"an id secret that never rotates!"
KEY = "k" * 22
A_REQUEST = ids.request_id("hv", "7KQ2M9X0000000", KEY, secret=SECRET)
ODD = [
    "",
    "hv",
    "hv-",
    "hv.x\n",
    "HV-1",
    "ｈｖ.engineering",
    "hv.engineering\n",
    "../../etc",
    "hv-\x00",
]


def test_the_same_community_place_and_key_name_the_same_request():
    again = ids.request_id("hv", "7KQ2M9X0000000", KEY, secret=SECRET)

    assert again == A_REQUEST
    assert re.fullmatch("hv-[0-9a-hjkmnp-tv-z]{26}", again)


@pytest.mark.parametrize(
    ("community", "place", "key", "secret"),
    [
        ("qy", "7KQ2M9X0000000", KEY, SECRET),
        ("hv", "7KQ2M9X0000001", KEY, SECRET),
        ("hv", "7KQ2M9X0000000", KEY + "x", SECRET),
        ("hv", "7KQ2M9X0000000", KEY, SECRET + b"!"),
        ("hv", "7KQ2M9X000000", "0" + KEY, SECRET),
    ],
)
def test_another_community_place_key_or_secret_names_another_request(community, place, key, secret):
    other = ids.request_id(community, place, key, secret=secret)

    assert other.partition("-")[2] != A_REQUEST.partition("-")[2]


def test_a_community_that_is_none_makes_no_request():
    with pytest.raises(ids.BadId):
        ids.request_id("HV", "7KQ2M9X0000000", KEY, secret=SECRET)


@given(st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=4))
def test_framing_keeps_apart_what_joining_would_mix(parts):
    joined = ids.framed("".join(parts))

    assert (ids.framed(*parts) == joined) == (len(parts) == 1)


def test_a_reference_is_seven_characters_that_are_no_part_of_the_id():
    ref = ids.reference(A_REQUEST)

    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{7}", ref)
    assert ref == ids.reference(A_REQUEST)
    assert ref.lower() not in A_REQUEST


def test_a_reference_is_read_as_it_was_meant():
    assert ids.shown("7KQ2M9X") == "7KQ-2M9X"
    assert ids.normalise_reference(" 7kq-2m9x ") == "7KQ2M9X"
    assert ids.normalise_reference("iLO-0001") == "1100001"


def test_a_task_id_is_read_back_as_it_was_made():
    made = ids.task_id(A_REQUEST, "2", "fire_safety")

    assert made == f"{A_REQUEST}.2.fire_safety"
    assert ids.parse_task_id(made) == ids.TaskId(A_REQUEST, "2", "fire_safety")


@pytest.mark.parametrize("cause", ["", "2.3", "two words", "2\n", "２"])
def test_a_task_id_is_not_made_of_a_cause_that_cannot_be_read_back(cause):
    with pytest.raises(ids.BadId):
        ids.task_id(A_REQUEST, cause, "engineering")


@pytest.mark.parametrize(
    "text", [*ODD, A_REQUEST, f"{A_REQUEST}.2", f"{A_REQUEST}.2.a.b", f"{A_REQUEST}.2.E"]
)
def test_what_is_no_task_id_is_refused(text):
    with pytest.raises(ids.BadId):
        ids.parse_task_id(text)


@given(st.text(max_size=80))
def test_no_text_makes_a_reader_of_ids_fail_in_another_way(text):
    readers = [
        ids.parse_task_id,
        ids.parse_queue_id,
        ids.community_of,
        ids.normalise_place_code,
        ids.normalise_reference,
    ]
    for read in readers:
        try:
            assert read(text)
        except ids.BadId:
            continue


def test_every_id_says_which_community_it_belongs_to():
    task = ids.task_id(A_REQUEST, "2", "engineering")

    assert {ids.community_of(i) for i in (A_REQUEST, task, "hv.engineering")} == {"hv"}


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_id_belongs_to_no_community(text):
    with pytest.raises(ids.BadId):
        ids.community_of(text)


def test_a_queue_id_is_read_back_as_it_was_made():
    assert ids.parse_queue_id(ids.queue_id("hv", "fire_safety")) == ("hv", "fire_safety")


@pytest.mark.parametrize("text", [*ODD, "hv.", ".engineering", "hv.a.b", "hv.Engineering"])
def test_what_is_no_queue_is_refused(text):
    with pytest.raises(ids.BadId):
        ids.parse_queue_id(text)


@pytest.mark.parametrize(
    "typed",
    [
        "7KQ2M9X0011ABC",
        "7kq2m9x0011abc",
        "7KQ2-M9X0-011A-BC",
        " 7kq2m9xOoIlabc ",
        "７KQ2M9X0011ABC。",
    ],
)
def test_a_place_code_is_read_as_it_was_meant(typed):
    assert ids.normalise_place_code(typed) == "7KQ2M9X0011ABC"


@pytest.mark.parametrize(
    "typed",
    ["", "7KQ2M9X", "7KQ2M9X0011ABU", "7KQ2M9X0011ABCD", "7KQ2M9Xıı11ABC"],
)
def test_what_is_no_place_code_is_refused(typed):
    with pytest.raises(ids.BadId):
        ids.normalise_place_code(typed)


def test_a_fresh_place_code_and_key_are_what_their_readers_expect():
    code = ids.new_place_code(secrets.token_bytes)

    assert ids.normalise_place_code(code) == code
    assert ids.is_key(ids.new_key(secrets.token_bytes))
    assert len({ids.new_place_code(secrets.token_bytes) for _ in range(500)}) == 500


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("k" * 22, True),
        ("k" * 64, True),
        ("k" * 21, False),
        ("k" * 65, False),
        ("k" * 22 + "\n", False),
        ("k" * 21 + "/", False),
        ("ｋ" * 22, False),
    ],
)
def test_a_key_is_22_to_64_plain_characters(text, is_one):
    assert ids.is_key(text) is is_one


def test_a_request_id_is_told_from_anything_else():
    assert ids.is_request_id(A_REQUEST)
    assert not any(ids.is_request_id(text) for text in [*ODD, A_REQUEST + "\n", A_REQUEST.upper()])


def test_communities_and_departments_are_short_plain_words():
    assert ids.is_community("hv") and not ids.is_community("h") and not ids.is_community("hv\n")
    assert ids.is_department("fire_safety") and not ids.is_department("fire safety")
