"""The residents' pages at their door, without JavaScript: from the label to the feedback."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.kernel.worktime import local_day
from chalicelib.platform.http.call import now_ms
from chalicelib.platform.storage.items import ConditionFailed, Kind
from tests.support.builders import HARBOUR, HOUR, OFFICE, World, key
from tests.support.calls import counted
from tests.support.door import Door
from tests.support.pages import PATH, aged, cookie_of, fields_of, opened, sent


def test_the_whole_journey_works_without_javascript(door: Door) -> None:
    answer, _ = sent(door)
    assert answer.status == 303
    where, cookie, page = opened(door, answer)
    request_id = where.removeprefix("/r/")
    world = World()
    stored = requests.get(request_id)
    assert stored is not None
    world.enqueue(request_id, "request", "1#route")
    world.drain(stored.created_at)
    world.finished(tasks.of_request(request_id)[0].id, stored.created_at)

    page = door.get(where, headers=cookie).text
    hidden = fields_of(page)
    said = {**hidden, "do": "feedback", "fixed": "yes", "rating": "5", "comment": "Thank you!"}
    assert door.post_form(where, said, cookie).status == 303

    closed = requests.get(request_id)
    assert closed is not None
    assert (closed.state, closed.outcome, closed.rating) == ("closed", "confirmed", 5)


def test_a_status_page_is_one_query(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)

    with counted() as calls:
        door.get(where, headers=cookie)

    assert calls == ["Query"]


def test_a_double_tap_makes_one_request(door: Door) -> None:
    first, fields = sent(door)
    second = door.post_form(PATH, fields)

    assert first.headers["location"] == second.headers["location"]


def test_corrected_words_are_never_lost(door: Door) -> None:
    first, fields = sent(door)
    page = door.post_form(PATH, fields | {"words": "Water drips from the lamp."})
    assert page.status == 409
    assert "Water drips from the lamp." in page.text
    hidden = fields_of(page.text)
    kept = fields | hidden | {"words": "Water drips from the lamp."}

    added = door.post_form(PATH, kept | {"again": "add"})
    new = door.post_form(PATH, kept | {"again": "new"})

    assert (
        added.headers["location"].partition("?")[0] == first.headers["location"].partition("?")[0]
    )
    assert new.headers["location"].partition("?")[0] != first.headers["location"].partition("?")[0]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"words": ""}, 422),
        ({"words": "x" * 5_000}, 422),
        ({"topic": "unheard_of"}, 422),
        ({"token": "1.x"}, 422),
    ],
)
def test_bad_input_keeps_the_words_and_stores_nothing(door: Door, changes, status) -> None:
    answer, fields = sent(door, **changes)

    assert answer.status == status
    assert "set-cookie" not in answer.headers
    assert fields["words"][:50] in answer.text


def test_broken_text_is_refused_in_words(door: Door) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = door("POST", PATH, body=b"words=%ff%fe", headers=headers)

    assert answer.status == 422
    assert "Traceback" not in answer.text


def test_an_unknown_label_tells_nothing(door: Door) -> None:
    answer = door.get("/q/00000000000000")

    assert answer.status == 404
    assert "Harbour" not in answer.text


def test_a_robot_that_fills_the_hidden_field_stores_nothing(door: Door) -> None:
    answer, _ = sent(door, website="https://spam.example")

    assert answer.status == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("link", ["hv-" + "0" * 26, "hv-" + "0" * 26 + ".1.1." + "0" * 26, "x"])
def test_without_the_link_nothing_is_shown(door: Door, link: str) -> None:
    answer, _ = sent(door)
    stored = answer.headers["location"]

    assert door.get(f"/r/{link}").status == 401
    assert door.get(stored.partition(".")[0]).status == 401


def test_a_browser_without_cookies_gets_the_page_and_never_a_loop(door: Door) -> None:
    answer, _ = sent(door)
    where = answer.headers["location"].partition("?")[0]

    probe = door.get(where)
    page = door.get(where, query={"c": ["1"]})

    assert probe.headers["location"].endswith("?c=1")
    assert page.status == 200


def test_a_form_from_elsewhere_changes_nothing(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)

    door.post_form(where, {"do": "withdraw", "key": key(), "token": "1.x"}, cookie)

    stored = requests.get(where.removeprefix("/r/"))
    assert stored is not None and stored.state == "open"


@pytest.mark.parametrize("path", [PATH, "/q/00000000000000", "/privacy", "/mine", "/health"])
def test_every_answer_carries_the_headers_that_keep_it_safe(door: Door, path: str) -> None:
    headers = door.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age" in headers["strict-transport-security"]


def test_under_a_stage_prefix_every_link_begins_with_it(door: Door) -> None:
    page = door.get(PATH, stage="/v1")
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)

    assert links and all(link.startswith("/v1/") for link in links)


def test_a_form_that_was_open_too_long_keeps_words_and_key(door: Door) -> None:
    _, fields = sent(door, token="1.x")
    late = door.post_form(PATH, aged(fields, 25))

    assert late.status == 422
    assert fields_of(late.text)["key"] == fields["key"]
    assert "Water drips." in late.text


def test_an_expired_form_that_was_sent_before_makes_no_second_request(door: Door) -> None:
    first, fields = sent(door)
    late = door.post_form(PATH, aged(fields, 25))
    again = door.post_form(PATH, fields | fields_of(late.text))

    assert again.headers["location"] == first.headers["location"]


def test_corrected_words_in_an_expired_form_are_offered_to_be_added(door: Door) -> None:
    _, fields = sent(door)
    late = door.post_form(PATH, aged(fields, 25) | {"words": "It drips in the mornings."})
    again = door.post_form(
        PATH, fields | fields_of(late.text) | {"words": "It drips in the mornings."}
    )

    assert again.status == 409
    assert "It drips in the mornings." in again.text


def test_a_key_that_somebody_else_made_up_is_not_kept(door: Door) -> None:
    hidden = fields_of(door.get(PATH).text)
    fields = {"key": hidden["key"], "token": hidden["token"], "words": "Hello", "topic": "leak"}
    forged = door.post_form(PATH, fields | {"token": "1.x"})
    planted = door.post_form(PATH, fields, {"sec-fetch-site": "cross-site"})

    for answer in (forged, planted):
        assert answer.status == 422
        assert fields_of(answer.text)["key"] != hidden["key"]


def test_before_anybody_has_it_the_page_says_by_when_its_topic_promises(door: Door) -> None:
    answer, _ = sent(door)
    _, _, page = opened(door, answer)

    assert "Expected by" in page


def test_my_requests_say_their_times_in_the_zone_of_their_community(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)
    at = requests.get(where.removeprefix("/r/")).created_at

    page = door.get("/mine", headers=cookie).text

    assert f"{datetime.fromtimestamp(at / 1000, ZoneInfo(HARBOUR.calendar.zone)):%H:%M}" in page


@pytest.mark.parametrize("made_up", ["", "short", "x" * 65, "#" * 22])
def test_a_key_that_no_page_of_ours_made_is_asked_again_and_never_an_error(
    door: Door, made_up: str
) -> None:
    _, fields = sent(door)

    answer = door.post_form(
        PATH, fields | {"again": "add", "words": "It drips more.", "next_key": made_up}
    )

    assert answer.status == 422 and "It drips more." in answer.text


def test_after_asking_to_hurry_the_page_says_from_when_it_counts_again(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    hidden = fields_of(page.partition('name="do" value="urge"')[2])
    door.post_form(where, {**hidden, "do": "urge"}, cookie)
    page = door.get(where, headers=cookie).text

    assert "You can ask again" in page
    assert "Please hurry" not in page


def test_who_loses_every_race_is_asked_to_try_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    hidden = fields_of(page.partition('name="do" value="urge"')[2])

    def lost(*_: object) -> None:
        raise ConditionFailed

    monkeypatch.setattr(Kind, "save", lost)
    answer = door.post_form(where, {**hidden, "do": "urge"}, cookie)

    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert "Nothing is lost" in answer.text


def test_the_same_link_opens_the_request_next_month(door: Door) -> None:
    answer, _ = sent(door)
    link = answer.headers["location"].partition("?")[0]

    moved = door.get(link)
    page = door.get(link, query={"c": ["1"]}, headers=cookie_of(moved))

    assert moved.status == 303
    assert page.headers["location"].startswith(link.partition(".")[0])


def worked(door: Door, community) -> str:
    """Return the page of a request whose work Paco finished, in this community."""
    estate.put_community(community)
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)
    request_id = where.removeprefix("/r/")
    stored, world = requests.get(request_id), World()
    assert stored is not None
    world.enqueue(request_id, "request", "1#route")
    world.drain(stored.created_at)
    world.finished(tasks.of_request(request_id)[0].id, stored.created_at)
    return door.get(where, headers=cookie).text


def test_where_names_are_shown_a_named_person_may_be_thanked(door: Door) -> None:
    page = worked(door, structs.replace(HARBOUR, show_names="first_name"))

    assert "<option>Paco</option>" in page
    assert "Paco finished the work." in page


def test_where_roles_are_shown_nobody_is_named(door: Door) -> None:
    page = worked(door, structs.replace(HARBOUR, show_names="role"))

    assert "Paco" not in page
    assert "Engineering team finished the work." in page


def test_out_of_hours_form_and_receipt_say_when_work_resumes(door: Door) -> None:
    closed_today = ((),) * 7
    later = {local_day(HARBOUR.calendar.zone, now_ms() + 3 * 24 * HOUR): OFFICE}
    calendar = structs.replace(HARBOUR.calendar, week=closed_today, exceptions=later)
    estate.put_community(structs.replace(HARBOUR, calendar=calendar))
    form = door.get(PATH).text
    answer, _ = sent(door)
    _, _, page = opened(door, answer)

    assert "Our office reopens" in form and "We deal with emergencies 24 hours a day." in form
    assert "Our office reopens" in page and "09:00" in page


def test_what_is_personal_is_kept_nowhere_and_its_cookie_goes_nowhere_else(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, _ = opened(door, answer)
    page = door.get(where, headers=cookie)
    kept = answer.headers["set-cookie"]
    text = kept if isinstance(kept, str) else kept[0]

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert text.startswith("__Host-")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in text
