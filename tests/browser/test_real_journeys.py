"""Journeys through the app itself that go astray, and arrive: once, with every word."""

import boto3
import pytest
from playwright.sync_api import expect

from chalicelib.cases.requests import store as requests
from chalicelib.kernel import links
from chalicelib.platform.aws import secrets
from chalicelib.platform.http.call import now_ms
from tests.browser.site import PATH, finish, submit
from tests.support.builders import HOUR, LIFT

WORDS = "Water drips from the ceiling."
GROW_OLD = "(token) => { document.querySelector('#report input[name=token]').value = token; }"
KEY = "#report input[name=key]"


def stored():
    """Return the words of every request that was stored."""
    rows = boto3.client("dynamodb").scan(TableName="steward-test-requests")["Items"]
    return [row["words"]["S"] for row in rows if row["sk"]["S"] == "request"]


def aged(key, hours=25):
    """Return the token that a form of this key got so many hours ago."""
    found = secrets.read("form")
    issued = now_ms() - hours * HOUR
    return links.form_token(LIFT.code, key, issued, found.by_version[found.current])


@pytest.mark.parametrize("script", ["phone", "plain_phone"])
def test_a_page_that_was_open_for_a_day_is_sent_once_with_its_words(
    site,
    script,
    request,
    phone,
):
    page = request.getfixturevalue(script)
    page.goto(site + PATH)
    page.evaluate(GROW_OLD, aged(page.input_value(KEY)))
    page.locator("label[for=topic-leak]").click()
    page.fill("#words", WORDS)
    page.click("#send")
    page.get_by_text("This page was open for a long time.").wait_for()
    expect(page.locator("#words")).to_have_value(WORDS)
    assert stored() == []

    page.click("#send")
    page.wait_for_url("**/r/*")
    assert stored() == [WORDS]


def test_a_page_that_was_sent_and_grew_old_is_not_sent_twice(site, plain_phone):
    request_id = submit(plain_phone, site)
    plain_phone.go_back()
    plain_phone.locator(KEY).wait_for(state="attached")
    plain_phone.evaluate(GROW_OLD, aged(plain_phone.input_value(KEY)))
    plain_phone.click("#send")
    plain_phone.get_by_text("This page was open for a long time.").wait_for()
    plain_phone.click("#send")
    plain_phone.wait_for_url("**/r/*")

    assert request_id in plain_phone.url
    assert stored() == [WORDS]


def test_corrected_words_after_back_are_asked_about_with_a_script_too(site, phone):
    request_id = submit(phone, site)
    phone.go_back()
    phone.fill("#words", "Water drips, faster than before.")
    phone.click("#send")
    phone.get_by_role("button", name="Add this to").click()
    phone.get_by_text("Water drips, faster than before.").wait_for()

    assert request_id in phone.url
    assert stored() == [WORDS]


def test_two_tabs_of_one_label_are_two_reports_and_neither_waits(site, phone):
    phone.goto(site + PATH)
    other = phone.context.new_page()
    submit(other, site, "The lift is stuck.")
    phone.locator("label[for=topic-leak]").click()
    phone.fill("#words", WORDS)
    phone.click("#send")
    phone.wait_for_url("**/r/*")

    assert sorted(stored()) == ["The lift is stuck.", WORDS]


def test_a_double_tap_is_one_report(site, phone):
    phone.goto(site + PATH)
    phone.locator("label[for=topic-leak]").click()
    phone.fill("#words", WORDS)
    phone.dblclick("#send")
    phone.wait_for_url("**/r/*")

    assert stored() == [WORDS]


def test_without_signal_it_waits_and_arrives_once(site, phone):
    phone.goto(site + PATH)
    phone.locator("label[for=topic-leak]").click()
    phone.fill("#words", WORDS)
    phone.context.set_offline(True)
    phone.click("#send")
    phone.get_by_text("Not sent yet: there is no signal.").wait_for()
    assert stored() == []

    phone.context.set_offline(False)
    phone.wait_for_url("**/r/*")
    assert stored() == [WORDS]


def test_an_answer_that_is_lost_on_the_way_back_is_not_sent_twice(site, phone):
    """The server stored it; the phone heard nothing, was put away and opened again."""
    lost = []

    def lose(route):
        lost.append(route.fetch(max_redirects=0))
        route.abort()

    phone.goto(site + PATH)
    phone.locator("label[for=topic-leak]").click()
    phone.fill("#words", WORDS)
    phone.route("**/q/*?sent=1", lose, times=1)
    phone.click("#send")
    phone.get_by_text("Not sent yet: there is no signal.").wait_for()
    assert (len(lost), stored()) == (1, [WORDS])

    phone.goto("about:blank")
    phone.goto(site + PATH)
    phone.wait_for_url("**/r/*")
    assert stored() == [WORDS]


def test_what_helps_the_team_comes_after_sending_and_a_danger_calls_first(
    site,
    plain_phone,
):
    page = plain_phone
    page.goto(site + PATH)
    page.locator("label[for=topic-leak]").click()
    page.locator("label[for=where-other]").click()
    page.fill("#spot", "Flat 12A")
    page.fill("#words", "The tap in my kitchen drips a little.")
    page.click("#send")
    page.wait_for_url("**/r/*")
    assert page.locator("a.sos:visible").count() == 0
    page.get_by_text("Is water still running?").wait_for()
    page.locator("label[for='answer.running-yes']").click()
    page.fill("#visit", "Now")
    page.fill("#name", "Rosa")
    page.locator("form", has=page.locator("#visit")).locator("button").click()

    page.locator("a.sos:visible").first.wait_for()
    call = page.locator("a.sos:visible").first
    above, title = call.bounding_box(), page.locator("h1").bounding_box()
    assert above["y"] < title["y"]
    kept = requests.get(page.url.split("/r/")[1].partition("?")[0])
    assert (kept.name, kept.visit, kept.answers) == ("Rosa", "Now", {"running": "yes"})


def test_news_comes_by_itself_soon_after_sending(site, phone):
    request_id = submit(phone, site)
    finish(request_id)

    phone.get_by_text("Done - please check").first.wait_for()


@pytest.mark.parametrize(
    ("lang", "thanks", "large"),
    [
        ("zh-Hans", "谢谢您", "0"),
        ("zh-Hant", "多謝您", "1"),
        ("en", "Thank you. We have received this.", "1"),
    ],
)
def test_the_journey_in_every_language_and_large(site, plain_phone, lang, thanks, large):
    plain_phone.goto(f"{site}{PATH}?lang={lang}&large={large}")
    plain_phone.locator("label[for=topic-leak]").click()
    plain_phone.fill("#words", "漏水")
    plain_phone.click("#send")
    plain_phone.wait_for_url("**/r/*")

    expect(plain_phone.locator("h1")).to_contain_text(thanks)
    assert plain_phone.get_attribute("html", "lang") == lang
    assert (plain_phone.get_attribute("html", "class") == "large") == (large == "1")
