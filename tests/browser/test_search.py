"""Asking what was done: words and filters, how far back, a place's history, a search kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import elsewhere

SMALL = {"width": 360, "height": 740}


def ask(desk, words):
    desk.page.fill("#f-q", words)
    desk.press("search")
    desk.page.locator(".hits").wait_for()


@pytest.mark.parametrize(
    ("size", "lang"), [(SMALL, "en"), *elsewhere((SMALL, "zh-CN"), (SMALL, "zh-HK"))]
)
def test_what_was_done_is_found_read_and_asked_again(desk, size, lang):
    mara = desk(size=size, lang=lang)
    mara.section("search")
    mara.page.locator("summary").first.click()
    mara.shoot(f"search-{lang}")
    mara.page.select_option("#f-topic", "lighting")
    mara.press("search")
    mara.page.locator(".hits").wait_for()
    expect(mara.page.locator(".hit")).to_have_count(3)
    mara.shoot(f"search-hits-{lang}")
    assert mara.flaws() == ([], [])

    mara.page.locator(".chips summary").click()
    mara.page.fill("#f-name", "Lights")
    mara.press("save_search")
    mara.page.locator("[data-action=view]").wait_for()
    mara.page.locator(".hit button.link").first.click()
    mara.page.locator("aside ol.history").wait_for()
    mara.press("close")
    mara.page.locator(".hit [data-action=history]").first.click()
    mara.page.locator(".hits h2").wait_for()
    expect(mara.page.locator(".hit").nth(9)).to_be_visible()
    mara.shoot(f"search-history-{lang}")
    mara.page.locator("[data-action=view]").click()
    mara.page.locator(".hits h2").wait_for(state="detached")
    expect(mara.page.locator(".hit")).to_have_count(3)
    mara.press("delete-view")
    mara.page.locator("[data-action=view]").wait_for(state="detached")


def test_words_that_nobody_said_are_told_with_how_far_back_was_looked(desk):
    mara = desk()
    mara.section("search")
    ask(mara, "no such words")
    further = mara.page.locator("[data-action=further]")
    assert "back" in mara.page.locator("[data-id=back-to]").inner_text()
    while further.count():
        reached = mara.page.locator("[data-id=back-to]").inner_text()
        further.click()
        mara.page.get_by_text(reached).wait_for(state="detached")
    assert "all there is" in mara.page.locator("[data-id=back-to]").inner_text()
    ask(mara, "廚房")
    expect(mara.page.locator(".hit")).to_have_count(1)


def test_a_task_on_the_board_leads_to_what_was_done_there(desk):
    lena = desk("lena")
    lena.page.locator("tbody button.link").first.click()
    lena.press("past")
    lena.page.locator(".hits h2").wait_for()
    expect(lena.page.locator(".hits h2")).to_contain_text("Lift 2")
