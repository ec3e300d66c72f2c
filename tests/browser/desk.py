"""The board on a screen, and a community on a busy day."""

import time
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.reports import reconcile_store as night
from chalicelib.reports.daily_stats import NUMBERS, Tally
from tests.browser.screens import WIDER_THAN_THE_PHONE, findings, shoot
from tests.support import quick_tables
from tests.support.builders import CLEO, HONG_KONG, HOUR, LOBBY, PACO, PILAR, SAM, World, key

LAPTOP = {"width": 1280, "height": 800}


TABLET = {"width": 820, "height": 1180}


ZERO = dict.fromkeys(NUMBERS, 0)


@pytest.fixture
def busy(door):
    """A community on a busy day: late, held, waiting and done again."""
    quick_tables.once(_busy_day)
    return {"lift": "lift_stopped", "now": _now(), "cleaner": CLEO}


@cache
def _now() -> int:
    """Return when this process first asked: the day is lived once, and put back for each test."""
    return int(time.time() * 1000)


def _busy_day() -> None:
    world, now = World(), _now()
    estate.set_duty(PILAR, False)

    def told(name, topic, words, since=0, **more):
        return world.routed(now - since, key=key(name), topic=topic, words=words, **more)

    told("lift", "lift_stopped", "Lift 2 does not move.", 90 * HOUR)
    (leak,) = told("leak", "leak", "廚房天花板滴水，地板濕了。", 60 * HOUR)
    world.act(leak.id, "claim", 1, by=PACO, now=now - 50 * HOUR)
    (light,) = told("light", "lighting", "The light flickers.")
    world.act(light.id, "claim", 1, by=PILAR, now=now)
    world.act(light.id, "ask", 2, by=PILAR, now=now, reason="Which floor is it?")
    (noise,) = told("noise", "noise", "Drilling at eleven in the evening.")
    world.act(noise.id, "claim", 1, by=SAM, now=now)
    told("rubbish", "rubbish", "Bags beside the bins.", place=LOBBY.code)
    (dirty,) = told("dirty", "dirty", "Coffee on the stairs.")
    world.finished(dirty.id, now)
    world.answer(dirty.request, False, now, comment="Still there.")
    world.drain(now)
    for n, topic in enumerate(["lighting", "lighting", "noise", "window", "rubbish", "plumbing"]):
        (done,) = told(f"done{n}", topic, "As before.", (300 if n % 3 == 0 else 40) * HOUR)
        world.finished(done.id, now - (n % 4) * 24 * HOUR)


def counted(days=30):
    """Let nights have counted some weeks, one day of which was missed."""
    today = datetime.fromtimestamp(time.time(), ZoneInfo(HONG_KONG)).date()
    for n in range(1, days + 1):
        busy = (n * 7) % 5
        if n == 4:
            continue
        lines = [
            {"department": "engineering", "topic": "leak", "begun": 4 + busy, "reopened": n % 3,
             "done": 3 + busy, "on_time": 2 + busy // 2, "accepted": 4,
             "accepted_on_time": 3 + n % 2},
            {"department": "security", "topic": "noise", "begun": 2, "reopened": 0, "done": 2,
             "on_time": 2},
        ]  # fmt: skip
        stars = [{"topic": "leak", "departments": ["engineering"], "rated": 1, "stars": 4}]
        stars += [{"topic": "noise", "departments": ["security"], "rated": 1, "stars": 5}] * (n < 4)
        night.put_tally(
            Tally(
                community="hv",
                date=(today - timedelta(days=n)).isoformat(),
                lines=[ZERO | line for line in lines],
                ratings=stars,
                buildings=[{"department": "engineering", "building": "8", **lines[0]}],
                backlog=[
                    {"department": "engineering", "day": n % 4, "week": 5, "month": 2, "older": 1}
                ],
            )
        )


NEXT_FRAME = "() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))"


class Desk:
    """A screen on a desk."""

    def __init__(self, browser, site, login, name, size, lang):
        self.context = browser.new_context(viewport=size, locale=lang)
        self.context.set_default_timeout(60_000)
        self.page, self.size = self.context.new_page(), size
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        login.send_back(self.page, f"{site}/manage/board", name)

    def press(self, action):
        self.page.locator(f"[data-action={action}]").click()

    def section(
        self,
        name,
        there="#main :is(table, .labels, figure, .scroll, form, .settings)",
    ):
        self.page.locator(f"[data-tab={name}]").click()
        self.page.locator(f"[data-tab={name}][aria-current=page]").wait_for()
        self.page.locator(there).first.wait_for()

    def shoot(self, name):
        shoot(self.page, f"board-{name}")

    def flaws(self):
        """Return what axe finds, and what is wider than a screen of either size."""
        told = findings(self.page)
        wide = self.wide()
        for size in (LAPTOP, TABLET, self.size):
            self.page.set_viewport_size(size)
            # A chart takes its new width with the next frame.
            self.page.evaluate(NEXT_FRAME)
            wide += self.wide()
        return told, wide

    def wide(self):
        # Tables scroll in a place of their own; nothing else may be wider than the screen.
        return [
            each
            for each in self.page.evaluate(WIDER_THAN_THE_PHONE)
            if not each.startswith(("<t", "<cap", "<col", '<button class="link', "<b", "<span"))
        ]

    def number(self, name):
        return int(self.page.locator(f".numbers [data-action={name}] b").inner_text())


@pytest.fixture
def desk(browser, site, login, busy):
    given = []

    def sit(name="mara", size=LAPTOP, lang="en"):
        given.append(Desk(browser, site, login, name, size, lang))
        given[-1].page.locator(".numbers, [role=alert]").first.wait_for()
        return given[-1]

    yield sit
    for each in given:
        each.context.close()
        assert each.errors == []


def stored(topic, department="engineering"):
    rows, _ = tasks.changed_since(f"hv.{department}", 0, limit=50)
    return tasks.get(next(row.id for row in rows if row.topic == topic))
