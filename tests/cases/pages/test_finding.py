"""Beginning without a label at hand, and the way back to a request: by number, link and code."""

import pytest

from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.way_back import PAUSE_MS
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.kernel.outgoing import MOST_FOUND
from chalicelib.platform.services import status_link
from tests.support import clock
from tests.support.builders import LIFT, World
from tests.support.door import Door
from tests.support.pages import fields_of, left, opened, sent

FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}


def ask(door: Door, reference: str, contact: str, **more: str):
    hidden = fields_of(door.get("/find", query={"c": ["hv"]}).text)
    said = {**hidden, "c": "hv", "reference": reference, "contact": contact, **more}
    return door.post_form("/find", said)


def linked(where: str, hash: str) -> int | None:
    found = contacts.get(where.removeprefix("/r/"), hash)
    assert found is not None
    return found.linked_at


def test_number_and_contact_send_the_link_there_and_tell_nobody_whether_they_fit(
    door: Door,
) -> None:
    where, _, world, hash = left(door)
    request = requests.get(where.removeprefix("/r/"))
    assert request is not None
    wrong = [
        ask(door, "7KQ-2M9X", "rosa@example.com"),
        ask(door, request.reference, "bo@example.com"),
    ]
    assert linked(where, hash) is None
    right = ask(door, f" #{request.reference.lower()}. ", "Rosa@Example.com")
    assert linked(where, hash) is not None

    answers = {(each.status, each.headers["location"], each.text) for each in [right, *wrong]}
    assert answers == {(303, "/find?sent=1&c=hv", "")}
    contact = contacts.get(request.id, hash)
    assert contact is not None
    for name in contact.pending:
        world.enqueue(request.id, f"contact#{hash}", name)
    world.drain(clock.now())
    told = [notice for notice in world.sent if notice.template == "way_back"]
    assert [(n.address, request.id in n.values["link"]) for n in told] == [
        ("rosa@example.com", True)
    ]


def test_the_same_link_is_sent_once_in_ten_minutes_and_never_to_who_stopped_it(door: Door) -> None:
    where, _, _, hash = left(door)
    request = requests.get(where.removeprefix("/r/"))
    assert request is not None
    ask(door, request.reference, "rosa@example.com")
    first = linked(where, hash)
    ask(door, request.reference, "rosa@example.com")
    assert linked(where, hash) == first and PAUSE_MS > 60_000

    other, _, _, own = left(door)
    reference = requests.get(other.removeprefix("/r/")).reference
    addresses.stop_contact(other.removeprefix("/r/"), own, now=clock.now())
    ask(door, reference, "rosa@example.com")
    assert linked(other, own) is None


def test_who_tries_numbers_is_stopped_and_told_when_to_go_on(door: Door) -> None:
    answers = [ask(door, "7KQ-2M9X", f"a{n}@example.com").status for n in range(MOST_FOUND + 1)]
    assert set(answers[:-1]) == {303} and answers[-1] == 429


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reference": "12"}, "reference"),
        ({"contact": "Rosa"}, "contact"),
        ({"c": ""}, "code"),
        ({"token": "1.x"}, ""),
    ],
)
def test_what_cannot_be_read_comes_back_with_its_words(door: Door, fields, wrong) -> None:
    said = {"reference": "7KQ-2M9X", "contact": "rosa@example.com"} | fields
    page = ask(door, **said)
    assert page.status == 422 and not wrong or f'id="{wrong}-wrong"' in page.text
    assert f'value="{said["reference"]}"' in page.text


@pytest.mark.parametrize("typed", ["{}", " {}。", "{}.", "#{}"])
@pytest.mark.parametrize("as_typed", [str.lower, lambda code: code.translate(FULL_WIDTH)])
def test_the_code_of_a_label_is_found_however_it_is_typed(door: Door, typed, as_typed) -> None:
    code = f"{LIFT.code[:4]}-{LIFT.code[4:9]} – {LIFT.code[9:]}"
    answer = door.get("/", query={"code": [typed.format(as_typed(code))]})
    assert (answer.status, answer.headers["location"]) == (303, f"/q/{LIFT.code}")


def test_a_code_that_is_none_is_asked_for_again(door: Door) -> None:
    page = door.get("/", query={"code": ["lift 2"]})
    assert page.status == 422 and 'value="lift 2"' in page.text and "14 letters" in page.text


@pytest.mark.parametrize("behind", [".", "。", ")", "%20", "’", " ,"])
def test_a_link_opens_with_what_a_sentence_put_behind_it(door: Door, behind: str) -> None:
    answer, _ = sent(door)
    where, _, _ = opened(door, answer)
    token = status_link(where.removeprefix("/r/"), 1)
    page = door.get(f"/r/{token}{behind}", query={"c": ["1"]})
    assert page.status == 200 and "Water drips." in page.text
    assert door.get(f"/q/{LIFT.code}{behind.replace('%20', ' ')}").status == 200


def test_the_page_has_a_link_for_any_browser_and_its_code_for_another_phone(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    assert status_link(where.removeprefix("/r/"), 1) in page and 'class="qr"' not in page
    assert 'class="qr"' in door.get(where, headers=cookie, query={"qr": ["1"]}).text


def test_what_goes_wrong_says_whom_to_call_and_a_short_number(door: Door) -> None:
    answer, _ = sent(door)
    _, cookie, _ = opened(door, answer)
    page = door.get("/q/00000000000000", headers=cookie)
    assert page.status == 404 and "tel:" in page.text
    assert page.headers["x-request-id"] not in page.text
    assert page.headers["x-request-id"][:8].upper() in page.text


def test_search_engines_and_those_who_only_knock_get_what_they_need(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)
    for path in (f"/q/{LIFT.code}", where, "/find"):
        page = door.get(path, headers=cookie)
        knock = door("HEAD", path, headers=cookie)
        assert page.headers["x-robots-tag"] == "noindex"
        assert (knock.status, knock.text) == (200, "")
        assert knock.headers["content-type"] == page.headers["content-type"]
    assert "x-robots-tag" not in door.get("/").headers
    assert "Disallow: /r/" in door.get("/robots.txt").text
    assert door.get("/favicon.ico").headers["location"].startswith("/assets/icon-")


def test_nobody_is_asked_whether_we_may_come_into_a_lobby(door: Door) -> None:
    answer, _ = sent(door)
    _, _, lobby = opened(door, answer)
    answer, _ = sent(door, where="other", spot="Flat 12A", words="It drips here.")
    _, _, flat = opened(door, answer)
    assert 'name="may_enter"' in flat and 'name="may_enter"' not in lobby
    # What is asked about the leak itself is asked in both.
    assert 'name="answer.running"' in flat and 'name="answer.running"' in lobby


def test_a_complaint_about_the_service_goes_to_customer_service(door: Door) -> None:
    assert 'id="topic-service"' in door.get(f"/q/{LIFT.code}").text
    answer, _ = sent(door, topic="service", words="Nobody calls back.")
    where, _, _ = opened(door, answer)
    world = World()
    world.enqueue(where.removeprefix("/r/"), "request", "1#route")
    world.drain(clock.now())
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None
    assert (found.request.kind, found.tasks[0].department) == ("complaint", "customer_service")
