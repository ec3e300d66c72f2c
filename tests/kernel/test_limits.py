"""Floods are limited by place and by address prefix; an emergency and a silent store never are."""

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import limits
from chalicelib.kernel.limits import Allowed, Limit, Limited, address_prefix, decide, keys
from chalicelib.kernel.times import DAY_MS, HOUR_MS, MINUTE_MS

SECRET = b"s" * 32
PLACE = "7KQ2M9X0000000"
MIDNIGHT = 20_516 * DAY_MS
AT_0731 = MIDNIGHT + (7 * 60 + 31) * MINUTE_MS + 20_000
TIGHT = {"m": Limit(MINUTE_MS, 2), "p": Limit(HOUR_MS, 3)}


def prefix(address, now=AT_0731, secret=SECRET):
    return address_prefix(address, secret=secret, now=now)


class Counter:
    """Counts as the ledger does: one more under each name, unless one is at its ceiling."""

    def __init__(self):
        self.items = {}

    def __call__(self, wanted, ceilings=None):
        item = self.items.setdefault(wanted.item, {})
        below = limits.ceilings(wanted.names) if ceilings is None else ceilings
        counts = {name: item.get(name, 0) + 1 for name in wanted.names}
        if all(counts[name] <= most for name, most in below.items()):
            item.update(counts)
        return counts


def test_all_windows_of_a_place_and_day_stand_in_one_item():
    wanted = keys(PLACE, "a3", AT_0731)

    assert wanted.item == f"limit#{PLACE}#{MIDNIGHT}"
    assert wanted.names == ("d", "h07", "m451", "p07a3")
    assert wanted.expires_at == MIDNIGHT + limits.KEPT_MS


def test_names_in_the_item_need_no_escaping():
    for minute in range(1440):
        names = limits.windows(MIDNIGHT + minute * MINUTE_MS, "ff")
        assert all(re.fullmatch("[a-z][0-9a-f]*", name) for name in names)


def test_an_item_stays_below_what_the_table_takes_however_it_is_flooded():
    names = {
        name
        for minute in range(1440)
        for number in range(256)
        for name in limits.windows(MIDNIGHT + minute * MINUTE_MS, f"{number:02x}")
    }

    # And twice the ten thousand that a day may be tuned to, each of which counts one.
    of_each = len("n_") + len(f"w07{'f' * limits.WORDS_LENGTH}") + 2
    windows = sum(len(f"n_{name}") + 3 for name in names)
    assert windows + 2 * 9_999 * of_each < 400 * 1024 * 0.9


def test_the_last_one_that_has_room_is_taken_and_the_next_is_not():
    assert decide({"m451": 2}, now=AT_0731, limits=TIGHT) == Allowed()
    assert decide({"m451": 3}, now=AT_0731, limits=TIGHT) == Limited(40)


def test_the_wait_is_until_the_longest_full_window_ends():
    counts = {"d": 3, "m451": 3, "p07a3": 4}

    assert decide(counts, now=AT_0731, limits=TIGHT) == Limited(28 * 60 + 40)


@pytest.mark.parametrize(("now", "wait"), [(MIDNIGHT, 60), (MIDNIGHT + 59_999, 1)])
def test_a_wait_is_never_zero_and_never_longer_than_its_window(now, wait):
    assert decide({"m0": 3}, now=now, limits=TIGHT) == Limited(wait)


def test_whoever_waits_as_told_is_taken():
    count = Counter()
    for _ in range(limits.LIMITS["p"].most + 1):
        verdict = decide(count(keys(PLACE, "a3", AT_0731)), now=AT_0731)
    later = AT_0731 + verdict.retry_after_s * 1000

    assert decide(count(keys(PLACE, "a3", later)), now=later) == Allowed()


def test_an_emergency_is_never_limited():
    counts = dict.fromkeys(limits.windows(AT_0731, "a3"), 1_000_000)

    assert decide(counts, now=AT_0731, emergency=True) == Allowed()


def test_a_store_that_cannot_count_limits_nobody():
    assert decide({}, now=AT_0731) == Allowed()


