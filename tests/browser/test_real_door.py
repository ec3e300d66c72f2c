"""The app itself, as a phone meets it: from the label to the feedback, and back again."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from chalicelib.cases.requests import store as requests
from tests.browser.screens import findings, leave_by
from tests.browser.site import PATH, finish, submit


@pytest.mark.parametrize("script", ["phone", "plain_phone"])
def test_from_the_label_to_the_feedback(site, script, request):
    page = request.getfixturevalue(script)
    request_id = submit(page, site)
    expect(page.locator("h1")).to_have_text("Thank you. We have received this.")

    finish(request_id)
    page.goto(f"{site}/r/{request_id}")
    assert page.inner_text("h1") == "Done - please check"
    page.locator("label[for=fixed-yes]").click()
    page.locator("label[for=rating-5]").click()
    page.get_by_role("button", name="Send answer").click()
    page.get_by_text("Thank you for your answer.").wait_for()

    assert requests.get(request_id).outcome == "confirmed"


def test_the_address_bar_shows_no_secret_and_the_phone_finds_its_requests(site, phone):
    request_id = submit(phone, site)

    assert urlsplit(phone.url).path == f"/r/{request_id}"
    phone.get_by_role("link", name="My requests on this phone").click()
    phone.wait_for_url("**/mine")
    phone.get_by_text("Water leak").click()
    phone.wait_for_url(f"{site}/r/{request_id}")


def test_corrected_words_after_back_are_added_and_not_sent_twice(site, plain_phone):
    request_id = submit(plain_phone, site)
    plain_phone.go_back()
    plain_phone.fill("#words", "Water drips, now from two places.")
    plain_phone.click("#send")
    plain_phone.get_by_role("button", name="Add this to").click()

    plain_phone.get_by_text("Water drips, now from two places.").wait_for()
    assert request_id in plain_phone.url


def test_an_open_form_forgets_nothing_when_the_language_changes(site, phone):
    phone.goto(site + PATH)
    phone.fill("#words", "漏水")
    leave_by(phone.get_by_role("link", name="繁體中文"))
    expect(phone.locator("#words")).to_have_value("漏水")

    phone.goto(f"{site}/privacy")
    assert phone.get_attribute("html", "lang") == "zh-Hant"


def test_withdrawing_asks_once_more_and_says_so(site, plain_phone):
    request_id = submit(plain_phone, site)
    plain_phone.get_by_text("Cancel this request").click()
    plain_phone.get_by_role("button", name="Yes, cancel it").click()

    expect(plain_phone.locator("h1")).to_have_text("You cancelled this request")
    assert requests.get(request_id).outcome == "withdrawn"


def test_without_cookies_everything_works_at_the_signed_address(site, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.route("**/*", lambda route: route.continue_(headers=without_cookies(route.request)))
        request_id = submit(page, site)
        page.get_by_text("Add a note").click()
        page.fill("#text", "The bucket is full.")
        page.get_by_role("button", name="Send note").click()

        page.get_by_text("The bucket is full.").wait_for()
        assert request_id in page.url


def without_cookies(request):
    return {name: value for name, value in request.headers.items() if name != "cookie"}


def test_axe_finds_nothing_on_the_real_pages(site, phone):
    found = []
    for address in (PATH, "/q/00000000000000", "/mine", "/privacy", "/r/x"):
        phone.goto(site + address)
        found += findings(phone)
    submit(phone, site)
    found += findings(phone)

    assert found == []
