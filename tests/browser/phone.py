"""A phone in the hand of somebody who works here, and what they have to do."""

import copy
import time

import pytest

from tests.browser.screens import shoot
from tests.support.builders import World, key

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def world(door):
    made = World()
    now = int(time.time() * 1000)
    made.routed(now, key=key("leak"), topic="leak", contact="rosa@home.example", name="Rosa")
    made.routed(now, key=key("light"), topic="lighting", words="The light flickers.")
    return made


class Phone:
    """A phone in somebody's hand."""

    def __init__(self, browser, site, login, name, lang="en"):
        self.context = browser.new_context(viewport=PHONE, locale=lang, service_workers="allow")
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.site, self.login, self.name = site, login, name
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sign_in(self):
        self.login.send_back(self.page, f"{self.site}/staff/app", self.name)
        self.page.locator("[data-tab=queue]").wait_for()
        return self

    def beside(self):
        """Open the app in another tab of this phone, signed in there, too."""
        other = copy.copy(self)
        other.page = self.context.new_page()
        other.page.on("pageerror", lambda error: self.errors.append(str(error)))
        return other.sign_in()

    def prove(self):
        """Say who this is, on the provider's page."""
        self.page.fill("input[name=person]", self.name)
        self.page.click("button")
        self.page.locator("[data-tab=queue]").wait_for()

    def open(self, title):
        self.page.locator(".card", has_text=title).first.click()
        self.page.locator(".history").wait_for()

    def press(self, action):
        self.page.locator(f"[data-action={action}]").click()

    def tab(self, name):
        self.page.locator(f"[data-tab={name}]").click()

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for()

    def waits(self, true):
        """Let the browser go on until something is true."""
        for _ in range(200):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not come true")

    def shoot(self, name):
        shoot(self.page, f"staff-{name}")


@pytest.fixture
def hand(browser, site, login, world):
    """Give a phone to somebody, signed in."""
    given = []

    def give(name="paco", lang="en", browser=browser):
        given.append(Phone(browser, site, login, name, lang))
        return given[-1].sign_in()

    yield give
    for phone in given:
        phone.context.close()
        assert phone.errors == []
