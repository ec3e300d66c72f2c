"""What staff typed comes back when it is refused, and a job says all that its worker needs."""

import time

import pytest
from playwright.sync_api import expect

from chalicelib.cases.requests import add_words, resident_actions
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate.communities import community_of
from chalicelib.kernel import worktime
from tests.browser.screens import elsewhere
from tests.support.builders import HARBOUR, LIFT, key

LANGUAGES = ["zh-HK", *elsewhere("zh-CN", "en")]
NEITHER = {
    "zh-HK": "這不是電郵地址或電話號碼。",
    "zh-CN": "这不是邮箱地址或电话号码。",
    "en": "This is not an email address or a phone number.",
}

LIGHT, DARK = "rgb(247, 245, 240)", "rgb(20, 25, 27)"
"""What pages stand on (shared/tokens.css)."""


@pytest.fixture
def job(world):
    (row,) = (
        row for row in tasks.changed_since("hv.engineering", 0, limit=9)[0] if row.topic == "leak"
    )
    return tasks.get(row.id)


def filling(phone):
    phone.tab("file")
    phone.press("report")
    phone.page.select_option("#place", LIFT.code)
    phone.page.select_option("#topic", "lift_stopped")
    phone.page.fill("#words", "The lift does not come.")
    phone.page.fill("#spot", "Floor 12")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refused_report_comes_back_with_its_words_and_the_reason_at_its_field(hand, lang):
    phone = hand("sam", lang)
    filling(phone)
    phone.page.fill("#contact", "ring at the second door")
    phone.page.check("#consent")
    phone.press("send")

    line = phone.page.locator("[data-state=refused]")
    expect(line).to_contain_text("The lift does not come.")
    expect(line).to_contain_text(NEITHER[lang])
    phone.shoot(f"refused-{lang}")
    phone.press("mend")
    expect(phone.page.locator("#contact-wrong")).to_have_text(NEITHER[lang])
    expect(phone.page.locator("#contact")).to_be_focused()
    expect(phone.page.locator("#words")).to_have_value("The lift does not come.")
    expect(phone.page.locator("#spot")).to_have_value("Floor 12")
    expect(phone.page.locator("#place")).to_have_value(LIFT.code)
    expect(phone.page.locator("#consent")).to_be_checked()
    phone.shoot(f"mending-{lang}")

    phone.page.fill("#contact", "9123 4567")
    phone.press("send")
    expect(phone.page.locator("[data-state=told]")).to_be_visible()
    expect(phone.page.locator("[data-state=refused]")).to_have_count(0)


def test_a_contact_without_a_yes_is_asked_for_while_they_are_on_the_telephone(hand):
    phone = hand("sam", "zh-HK")
    filling(phone)
    phone.page.fill("#contact", "9123 4567")
    phone.press("send")

    expect(phone.page.locator("#consent-wrong")).to_contain_text("同意")
    expect(phone.page.locator("#words")).to_have_value("The lift does not come.")
    phone.shoot("consent-zh-HK")
    phone.page.check("#consent")
    phone.press("send")
    expect(phone.page.locator("[data-state=told]")).to_be_visible()


def test_a_danger_is_sent_by_the_second_tap_whatever_is_missing(hand):
    phone = hand("sam")
    filling(phone)
    phone.page.fill("#words", "There is a fire in the garage")
    phone.page.fill("#contact", "9123 4567")
    phone.press("send")
    expect(phone.page.locator("#consent-wrong")).to_be_visible()

    phone.press("send")
    expect(phone.page.locator("[data-state=told]")).to_be_visible()


def test_what_was_said_of_a_job_is_mended_in_its_own_form(hand, job):
    phone = hand(lang="zh-HK")
    phone.page.locator(".card").first.click()
    phone.press("claim")
    phone.press("pause")
    phone.page.fill("#field-reason", "Waiting for a part.")
    phone.page.fill("#field-until", "2031-01-01T09:00")
    phone.press("send")

    line = phone.page.locator("[data-state=refused]")
    expect(line).to_contain_text("請選擇一年內的日期。")
    phone.press("mend")
    expect(phone.page.locator("#field-until-wrong")).to_be_visible()
    expect(phone.page.locator("#field-reason")).to_have_value("Waiting for a part.")
    expect(phone.page.locator("#field-until")).to_have_value("2031-01-01T09:00")


def test_putting_off_proposes_the_next_working_day_of_the_department(hand, job):
    phone = hand()
    phone.open("Water leak")
    phone.press("claim")
    phone.press("pause")

    now = int(time.time() * 1000)
    opens = worktime.next_day(community_of("hv", now=now).calendar, now)
    day = worktime.local_day(HARBOUR.calendar.zone, opens)
    expect(phone.page.locator("#field-until")).to_have_value(f"{day}T09:00")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_job_says_how_pressing_it_is_how_it_came_and_how_often_somebody_urged(
    hand, world, job, lang
):
    now = int(time.time() * 1000)
    resident_actions.urge(job.request, key=key("urge"), now=now, enqueue=world.enqueue)
    phone = hand(lang=lang)
    phone.page.locator(".card").first.click()
    phone.page.locator(".history").wait_for()

    facts = phone.page.locator(".fact")
    expect(facts).to_have_count(5)
    phone.shoot(f"facts-{lang}")


def test_an_answer_appears_in_the_open_job_within_one_poll(hand, world, job):
    phone = hand()
    phone.open("Water leak")
    phone.press("claim")
    phone.press("ask")
    phone.page.fill("#field-reason", "Which room is it?")
    phone.press("send")
    expect(phone.page.locator("[data-action=resume]")).to_be_visible()

    now = int(time.time() * 1000)
    add_words.reply(
        job.request, "It is the kitchen.", key=key("answer"), now=now, enqueue=world.enqueue
    )
    world.drain(now)
    phone.page.evaluate("dispatchEvent(new Event('online'))")

    expect(phone.page.get_by_text("It is the kitchen.")).to_be_visible()


def test_light_and_dark_are_chosen_against_the_device(hand):
    phone = hand()
    paper = phone.page.locator("body")

    def is_worn(colour):
        expect(paper).to_have_css("background-color", colour)

    phone.page.emulate_media(color_scheme="dark")
    phone.tab("me")
    is_worn(DARK)
    phone.page.select_option("#theme", "light")
    is_worn(LIGHT)
    phone.page.emulate_media(color_scheme="light")
    phone.page.select_option("#theme", "dark")
    is_worn(DARK)
    phone.shoot("dark")
    phone.page.select_option("#theme", "system")
    is_worn(LIGHT)

    phone.page.select_option("#theme", "dark")
    phone.page.reload()
    phone.page.locator("[data-action=sign_in]").wait_for()
    is_worn(DARK)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_somebody_did_today_stands_below_their_jobs(hand, job, lang):
    phone = hand(lang=lang)
    phone.page.locator(".card").first.click()
    phone.press("claim")
    phone.page.locator("[data-action=done]").wait_for()
    phone.tab("mine")

    expect(phone.page.locator("[data-deed]")).to_have_count(1)
    phone.shoot(f"today-{lang}")
    phone.page.locator("[data-deed]").click()
    expect(phone.page.locator("[data-action=done]")).to_be_visible()
