"""A signed token opens exactly what it was made for, and nothing made up opens anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import ids, links
from chalicelib.kernel.links import InvalidLink

ONE, TWO = b"1" * 32, b"2" * 32
SECRETS = {1: ONE, 2: TWO}
KEY = "k" * 22
PLACE = "7KQ2M9X0000000"
A_REQUEST = ids.request_id("hv", PLACE, KEY, secret=b"id" * 16)
A_TASK = ids.task_id(A_REQUEST, "2", "engineering")
NOON = 1_772_625_600_000
MINUTE = 60_000
LINK = links.sign(A_REQUEST, link_version=1, secrets=SECRETS, current=2)
TASK_LINK = links.sign_task(A_TASK, link_version=1, secrets=SECRETS, current=2)
FORM = links.form_token(PLACE, KEY, NOON, ONE)


def refused(token, secrets=None):
    with pytest.raises(InvalidLink) as error:
        links.verify(token, secrets=SECRETS if secrets is None else secrets)
    return error.value.reason


def a_link(number, version=1):
    request = ids.request_id("hv", PLACE, f"{number:022d}", secret=b"id" * 16)
    return links.sign(request, link_version=version, secrets=SECRETS, current=1)


def test_a_status_link_opens_the_request_it_was_made_for():
    assert links.verify(LINK, secrets=SECRETS) == links.Link(A_REQUEST, 1)
    assert LINK.startswith(f"{A_REQUEST}.2.1.")


def test_a_link_signed_before_the_secret_rotated_still_opens():
    old = links.sign(A_REQUEST, link_version=1, secrets={1: ONE}, current=1)

    assert links.verify(old, secrets=SECRETS) == links.Link(A_REQUEST, 1)


def test_a_link_whose_secret_is_gone_opens_nothing_and_says_so():
    assert refused(LINK, {1: ONE}) == "unknown_secret"


def test_no_character_of_a_link_can_be_changed():
    for at in range(len(LINK)):
        other = "1" if LINK[at] != "1" else "2"
        refused(LINK[:at] + other + LINK[at + 1 :])


def test_a_revoked_link_cannot_be_raised_to_the_next_version():
    assert refused(LINK.replace(".2.1.", ".2.2.")) == "forged"


@pytest.mark.parametrize(
    "token", ["", " " + LINK, LINK.upper(), LINK.replace(".1.", ".01."), LINK + "0"]
)
def test_a_link_has_one_spelling(token):
    assert refused(token) == "malformed"


@given(st.text(max_size=120))
def test_no_text_opens_anything_or_fails_in_another_way(text):
    refused(text)
    with pytest.raises(InvalidLink):
        links.verify_task(text, secrets=SECRETS)
    with pytest.raises(InvalidLink):
        links.check(text, PLACE, KEY, secrets=[ONE], now=NOON)


def test_a_contractors_link_opens_its_task():
    assert links.verify_task(TASK_LINK, secrets=SECRETS) == links.TaskLink(A_TASK, 1)


def test_no_token_passes_for_one_of_another_kind():
    body, _, signature = LINK.rpartition(".")
    task_body = TASK_LINK.rpartition(".")[0]

    refused(TASK_LINK)
    with pytest.raises(InvalidLink):
        links.verify_task(LINK, secrets=SECRETS)
    with pytest.raises(InvalidLink):
        links.verify_task(f"{task_body}.{signature}", secrets=SECRETS)
    assert refused(f"{body}.{TASK_LINK.rpartition('.')[2]}") == "forged"
    assert refused(f"{body}.{FORM.rpartition('.')[2]}") == "forged"


def test_a_form_we_issued_tells_its_age():
    assert links.check(FORM, PLACE, KEY, secrets=[ONE], now=NOON + MINUTE) == MINUTE


def test_a_form_issued_before_the_secret_rotated_is_still_ours():
    assert links.check(FORM, PLACE, KEY, secrets=[TWO, ONE], now=NOON + MINUTE) == MINUTE


@pytest.mark.parametrize(
    ("place", "key", "secrets"),
    [
        ("7KQ2M9X0000001", KEY, [ONE]),
        (PLACE, "x" * 22, [ONE]),
        (PLACE, KEY, [TWO]),
        (PLACE, KEY, []),
    ],
)
def test_a_form_token_of_another_place_key_or_secret_is_forged(place, key, secrets):
    with pytest.raises(InvalidLink, match="forged"):
        links.check(FORM, place, key, secrets=secrets, now=NOON + MINUTE)


def test_a_forms_time_cannot_be_changed():
    with pytest.raises(InvalidLink, match="forged"):
        links.check(FORM.replace(str(NOON), str(NOON + 1)), PLACE, KEY, secrets=[ONE], now=NOON)


@pytest.mark.parametrize(
    ("age", "reason"),
    [(0, "too_fast"), (links.MIN_FILL_MS - 1, "too_fast"), (links.MAX_FORM_AGE_MS + 1, "too_old")],
)
def test_a_form_sent_too_fast_or_too_late_is_refused(age, reason):
    with pytest.raises(InvalidLink, match=reason):
        links.check(FORM, PLACE, KEY, secrets=[ONE], now=NOON + age)


@pytest.mark.parametrize("age", [links.MIN_FILL_MS, links.MAX_FORM_AGE_MS])
def test_a_form_sent_just_in_time_is_taken(age):
    assert links.check(FORM, PLACE, KEY, secrets=[ONE], now=NOON + age) == age


def test_an_emergency_is_never_too_fast_even_when_clocks_differ():
    age = links.check(FORM, PLACE, KEY, secrets=[ONE], now=NOON - 5_000, min_fill_ms=0)

    assert age == 0


def test_a_form_may_be_of_a_place_or_key_with_half_a_character():
    with pytest.raises(InvalidLink, match="forged"):
        links.check(FORM, "\ud800", "\udfff", secrets=[ONE], now=NOON)


def test_a_phone_remembers_its_requests_newest_first():
    cookie = links.remember(links.remember("", a_link(1)), a_link(2))

    assert [link.request_id for link in links.remembered(cookie, secrets=SECRETS)] == [
        links.verify(a_link(2), secrets=SECRETS).request_id,
        links.verify(a_link(1), secrets=SECRETS).request_id,
    ]


def test_a_phone_remembers_one_link_per_request():
    cookie = links.remember(links.remember("", a_link(1)), a_link(1, version=2))

    assert [link.link_version for link in links.remembered(cookie, secrets=SECRETS)] == [2]


def test_a_phone_remembers_the_newest_twenty_in_a_cookie_that_browsers_keep():
    cookie = ""
    for number in range(25):
        cookie = links.remember(cookie, a_link(number))

    held = links.remembered(cookie, secrets=SECRETS)
    assert [f"{link.request_id}" for link in held] == [
        links.verify(a_link(number), secrets=SECRETS).request_id for number in range(24, 4, -1)
    ]
    assert len(cookie) < 2_000


def test_a_phone_forgets_a_request_when_told():
    cookie = links.remember(links.remember("", a_link(1)), LINK)

    assert links.forget(cookie, A_REQUEST) == a_link(1)


@given(st.text(max_size=200))
def test_a_spoilt_cookie_is_an_empty_one(text):
    assert links.remembered(text, secrets=SECRETS) == []
    assert links.remember(text, LINK) == LINK


def test_a_bad_link_in_a_cookie_does_not_spoil_the_good_ones():
    forged = LINK.replace(".2.1.", ".2.9.")
    cookie = f"~x~{forged}~{LINK}~\r\nSet-Cookie: a=b~{a_link(1)}"

    assert len(links.remembered(cookie, secrets=SECRETS)) == 2
    assert "\n" not in links.remember(cookie, LINK)


HASH = "0" * 31 + "1"
HOME = links.sign_home(A_REQUEST, HASH, until=NOON, secrets=SECRETS, current=1)


def test_a_households_link_opens_its_address_until_its_time_is_over():
    opened = links.verify_home(HOME, secrets=SECRETS, now=NOON)

    assert opened == links.HomeLink(A_REQUEST, HASH, NOON)
    with pytest.raises(InvalidLink, match="too_old"):
        links.verify_home(HOME, secrets=SECRETS, now=NOON + 1)


@pytest.mark.parametrize(
    "changed",
    [
        HOME.replace(HASH, "0" * 32),
        HOME.replace(str(NOON), str(NOON + 1)),
        f"{HOME.rpartition('.')[0]}.{LINK.rpartition('.')[2]}",
    ],
)
def test_nothing_of_a_households_link_can_be_changed(changed):
    with pytest.raises(InvalidLink, match="forged"):
        links.verify_home(changed, secrets=SECRETS, now=NOON)


def test_a_proof_proves_one_address_for_one_request():
    proof = links.prove(A_REQUEST, HASH, secret=ONE)
    other = A_REQUEST[:-1] + ("0" if A_REQUEST[-1] != "0" else "1")

    assert links.proven(proof, A_REQUEST, secrets=[TWO, ONE]) == HASH
    for token, request, secrets in (
        (proof, other, [ONE]),
        (proof, A_REQUEST, [TWO]),
        ("0" * 32 + proof[32:], A_REQUEST, [ONE]),
    ):
        with pytest.raises(InvalidLink, match="forged"):
            links.proven(token, request, secrets=secrets)


def test_what_is_signed_now_is_opened_now_each_by_its_own_kind():
    task = links.sign_task(A_TASK, link_version=1, secrets=SECRETS, current=2)
    home = links.sign_home(A_REQUEST, HASH, until=NOON, secrets=SECRETS, current=2)

    assert task.split(".")[-3] == "2"
    assert links.verify_task(task, secrets=SECRETS) == links.TaskLink(A_TASK, 1)
    assert links.verify_home(home, secrets=SECRETS, now=NOON).hash == HASH
