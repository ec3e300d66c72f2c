"""Webhooks on a manager's phone: made, tried, given up and sent again, rotated, paused, removed."""

import re

import pytest
from msgspec import structs
from playwright.sync_api import expect

from chalicelib.estate import store as estate
from chalicelib.kernel.called import Called
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from chalicelib.programs.webhooks import store
from tests.browser.screens import elsewhere
from tests.support.builders import World

SMALL = {"width": 360, "height": 740}
SCROLLS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
URL = "https://erp.example/hooks/steward?tenant=harbour-view"


class Receiver:
    """The address of another program, and the sweeps that bring it what waits."""

    def __init__(self) -> None:
        self.world, self.answer = World(), Called(204, took_ms=31)
        tools = self.world.tools
        self.world.tools = structs.replace(tools, post=lambda *message: self.answer)

    def gets_what_waits(self) -> None:
        self.world.sweep(now_ms() + GRACE_MS + 1)


class Screen:
    """The page of webhooks on a phone, and a picture of each of its states."""

    def __init__(self, mara, lang: str) -> None:
        self.mara, self.page, self.lang, self.number = mara, mara.page, lang, 0

    def turn(self) -> None:
        self.mara.section("settings", there=".settings")
        if self.number:
            self.page.locator("[data-action=back]").click()
        self.page.locator(".settings [data-id=webhooks]").click()
        self.page.locator(".hooks [data-action=save]").wait_for()

    def press(self, action: str) -> None:
        self.page.locator(f".hooks [data-action={action}]").click()

    def says(self, selector: str, *what: str) -> None:
        for each in what:
            expect(self.page.locator(selector).first).to_contain_text(each)

    def message(self, state: str) -> None:
        """Read the log until its newest message is so."""
        self.press("messages")
        expect(self.page.locator(".hooks li b").first).to_contain_text(state)

    def shoot(self, name: str) -> None:
        self.number += 1
        self.mara.shoot(f"webhooks-{self.number}-{name}-{self.lang}")
        assert self.mara.flaws() == ([], []), name
        assert not self.page.evaluate(SCROLLS), name


STATES = {
    "en": ("Sending", "Delivered", "Stopped trying", "no longer exists", "Both secrets"),
    "zh-HK": ("正在傳送", "已送達", "已放棄", "已不存在", "新舊密鑰"),
    "zh-CN": ("正在发送", "已送达", "已放弃", "已不存在", "新旧密钥"),
}


@pytest.mark.parametrize("lang", ["en", *elsewhere("zh-HK", "zh-CN")])
def test_a_webhook_is_made_tried_rotated_paused_and_removed_on_a_phone(desk, lang) -> None:
    sending, delivered, dead, gone, both = STATES[lang]
    receiver = Receiver()
    screen = Screen(desk(size=SMALL, lang=lang), lang)
    page = screen.page
    screen.turn()

    page.fill("[name=url]", "http://erp.example/")
    screen.press("save")
    page.locator("[name=url][aria-invalid]").wait_for()
    screen.shoot("refused")
    page.fill("[name=url]", URL)
    page.check("[name=types][value='request.received']")
    page.check("[name=types][value='task.late']")
    screen.press("save")
    expect(page.locator("[data-id=secret]")).to_have_value(re.compile("^whsec_"))
    first = page.locator("[data-id=secret]").input_value()
    screen.shoot("secret")
    screen.turn()
    expect(page.locator("[data-id=secret]")).to_have_count(0)

    screen.press("test")
    expect(page.locator(".hooks li b").first).to_contain_text(sending)
    receiver.gets_what_waits()
    screen.message(delivered)
    screen.says(".hooks li", "HTTP 204", "31 ms")
    screen.shoot("delivered")

    receiver.answer = Called(410, took_ms=12)
    screen.press("test")
    page.locator("#banner p").wait_for()
    receiver.gets_what_waits()
    # A process that knows the community from before its first webhook looks again in a minute.
    estate.forget()
    screen.mara.section("now", there=".numbers")
    screen.says("[data-id=webhooks-off]", "erp.example")
    screen.shoot("on-the-board")
    page.locator("[data-action=webhooks]").click()
    screen.says(".hooks .wrong", gone)
    expect(page.locator(".hooks [data-action=test]")).to_have_count(0)
    screen.message(dead)
    expect(page.locator(".hooks [data-action=again]")).to_have_count(0)
    screen.shoot("switched-off")

    screen.press("on")
    page.locator(".hooks [data-action=off]").wait_for()
    screen.message(dead)
    receiver.answer = Called(200, took_ms=8)
    screen.press("again")
    expect(page.locator(".hooks li b").first).to_contain_text(sending)
    receiver.gets_what_waits()
    screen.message(delivered)

    screen.press("rotate")
    expect(page.locator("[data-id=secret]")).not_to_have_value(first)
    screen.says(".hooks section[data-id]", both)
    screen.shoot("rotated")

    screen.press("off")
    page.locator(".hooks [data-action=on]").wait_for()
    screen.shoot("paused")
    screen.press("ask-remove")
    screen.press("keep")
    expect(page.locator(".hooks [data-action=remove]")).to_have_count(0)
    screen.press("ask-remove")
    screen.shoot("surely")
    screen.press("remove")
    expect(page.locator(".hooks section[data-id]")).to_have_count(0)
    assert store.of_community("hv") == []
