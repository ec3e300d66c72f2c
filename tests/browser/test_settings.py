"""The settings in a real browser: changed, refused at the field, overtaken, taken back."""

import pytest
from msgspec import structs
from playwright.sync_api import expect

from chalicelib.estate import store as estate
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from chalicelib.privacy.daily import actions as daily
from chalicelib.programs.keys import store as keys
from chalicelib.programs.keys.model import opens
from tests.browser.desk import LAPTOP
from tests.browser.screens import elsewhere
from tests.support import clock
from tests.support.builders import HARBOUR, PACO, World
from tests.support.pool import Pool

SMALL = {"width": 360, "height": 740}
PAGES = (
    "community", "hours", "departments", "duties", "contractors", "chats", "topics", "escalation",
    "replies", "people", "places", "keys", "webhooks", "copies", "daily", "sheets",
    "changes",
)  # fmt: skip


def opened(desk, page="", size=LAPTOP, lang="en"):
    mara = desk(size=size, lang=lang)
    mara.section("settings", there=".settings .pages")
    if page:
        turn(mara, page)
    return mara


def turn(mara, page):
    mara.page.locator(f".settings [data-id={page}]").click()
    mara.page.locator("[data-action=back]").wait_for()


def stored():
    return estate.fresh_community("hv")


def test_a_manager_changes_a_telephone_reads_who_did_and_takes_it_back(desk):
    mara = opened(desk, "community")
    mara.page.fill("[name=phone]", "call the porter")
    mara.press("save")
    mara.page.locator("[name=phone][aria-invalid]").wait_for()
    expect(mara.page.locator("[name=phone]")).to_have_value("call the porter")
    mara.page.fill("[name=phone]", "+852 2555 0199")
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert stored().phone == "+852 2555 0199"

    mara.press("back")
    turn(mara, "changes")
    told = mara.page.locator(".changes section").first
    expect(told).to_contain_text("+852 2555 0100 → +852 2555 0199")
    mara.press("undo")
    mara.page.locator("#banner", has_text="Undone.").wait_for()
    assert stored().phone == "+852 2555 0100"
    assert mara.errors == []


def test_the_second_manager_sees_what_the_first_changed_and_loses_nothing_typed(desk):
    mara = opened(desk, "community")
    before = stored()
    estate.revise(before, structs.replace(before, phone="+852 1"))
    mara.page.fill("[name=colour]", "#123456")
    mara.press("save")
    mara.page.locator("[data-id=conflict]").wait_for()

    expect(mara.page.locator("[name=colour]")).to_have_value("#123456")
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert stored().colour == "#123456"


def test_a_typhoon_day_takes_two_taps(desk):
    mara = opened(desk)
    mara.press("close-today")
    mara.press("close-now")
    mara.page.get_by_text("Closed today").wait_for()

    assert list(stored().calendar.exceptions.values()) == [()]


def test_a_department_of_its_own_has_names_and_hours(desk):
    mara = opened(desk, "departments")
    mara.press("add-department")
    mara.page.locator("[name^='added.'][lang=en]").fill("Swimming pool")
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    (code,) = stored().department_names
    assert stored().department_names[code] == {"en": "Swimming pool"}

    mara.press("back")
    turn(mara, "hours")
    mara.page.locator(f"details:has([name='kinds.{code}']) summary").click()
    mara.page.select_option(f"[name='kinds.{code}']", "own")
    mara.page.fill(f"[name='calendars.{code}.week[0]']", "22:00–06:00")
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert stored().calendars[code].week[0] == ((22 * 60, 30 * 60),)
    assert mara.errors == []


def test_who_closes_a_department_is_asked_who_takes_over_its_work(desk):
    mara = opened(desk, "departments", size=SMALL)
    there = stored().departments
    mara.page.locator("[name=departments][value=greening]").uncheck()
    mara.press("save")
    mara.page.locator("[name='redirects.greening'][aria-invalid]").wait_for()
    assert stored().departments == there

    mara.page.select_option("[name='redirects.greening']", "cleaning")
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert "greening" not in stored().departments
    assert stored().redirects["greening"] == "cleaning"
    assert mara.errors == []


