"""Opening a new company: from an empty estate to a tower, its people and the first label."""

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from tests.browser.desk import Desk
from tests.browser.screens import elsewhere
from tests.support.builders import CAST, HARBOUR, LIFT, LOBBY, MARA
from tests.support.pool import Pool

MOST_ACTIONS = 40
SMALL = {"width": 360, "height": 740}
PEOPLE = [
    ("Paco Chan", "Engineering"), ("Wing Lee", "Engineering"), ("Kit Ng", "Engineering"),
    ("Lena Ho", "Engineering, lead"), ("Sam Yip", "Security"), ("Bo Lam", "Security"),
    ("Fu Tse", "Security, lead"), ("Mei Wong", "Cleaning"), ("Ying Liu", "Cleaning"),
    ("Ada Kwok", "Customer service"), ("Tom Au", "Duty manager"), ("Nora Yu", "manager"),
]  # fmt: skip


class Hands:
    """Whatever a person does with the page, counted."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def fill(self, name, text):
        self.actions += 1
        self.page.fill(f"[name='{name}']", text)

    def press(self, action):
        self.actions += 1
        self.page.locator(f"[data-action={action}]").click()


@pytest.fixture
def empty(door, monkeypatch):
    """An estate of which nothing is there but its manager."""
    for place in (LIFT, LOBBY):
        estate.put_place(structs.replace(place, retired_at=1))
    for member in CAST:
        if member.community == "hv" and member.id != MARA.id:
            estate.remove_member(member.login, "hv")
    estate.put_community(structs.replace(HARBOUR, duties={}))
    return Pool().stand_in(monkeypatch)


@pytest.mark.parametrize("lang", ["en", *elsewhere("zh-HK", "zh-CN")])
def test_a_company_with_a_tower_and_twelve_people_opens_in_forty_actions(
    browser, site, login, empty, lang
):
    mara = Desk(browser, site, login, "mara", SMALL, lang)
    mara.page.locator(".opening h2").wait_for()
    hands = Hands(mara.page)
    mara.shoot(f"opening-1-{lang}")
    assert mara.flaws() == ([], [])

    hands.fill("name", "Peak Towers")
    hands.fill("phone", "+852 2555 0123")
    hands.fill("calendar.week[0]", "08:00–20:00")
    hands.press("save")
    mara.page.locator("[name=lines]").wait_for()
    hands.fill("lines", "Tower 1, floors 1 to 32, flats A to H\nTower 1, floor G, Lobby")
    hands.press("look")
    hands.press("add-places")
    mara.page.locator("[data-action=print-new]").wait_for()
    mara.shoot(f"opening-2-{lang}")
    assert mara.flaws() == ([], [])
    hands.press("skip")
    mara.page.locator("[name=people]").wait_for()
    words = [f"{name}, {name.split()[0].lower()}@peak.example, {work}" for name, work in PEOPLE]
    hands.fill("people", "\n".join(words) if lang == "en" else "陳大文，經理")
    mara.page.wait_for_function("() => document.querySelector('[name=people]').value.length > 3")
    mara.shoot(f"opening-3-{lang}")
    assert mara.flaws() == ([], [])
    hands.press("invite-all")
    if lang != "en":
        mara.page.get_by_text("word-1").wait_for()
        hands.press("skip")
    mara.page.locator(".first-label").wait_for()
    mara.shoot(f"opening-4-{lang}")
    assert mara.flaws() == ([], [])
    hands.press("skip")
    mara.page.locator(".settings .pages").wait_for()

    estate.forget()
    live = [place for place in estate.places("hv", now=0) if place.retired_at is None]
    assert len(live) == 257
    assert len(estate.members("hv", now=0)) == (13 if lang == "en" else 2)
    assert estate.fresh_community("hv").calendar.week[4] == ((8 * 60, 20 * 60),)
    assert hands.actions <= MOST_ACTIONS
    assert mara.errors == []
