"""Addresses as people write them are one address: for sending, finding, copies and erasure."""

import subprocess
import sys

import pytest

from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts import way_back
from chalicelib.cases.contacts.model import TEXT, VERIFIED, Contact, dialled, hashed, parse
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.kernel.outgoing import country_of
from chalicelib.privacy import person
from tests.support.builders import LIFT, MINUTE, MONDAY_TEN, SECRET, World, key

HERE, MAINLAND = "852", "86"
WANG = "wang@example.com"


@pytest.mark.parametrize(
    "typed",
    ["9123 4567", "９１２３４５６７", "+852 9123 4567", "＋852 9123-4567", "00852 9123 4567",
     "（852）9123 4567", "(852) 9123.4567", "9123–4567", "91234567。", "tel:+85291234567",
     "852-9123-4567", "\u202a+852 9123 4567\u202c"],
)  # fmt: skip
def test_a_number_of_hong_kong_is_one_however_it_is_typed(typed: str) -> None:
    assert parse(typed, HERE) == ("text", "+85291234567")


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("138 1234 5678", MAINLAND, "+8613812345678"),
        ("0138 1234 5678", MAINLAND, "+8613812345678"),
        ("+86 138 1234 5678", HERE, "+8613812345678"),
        ("+852 9123 4567", MAINLAND, "+85291234567"),
        ("(212) 555-0100", "1", "+12125550100"),
        ("07700 900123", "44", "+447700900123"),
        # Nobody says where it is dialled.
        ("9123 4567", "", "91234567"),
    ],
)
def test_a_number_has_the_country_it_says_or_is_typed_in(typed, country, number) -> None:
    assert parse(typed, country) == ("text", number)


@pytest.mark.parametrize(
    "typed", ["138 1234 5678", "12345", "9123", "2123 4567 ext 12", "call me", "+999 1234 5678", ""]
)
def test_what_no_telephone_of_hong_kong_has_is_refused(typed: str) -> None:
    assert parse(typed, HERE) is None


@pytest.mark.parametrize(
    ("typed", "mail"),
    [
        ("wang＠example．com", WANG), ("wang@example.com.", WANG), ("Wang@Example.com。", WANG),
        ("wang@example。com", WANG), ("<wang@example.com>,", WANG), ("（wang@example.com）", WANG),
        ("mailto:wang@example.com", WANG), ("wang@example.com\u200b", WANG),
        ("wang@例子.公司", "wang@xn--fsqu00a.xn--55qx5d"),
        ("wang@Bücher.example", "wang@xn--bcher-kva.example"),
    ],
)  # fmt: skip
def test_a_mail_address_is_one_however_it_is_typed(typed: str, mail: str) -> None:
    assert parse(typed, HERE) == ("email", mail)


@pytest.mark.parametrize(
    "typed", ["wang@", "@example.com", "wang@example", "a b@c.de", "王@例子.cn"]
)
def test_what_no_mail_server_takes_is_refused(typed: str) -> None:
    assert parse(typed, HERE) is None


def test_the_country_is_where_the_community_is_or_the_first_it_sends_texts_to() -> None:
    assert country_of(["86", "852"], "Asia/Hong_Kong") == HERE
    assert country_of(["358"], "Europe/Helsinki") == "358"
    assert country_of([], "Europe/Helsinki") == ""


def test_a_chat_and_a_mail_address_are_sent_to_as_they_are() -> None:
    assert dialled("chat", "https://example.com/91234567", HERE) == "https://example.com/91234567"
    assert dialled("email", WANG, HERE) == WANG
    assert dialled("text", "9123 4567", HERE) == "+85291234567"


def test_a_mail_address_is_read_without_the_plans_of_all_countries() -> None:
    program = (
        "import sys; from chalicelib.cases.contacts.model import parse; "
        f"assert parse({WANG!r}, '852'); assert 'phonenumbers' not in sys.modules"
    )

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


@pytest.fixture
def kept(world: World) -> str:
    """A request whose resident left "9123 4567" with the release before, and confirmed it."""
    made = world.submit(place=LIFT.code, words="the handrail is loose")
    world.drain(MONDAY_TEN)
    contacts.insert(
        Contact(
            request=made.request_id, community="hv", channel=TEXT, address="91234567", lang="en",
            hash=hashed("hv", "91234567", secret=SECRET), state=VERIFIED,
            created_at=MONDAY_TEN, changed_at=MONDAY_TEN,
        )
    )  # fmt: skip
    return made.request_id


def linked_at(request_id: str) -> int | None:
    found = contacts.get(request_id, hashed("hv", "91234567", secret=SECRET))
    assert found is not None
    return found.linked_at


def test_an_address_of_the_release_before_gets_the_way_back_at_its_number(world, kept) -> None:
    request = requests.get(kept)
    for number, asked in (("9123 4568", None), ("+852 9123-4567", MONDAY_TEN)):
        way_back.send_link(
            "hv", request.reference, number, prefix="p", secret=SECRET, now=MONDAY_TEN,
            enqueue=world.enqueue,
        )  # fmt: skip
        assert linked_at(kept) == asked
    world.drain(MONDAY_TEN)

    sent = [notice.address for notice in world.sent if notice.template == "way_back"]
    assert sent == ["+85291234567"]


def test_a_person_of_both_releases_is_one_for_a_copy_and_for_erasure(world: World, kept) -> None:
    later = world.submit(key=key(2), place=LIFT.code, words="it creaks", contact="9123 4567")
    world.drain(MONDAY_TEN)

    asked = {"by": "mara", "unproven": True, "secret": SECRET, "now": MONDAY_TEN}
    copy = person.export("hv", "００852 9123 4567", photo=str, **asked)
    assert len(copy["requests"]) == 2
    assert "91234567" in str(copy) and "+85291234567" in str(copy)

    gone = person.erase("hv", "9123 4567", enqueue=world.enqueue, **asked)
    world.drain(MONDAY_TEN)
    for minutes in (3, 6, 12):
        world.sweep(MONDAY_TEN + minutes * MINUTE)
    assert sorted(gone["requests"]) == sorted([kept, later.request_id])
    assert {requests.get(each).state for each in gone["requests"]} == {ERASED}


def test_a_number_is_asked_to_confirm_as_it_is_dialled_from_everywhere(world: World) -> None:
    world.submit(place=LIFT.code, words="it creaks", contact="9123 4567")
    world.drain(MONDAY_TEN)

    asked = [n for n in world.sent if n.template == "confirm_contact"]
    assert [n.address for n in asked] == ["+85291234567"]