def test_a_topic_gets_another_place_on_the_form_and_another_picture(desk):
    mara = opened(desk, "topics", size=SMALL)
    mara.page.locator("details:has([data-id=leak]) > summary").first.click()
    mara.page.locator("[data-id=leak] > summary").click()
    mara.page.fill("[data-id=leak] [name=on_form]", "3")
    mara.page.locator("[data-id=leak] details:has([name=icon]) > summary").click()
    mara.page.locator("[data-id=leak] .pictures label:has([value=wall])").click()
    mara.page.locator("[data-id=leak] [data-action=save]").click()
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert stored().topics["leak"] == {"on_form": 3, "icon": "wall"}
    assert mara.errors == []


def test_somebody_without_mail_is_invited_on_paper_and_let_go(desk, monkeypatch):
    pool = Pool().stand_in(monkeypatch)
    mara = opened(desk, "people")
    mara.page.get_by_text("Invite someone").click()
    mara.page.locator("form [name=name]").first.fill("Nell Lee")
    mara.page.locator("[name=paper]").check()
    mara.page.locator("form [name=departments][value=security]").first.check()
    mara.press("invite")
    mara.page.locator("#banner", has_text="word-1").wait_for()
    expect(mara.page.locator("#banner")).to_contain_text("nell.lee")

    mara.page.locator("[data-id='nell.lee'] > summary").click()
    mara.page.locator("[data-id='nell.lee'] [data-action=let_go]").click()
    mara.page.locator("#banner", has_text="Nell Lee").wait_for()
    mara.page.locator("[data-id='nell.lee']").wait_for(state="detached")
    assert pool.closed == {"nell.lee"}
    assert mara.errors == []


def test_who_works_under_other_managers_too_gets_no_password_on_paper(desk, monkeypatch):
    Pool().stand_in(monkeypatch)
    estate.put_community(structs.replace(HARBOUR, code="east"))
    estate.put_member(structs.replace(PACO, community="east"))
    mara = opened(desk, "people")
    mara.page.locator("[data-id=paco] > summary").click()

    expect(mara.page.locator("[data-id=paco]")).to_contain_text("Works where you are no manager")
    expect(mara.page.locator("[data-id=paco] [data-action=mail]")).to_be_visible()
    expect(mara.page.locator("[data-id=paco] [data-action=paper]")).to_have_count(0)
    expect(mara.page.locator("[data-id=pilar] [data-action=paper]")).to_have_count(1)


def test_a_tower_is_one_line_and_a_flat_is_renamed(desk):
    mara = opened(desk, "places")
    mara.page.fill("[name=lines]", "Tower 9, floors 1 to 2, flats A to B")
    mara.press("look")
    mara.press("add-places")
    mara.page.locator("#banner", has_text="4 places added").wait_for()
    mara.page.locator("[data-id=tower9] > summary").click()
    mara.page.get_by_text("Floor 2").click()
    mara.page.get_by_text("Tower 9, 2/F, flat B").click()
    mara.page.locator("[data-id=tower9] [name='name.en']").last.fill("The penthouse")
    mara.page.locator("[data-id=tower9] [data-action=save]").last.click()
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    names = [place.name.get("en") for place in estate.places("hv", now=0)]
    assert "The penthouse" in names
    assert mara.errors == []


def test_a_topic_is_renamed_and_the_policy_says_what_it_means(desk):
    mara = opened(desk, "topics")
    mara.page.locator("summary", has_text="Shared facilities").click()
    mara.page.locator("[data-id=facility] > summary").click()
    mara.page.locator("[data-id=facility] [name='names.en']").fill("Handrail or bench")
    mara.page.locator("[data-id=facility] [data-action=save]").click()
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert stored().topics == {"facility": {"names": {"en": "Handrail or bench"}}}

    mara.press("back")
    turn(mara, "escalation")
    mara.page.locator("[name='levels.0.share'], input[type=number]").first.fill("50")
    mara.press("preview")
    mara.page.locator("[data-id=preview]", has_text="Water leak").wait_for()
    mara.press("save")
    mara.page.locator("#banner", has_text="Saved.").wait_for()
    assert [rung["share"] for rung in stored().ladder["rungs"]] == [0.5, 1.0, 1.5]
    assert mara.errors == []