def test_one_who_floods_a_place_does_not_lock_out_the_neighbours():
    count = Counter()
    taken = {"a3": 0, "b4": 0}
    for second in range(HOUR_MS // 1000):
        now = MIDNIGHT + second * 1000
        who = "b4" if second % 300 == 299 else "a3"
        taken[who] += decide(count(keys(PLACE, who, now)), now=now) == Allowed()

    assert taken == {"a3": limits.LIMITS["p"].most, "b4": 12}


def test_what_is_refused_is_not_counted():
    count = Counter()
    for _ in range(100):
        count(keys(PLACE, "a3", AT_0731))

    most = limits.LIMITS["m"].most
    assert set(next(iter(count.items.values())).values()) == {most}


def test_an_emergency_is_counted_whatever_the_ceilings():
    count = Counter()
    for _ in range(100):
        counts = count(keys(PLACE, "a3", AT_0731), {})

    assert set(counts.values()) == {100}


def test_a_count_without_a_limit_has_no_ceiling():
    assert limits.ceilings(("d", "x1"), {"d": Limit(DAY_MS, 5)}) == {"d": 5}
    assert decide({"x1": 1_000}, now=AT_0731, limits=TIGHT) == Allowed()


def test_a_flood_at_one_place_leaves_the_others_alone():
    count = Counter()
    for _ in range(1_000):
        count(keys(PLACE, "a3", AT_0731), {})

    assert decide(count(keys("ANOTHERPLACE00", "a3", AT_0731)), now=AT_0731) == Allowed()


def test_an_unlucky_afternoon_is_no_flood():
    count = Counter()
    for number in range(100):
        now = MIDNIGHT + number * 20_000
        assert decide(count(keys(PLACE, f"{number:02x}", now)), now=now) == Allowed()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.250"),
        ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::9"),
        ("203.0.113.7", "::ffff:203.0.113.9"),
        ("", "not an address"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_neighbouring_addresses_share_a_prefix(one, other):
    for day in range(20):
        now = AT_0731 + day * DAY_MS
        assert prefix(one, now) == prefix(other, now)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.114.7"),
        ("2001:db8:1:200::1", "2001:db8:1:300::1"),
        ("203.0.113.7", "unknown"),
    ],
)
def test_distant_addresses_do_not_share_a_prefix_for_long(one, other):
    days = [AT_0731 + day * DAY_MS for day in range(20)]

    assert [prefix(one, now) for now in days] != [prefix(other, now) for now in days]


def test_a_prefix_cannot_be_followed_from_day_to_day_or_made_without_the_secret():
    days = {prefix("203.0.113.7", AT_0731 + day * DAY_MS) for day in range(50)}
    keyed = {prefix("203.0.113.7", secret=bytes([n]) * 32) for n in range(50)}

    assert len(days) > 25
    assert len(keyed) > 25


@given(st.text(max_size=60))
def test_whatever_an_address_looks_like_it_has_a_prefix(text):
    assert re.fullmatch("[0-9a-f]{2}", prefix(text))


@given(
    st.dictionaries(st.text(max_size=6), st.integers(0, 10_000), max_size=6),
    st.integers(0, 4_102_444_800_000),
)
def test_any_counts_are_judged_and_no_wait_is_longer_than_a_day(counts, now):
    verdict = decide(counts, now=now)

    assert verdict == Allowed() or 1 <= verdict.retry_after_s <= 86_400


@pytest.mark.parametrize("other", ["LIFT is stuck", "Lift is stuck!!", " lift\nis\u3000stuck. "])
def test_the_same_words_are_the_same_however_they_are_spaced_and_shouted(other):
    named = partial(limits.words_name, secret=SECRET, now=AT_0731)

    assert named("Lift is stuck") == named(other)
    assert named("Lift 2 is stuck") != named(other)
    assert named("電梯壞了") != named("電梯好了")


def test_words_cannot_be_followed_from_day_to_day_or_told_from_their_name_without_the_secret():
    days = {
        limits.words_name("Gas", secret=SECRET, now=AT_0731 + day * DAY_MS) for day in range(50)
    }
    assert len(days) == 50

    keyed = {limits.words_name("Gas", secret=bytes([n]) * 32, now=AT_0731) for n in range(50)}

    assert len(keyed) == 50
    assert all(re.fullmatch("[0-9a-f]{6}", name) for name in keyed)


def test_a_request_that_was_counted_has_no_room_to_be_counted_again():
    count, id_ = Counter(), "hv-7kq2m9x00000000000000000ab"
    wanted = keys(PLACE, "a3", AT_0731, words="abc123", request=id_)
    counts = [count(wanted) for _ in range(48)]

    assert not limits.is_replay({}, id_)
    assert limits.is_replay(counts[-1], id_)
    assert set(next(iter(count.items.values())).values()) == {1}


def test_only_the_same_words_are_said_to_be_reported():
    same = {"w07abc123": limits.LIMITS["w"].most + 1}
    full = {**same, "m451": 13}

    assert decide(same, now=AT_0731) == Limited(28 * 60 + 40, same_words=True)
    assert not decide(full, now=AT_0731).same_words


def test_each_request_counts_under_a_name_of_its_own():
    ids = [f"hv-{letter * 26}" for letter in "ab"]
    one, two = (keys(PLACE, "", AT_0731, request=id_).names[-1] for id_ in ids)

    assert (one, two) == ("r" + "a" * 8, "r" + "b" * 8)
    assert limits.is_replay({one: 1}, ids[0])
    assert not limits.is_replay({one: 1}, ids[1])


def test_who_has_it_too_is_counted_by_the_place_and_the_hour_alone():
    counted = limits.join_keys(PLACE, "a" * 16, AT_0731)
    reports = keys(PLACE, "a" * 16, AT_0731)

    assert counted.names == ("j07",)
    assert (counted.item, counted.expires_at) == (reports.item, reports.expires_at)


def test_a_neighbourhood_has_one_name_all_day_and_another_tomorrow():
    name = prefix("203.0.113.7")

    assert prefix("203.0.113.7", now=AT_0731 + HOUR_MS) == name
    assert prefix("203.0.113.7", now=AT_0731 + DAY_MS) != name
