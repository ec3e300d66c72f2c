"""The whole journey with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import leave_by


def test_three_taps_and_a_sentence_send_a_request(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    plain_phone.get_by_text("Water leak").click()
    plain_phone.fill("#words", "Water is dripping.")
    plain_phone.click("#send")
    plain_phone.wait_for_url("**/receipt")

    expect(plain_phone.locator("h1")).to_contain_text("Thank you. We have received this.")
    assert samples.sent[0]["topic"] == "leak"
    assert samples.sent[0]["where"] == "here"
    assert len(samples.sent[0]["key"]) >= 22


def test_somewhere_else_asks_where(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    assert not plain_phone.locator("#spot").is_visible()

    plain_phone.get_by_text("Somewhere else").click()
    plain_phone.fill("#spot", "Flat 12A")
    plain_phone.fill("#words", "The tap drips.")
    leave_by(plain_phone.locator("#send"))

    assert samples.sent[0]["where"] == "other"
    assert samples.sent[0]["spot"] == "Flat 12A"


def test_danger_shows_the_number_to_call_at_once(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    call = plain_phone.locator(".urgent .danger")
    assert not call.is_visible()

    plain_phone.locator("label[for=topic-gas]").click()

    expect(call).to_be_visible()
    expect(call.locator("a")).to_have_attribute("href", "tel:+85223456789")


def test_me_too_is_one_tap(samples, plain_phone):
    plain_phone.goto(samples.url("form-known"))
    leave_by(plain_phone.locator("button[name=join]").first)

    assert samples.sent[0]["join"] == "hv-0000000000000000000000000a"
    assert samples.sent[0]["key"]


def test_me_too_to_the_chosen_topic_keeps_the_words(samples, plain_phone):
    plain_phone.goto(samples.url("form-offer"))
    leave_by(plain_phone.get_by_role("button", name="Yes, I have this too"))

    sent = samples.sent[0]
    assert (sent["join"], sent["words"]) == (sent["seen"], "The lift does not come.")


def test_no_to_the_offer_sends_the_words(samples, plain_phone):
    plain_phone.goto(samples.url("form-offer"))
    leave_by(plain_phone.get_by_role("button", name="No, mine is different. Send it"))

    assert samples.sent[0]["again"] == "different"
    assert samples.sent[0]["words"] == "The lift does not come."


def test_what_is_different_is_said_where_it_is_asked(samples, plain_phone):
    plain_phone.goto(samples.url("joined"))
    plain_phone.get_by_text("Is yours different?").click()
    plain_phone.fill("#text", "Mine is at the back door.")
    leave_by(plain_phone.get_by_role("button", name="No, mine is different"))

    assert samples.sent[0]["do"] == "unjoin"
    assert samples.sent[0]["text"] == "Mine is at the back door."


def test_enter_in_a_field_sends_the_form_and_nothing_else(samples, plain_phone):
    plain_phone.goto(samples.url("form-known"))
    plain_phone.fill("#words", "The tap drips.")
    plain_phone.get_by_text("Somewhere else").click()
    plain_phone.fill("#spot", "12A")
    with plain_phone.expect_navigation():
        plain_phone.press("#spot", "Enter")

    assert "join" not in samples.sent[0]
    assert samples.sent[0]["words"] == "The tap drips."


def test_back_brings_the_words_back_with_the_same_key(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    plain_phone.fill("#words", "Water is dripping.")
    plain_phone.click("#send")
    plain_phone.wait_for_url("**/receipt")
    plain_phone.go_back()

    expect(plain_phone.locator("#words")).to_have_value("Water is dripping.")
    expect(plain_phone.locator("#report input[name=key]")).to_have_value(samples.sent[0]["key"])


def test_a_mistake_is_named_at_the_top_and_the_summary_leads_to_the_field(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    plain_phone.click("#send")

    expect(plain_phone).to_have_title(re.compile("^Please check: "))
    plain_phone.locator("#problems a").nth(1).click()
    expect(plain_phone.locator("#words:target")).to_be_visible()


@pytest.mark.parametrize(("page", "button", "sent"), [
    ("in-hand", "Send note", {"do": "note"}),
    ("in-hand", "Yes, cancel it", {"do": "withdraw"}),
    ("receipt", "Please hurry", {"do": "urge"}),
    ("joined", "No, mine is different", {"do": "unjoin"}),
    ("check-back", "No, it has come back", {"do": "check_back", "fixed": "no"}),
    ("waiting", "Send answer", {"do": "answer"}),
])  # fmt: skip
def test_everything_on_the_page_of_a_request_is_a_plain_form(
    samples, plain_phone, page, button, sent
):
    plain_phone.goto(samples.url(page))
    for fold in plain_phone.locator("details > summary").all():
        fold.click()
    leave_by(plain_phone.get_by_role("button", name=button))

    assert sent.items() <= samples.sent[0].items()
    assert samples.sent[0]["token"] and samples.sent[0]["key"]


def test_feedback_is_three_taps(samples, plain_phone):
    plain_phone.goto(samples.url("check"))
    plain_phone.locator("#fixed").get_by_text("Yes").click()
    plain_phone.locator("#clean").get_by_text("No").click()
    plain_phone.locator("label[for=rating-4]").click()
    leave_by(plain_phone.get_by_role("button", name="Send answer"))

    assert samples.sent[0] | {"fixed": "yes", "clean": "no", "rating": "4"} == samples.sent[0]


def test_a_photo_goes_straight_to_the_bucket(samples, plain_phone):
    plain_phone.goto(samples.url("receipt"))
    plain_phone.set_input_files(
        "#photo", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": b"photo"}
    )
    # An answer: the request is told before the server has read it.
    with plain_phone.expect_response("**/upload"):
        plain_phone.get_by_role("button", name="Send photo").click()

    assert b'name="policy"' in samples.uploads[0]
    assert samples.uploads[0].index(b'name="policy"') < samples.uploads[0].index(b'name="file"')


def test_another_language_is_one_tap(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    plain_phone.get_by_role("link", name="繁體中文").click()

    expect(plain_phone.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(plain_phone.locator("h1")).to_have_text("有甚麼可以幫到您？")


def test_larger_text_is_one_tap(samples, plain_phone):
    plain_phone.goto(samples.url("form"))
    plain_phone.get_by_role("link", name="Large text").click()

    expect(plain_phone.locator("html")).to_have_class("large")


def test_a_danger_that_was_answered_shows_the_number_first(samples, plain_phone):
    plain_phone.goto(samples.url("receipt-emergency"))
    call, told = plain_phone.locator("a.sos").first, plain_phone.locator("h1")

    assert call.bounding_box()["y"] < told.bounding_box()["y"]
    assert call.get_attribute("href") == "tel:+85223456789"


def test_what_helps_the_team_is_one_plain_form_after_sending(samples, plain_phone):
    plain_phone.goto(samples.url("in-hand"))
    plain_phone.get_by_text("A few questions").click()
    plain_phone.locator("label[for='answer.running-yes']").click()
    plain_phone.fill("#visit", "Weekdays after 19:00")
    plain_phone.locator("label[for=may_enter-no]").click()
    leave_by(plain_phone.locator("form", has=plain_phone.locator("#visit")).locator("button"))

    said = {"do": "visit", "answer.running": "yes", "visit": "Weekdays after 19:00",
            "may_enter": "no", "name": "Mrs Wong"}  # fmt: skip
    assert said.items() <= samples.sent[0].items()
