"""A cursor survives its way through a client; anything else is refused, in one way."""

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.cases.tasks import cursors
from chalicelib.cases.tasks.cursors import BadCursor, Cursor, Plan, decode, encode, following, plan
from chalicelib.cases.tasks.model import IN_QUEUE_MS

NOW = 1_772_625_600_000
MINUTE = 60_000
QUEUES = ("hv.cleaning", "hv.engineering")
POSITION = "1772625600000#hv-0123456789abcdefghjkmnpqrs.2.engineering"
FRESH = Cursor(NOW - MINUTE, NOW - MINUTE, QUEUES)

instants = st.integers(0, 10**13 - 1)
cursor_values = st.builds(
    Cursor,
    at=instants,
    full=instants,
    since=instants,
    queues=st.just(QUEUES),
    pages=st.sampled_from([{}, {"hv.engineering": POSITION}, dict.fromkeys(QUEUES, POSITION)]),
)


def wire(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def altered(**changes):
    return wire({"v": 1, "at": NOW, "full": NOW, "queues": list(QUEUES)} | changes)


@given(cursor_values)
def test_a_cursor_comes_back_as_it_went(cursor):
    assert decode(encode(cursor)) == cursor


def test_a_cursor_fits_an_address_and_names_its_version():
    assert json.loads(base64.urlsafe_b64decode(encode(FRESH) + "==")) == {
        "v": 1,
        "at": NOW - MINUTE,
        "full": NOW - MINUTE,
        "queues": list(QUEUES),
        "since": 0,
        "pages": {},
    }


def test_the_longest_cursor_there_can_be_is_read_again():
    queues = tuple(f"{'c' * 8}{n:02d}.{'d' * 32}" for n in range(cursors.MOST_QUEUES))
    position = "1772625600000#" + "x" * 100
    longest = Cursor(NOW, NOW, queues, NOW, dict.fromkeys(queues, position))

    assert decode(encode(longest)) == longest


def test_a_cursor_written_by_hand_is_read_if_it_could_be_ours():
    assert decode(altered()) == Cursor(NOW, NOW, QUEUES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "a",
        "é",
        "\ud800",
        "x" * (cursors.LONGEST + 1),
        encode(FRESH) + "\n",
        encode(FRESH)[:-2],
        wire([]),
        wire(None),
        altered(v=2),
        altered(at=-1),
        altered(at=True),
        altered(at=1.5),
        altered(at="now"),
        altered(at=10**13),
        altered(full=10**400),
        altered(queues=["hv.engineering\n"]),
        altered(queues=["hv.engineering"] * 51),
        altered(queues=["due#1"]),
        altered(pages={"hv.security": POSITION}),
        altered(pages={"hv.engineering": "x"}),
        altered(pages={"hv.engineering": POSITION + "\n"}),
        altered(pages=[]),
        altered(more=1),
        wire({"at": NOW}),
        base64.urlsafe_b64encode(b"[" * 8_000).decode().rstrip("="),
        base64.urlsafe_b64encode(b'{"pages":' * 900).decode().rstrip("="),
    ],
)
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(BadCursor):
        decode(text)


@given(
    st.text(max_size=100)
    | st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).decode())
)
@example("e30")
def test_no_text_fails_in_another_way(text):
    with pytest.raises(BadCursor):
        decode(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.sampled_from(["at", "full", "since", "queues", "pages", "v", "other"]),
)
def test_no_value_in_any_field_fails_in_another_way(value, name):
    try:
        plan(decode(altered(**{name: value})), NOW, QUEUES)
    except BadCursor:
        return


def test_the_first_poll_reads_everything():
    everything = Plan(0, True, dict.fromkeys(QUEUES, ""), NOW, NOW, QUEUES)

    assert plan(None, NOW, QUEUES) == everything
    assert plan(None, NOW, [*reversed(QUEUES), *QUEUES]) == everything


def test_the_next_poll_reads_what_changed_since_the_last_began_less_the_overlap():
    found = plan(FRESH, NOW, QUEUES)

    assert (found.since, found.resync) == (NOW - MINUTE - cursors.OVERLAP_MS, False)
    assert following(found, {}) == Cursor(NOW, NOW - MINUTE, QUEUES)


def test_without_queues_a_poll_reads_those_of_its_cursor():
    assert plan(FRESH, NOW) == plan(FRESH, NOW, QUEUES)


def test_somebody_without_queues_polls_nothing_and_keeps_a_cursor():
    empty = plan(None, NOW)

    assert empty.pages == {}
    assert plan(decode(encode(following(empty, {}))), NOW).resync is False


def test_one_poll_asks_for_a_bounded_number_of_queues():
    queues = [f"hv.department_{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(51)]

    assert decode(encode(following(plan(None, NOW, queues[:50]), {}))).queues == tuple(
        sorted(queues[:50])
    )
    with pytest.raises(BadCursor, match="50 queues"):
        plan(None, NOW, queues)


@pytest.mark.parametrize("queues", [("hv.engineering",), (*QUEUES, "hv.security")])
def test_another_choice_of_queues_starts_from_the_beginning(queues):
    assert plan(FRESH, NOW, queues) == plan(None, NOW, queues)


@pytest.mark.parametrize(
    ("since_full", "resync"), [(cursors.RESYNC_AFTER - 1, False), (cursors.RESYNC_AFTER, True)]
)
def test_every_quarter_of_an_hour_a_round_is_a_full_one(since_full, resync):
    cursor = Cursor(NOW - MINUTE, NOW - since_full, QUEUES)

    assert plan(cursor, NOW, QUEUES).resync is resync


def test_a_cursor_that_read_nothing_for_as_long_as_it_lives_reads_everything():
    made_up = Cursor(NOW - cursors.RESYNC_AFTER, NOW - MINUTE, QUEUES)

    assert plan(made_up, NOW, QUEUES).resync


def test_what_is_finished_stays_for_longer_than_a_cursor_lives():
    assert IN_QUEUE_MS > cursors.RESYNC_AFTER + 2 * cursors.OVERLAP_MS


@pytest.mark.parametrize("name", ["at", "full"])
def test_a_cursor_from_the_future_hides_nothing(name):
    fields = {"at": NOW, "full": NOW, "queues": QUEUES}

    assert plan(Cursor(**fields | {name: NOW + cursors.AHEAD_MS + 1}), NOW, QUEUES).resync
    assert not plan(Cursor(**fields | {name: NOW + 5_000}), NOW, QUEUES).resync


def test_the_pages_of_a_round_read_from_where_it_began():
    first = plan(FRESH, NOW, QUEUES)
    second = plan(following(first, {"hv.engineering": POSITION}), NOW + 5_000, QUEUES)

    assert second.since == first.since
    assert second.pages == {"hv.engineering": POSITION}
    assert following(second, {}).at == NOW


def test_the_further_pages_of_a_resync_do_not_order_another():
    first = plan(None, NOW, QUEUES)
    second = plan(following(first, {"hv.engineering": POSITION}), NOW + 5_000, QUEUES)

    assert (second.since, second.resync) == (0, False)


def test_a_cursor_very_near_the_beginning_of_time_reads_from_there():
    assert plan(Cursor(0, 0, QUEUES), 1, QUEUES).since == 0