@pytest.mark.parametrize("lang", ["en", *elsewhere("zh-HK", "zh-CN")])
def test_every_page_of_settings_fits_a_small_phone_and_has_no_flaw(desk, lang):
    mara = opened(desk, size=SMALL, lang=lang)
    mara.shoot(f"settings-{lang}")
    assert mara.flaws() == ([], [])
    for page in PAGES:
        turn(mara, page)
        mara.shoot(f"settings-{page}-{lang}")
        assert mara.flaws() == ([], []), page
        mara.press("back")
        mara.page.locator("[data-action=back]").wait_for(state="detached")
    assert mara.errors == []


def test_a_key_is_made_shown_once_rotated_and_revoked(desk):
    mara = opened(desk, "keys")
    mara.page.fill("[name=name]", "ERP")
    mara.press("save")
    mara.page.locator("[name=rights][aria-invalid]").first.wait_for()
    mara.page.check("[name=rights][value=read_all]")
    mara.press("save")
    secret = mara.page.locator("[data-id=secret]")
    secret.wait_for()
    first = secret.input_value()
    mara.press("rotate")
    mara.page.locator(".keys", has_text="The earlier key works until").wait_for()
    expect(secret).not_to_have_value(first)
    second = secret.input_value()
    mara.shoot("settings-keys-made")

    (key,) = keys.of_community("hv")
    assert all(opens(key, text, now=clock.now()) for text in (first, second))
    mara.press("ask-revoke")
    mara.press("revoke")
    mara.page.locator(".keys", has_text="Revoked by Mara").wait_for()
    assert not opens(keys.of_community("hv")[0], second, now=clock.now())
    expect(secret).to_have_count(0)
    assert mara.errors == []


@pytest.mark.parametrize("lang", ["en", *elsewhere("zh-HK", "zh-CN")])
def test_daily_files_are_switched_on_and_a_day_is_downloaded_once_it_was_written(desk, lang):
    mara = opened(desk, "daily", size=SMALL, lang=lang)
    mara.page.locator("[data-id=none]").wait_for()
    mara.page.check("[name=daily_files]")
    mara.press("save")
    mara.page.locator("#banner:not(:empty)").wait_for()
    mara.page.locator("[data-id=none]").wait_for()
    mara.shoot(f"settings-daily-none-{lang}")
    assert (stored().daily_files, stored().daily_words) == (True, False)

    estate.forget()
    world = World()
    daily.begin_owed("hv", now=clock.now(), tools=world.tools)
    world.drain(clock.now())
    mara.press("back")
    turn(mara, "daily")
    mara.page.locator("[data-state=ready]").wait_for()
    mara.shoot(f"settings-daily-{lang}")
    assert mara.flaws() == ([], [])

    mara.page.route("https://steward-test-photos.*/**", lambda route: route.fulfill(status=204))
    with mara.page.expect_request("https://steward-test-photos.*/**") as asked:
        mara.press("fetch")
    assert "/changes/hv/" in asked.value.url
    assert mara.errors == []


def test_a_file_is_looked_at_then_put_in_and_its_mistakes_are_named(desk):
    def chosen(name, text):
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}
        mara.page.set_input_files("[name=file]", file)
        mara.press("look")

    mara = opened(desk, "sheets", size=SMALL)
    chosen("wrong.csv", "楼栋,楼层,房号\n,1,A\n")
    expect(mara.page.locator("[data-id=mistakes]")).to_contain_text("Row 2 · 楼栋: is missing")
    expect(mara.page.locator("[data-action=import]")).not_to_be_visible()

    chosen("places.csv", "楼栋,楼层,房号\n九号楼,1,A\n九号楼,1,B\n")
    mara.page.locator("[data-action=import]").wait_for()
    expect(mara.page.locator("[name=coding]")).to_have_value("gb18030")
    expect(mara.page.locator("[data-id=counts]")).to_contain_text("2 new")
    mara.press("import")
    mara.page.locator("[data-done=false]").wait_for()
    World().sweep(now_ms() + GRACE_MS + 1)
    mara.page.locator("[data-done=true]").wait_for(state="attached")
    found = estate.places("hv", now=0)
    assert {"九号楼, 1/F, flat A"} <= {place.name.get("en") for place in found}
    assert mara.errors == []
