"""The board in a real browser: what is late, who has it, and putting it right from a desk."""

import time

import pytest
from msgspec import structs
from playwright.sync_api import expect

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.feedback.record import NewFeedback, log
from chalicelib.improvements import store as measures
from chalicelib.reports import stuck_list as stuck
from tests.browser.desk import LAPTOP, TABLET, counted, stored
from tests.browser.screens import elsewhere
from tests.capacity.made import task
from tests.support import tokens
from tests.support.builders import (
    PACO,
    World,
    key,
    staff,
)  # fmt: skip


def test_a_manager_sees_what_is_late_who_has_it_and_what_nobody_has(desk):
    mara = desk()

    assert (mara.number("total"), mara.number("board_late")) == (6, 2)
    assert (mara.number("unassigned"), mara.number("on_hold")) == (3, 1)
    assert mara.number("reopened") == 1
    mara.press("board_late")
    listed = mara.page.locator(".columns > :first-child tbody tr")
    expect(listed).to_have_count(2)
    expect(listed.and_(mara.page.locator(".is-late"))).to_contain_text(["Unassigned", "Paco"])
    mara.shoot("late")


def test_what_is_listed_alone_comes_in_pages(desk):
    for number in range(120):
        tasks.insert(task("hv", "engineering", number))
    mara = desk()
    rows = mara.page.locator(".columns table").first.locator("tbody tr")
    mara.press("unassigned")
    mara.page.locator("[data-action=unassigned][aria-pressed=true]").wait_for()
    expect(rows).to_have_count(100)
    mara.shoot("pages")
    mara.press("further")
    mara.page.locator("[data-action=further]").wait_for(state="detached")
    expect(rows).to_have_count(123)
    assert mara.number("unassigned") == 123
    mara.page.locator("[data-id=engineering]").click()
    mara.page.locator("[data-id=engineering][aria-pressed=true]").wait_for()
    expect(rows).to_have_count(100)


def put_stuck():
    """Let a message to a resident fail again and again."""
    request = requests.get(stored("lighting").request)
    failing = structs.replace(
        request, tries=9, pending={"2#tell": request.created_at}, due_at=request.created_at
    )
    stuck.note(requests.save(request, failing), now=request.created_at)


def test_what_is_stuck_stands_first_with_what_it_means(desk):
    put_stuck()

    board = desk("mara")

    shown = board.page.locator(".now > *").first.inner_text()
    assert "could not finish these" in shown
    assert "Ask for other contact details" in shown
    board.shoot("stuck")


def test_a_lead_gives_a_late_task_to_somebody_on_duty(desk):
    lena = desk("lena")
    lena.page.get_by_role("button", name="Lift out of order").click()
    lena.page.locator("#panel-staff").wait_for()
    lena.shoot("panel")
    expect(lena.page.locator("#panel-staff")).to_contain_text("Pilar · Off duty")

    lena.page.select_option("#panel-staff", "paco")
    lena.press("give")
    lena.page.get_by_text("Saved.").wait_for()

    assert stored("lift_stopped").holder == "paco"


def test_a_lead_sends_a_task_to_another_department(desk):
    lena = desk("lena")
    lena.page.get_by_role("button", name="Water leak").click()
    lena.page.select_option("#panel-department", "cleaning")
    lena.press("hand_over")
    lena.page.locator("aside").wait_for(state="detached")

    assert stored("leak").state == "handed_over"


def test_a_lead_says_what_it_is_really_about(desk):
    lena = desk("lena")
    lena.page.get_by_role("button", name="Water leak").click()
    lena.page.select_option("#panel-topic", "plumbing")
    lena.shoot("panel-leak")
    lena.press("retopic")
    lena.page.locator("aside").wait_for(state="detached")

    assert requests.get(stored("leak").request).topic == "plumbing"


def test_somebody_was_quicker_is_said_in_words(desk, busy):
    lena = desk("lena")
    lena.page.get_by_role("button", name="Lift out of order").click()
    lena.page.locator("#panel-staff").wait_for()
    World().act(stored("lift_stopped").id, "claim", 1, by=PACO, now=busy["now"])
    lena.press("give")

    lena.page.get_by_text("This job has changed.").wait_for()


def test_before_the_first_night_the_trends_say_that_nothing_was_counted(desk):
    mara = desk()
    mara.section("trends", "[data-action=days-14]")
    mara.page.get_by_text("No figures yet.").wait_for()
    mara.shoot("trends-empty")


def test_trends_are_drawn_from_what_the_nights_counted_and_can_be_read(desk):
    counted()
    mara = desk()
    mara.section("trends", ".pictures canvas")
    flow, on_time, _ = mara.page.get_by_role("img").all()
    assert "New" in flow.get_attribute("aria-label")
    assert "Target 90 %" in on_time.get_attribute("aria-label")
    drawn(flow, CAME_IN)
    drawn(on_time, TARGET)
    # The fourth night was missed.
    over = flow.locator(".u-over")
    over.hover(position={"x": over.bounding_box()["width"] * 10 / 13, "y": 20})
    mara.page.locator(".picture .at", has_text="not counted").first.wait_for()
    mara.press("days-90")
    mara.page.get_by_text("90 days, by week").wait_for()
    mara.page.locator("[data-action=days-90][aria-pressed=true]").wait_for()
    mara.page.locator(".more summary").click()
    expect(mara.page.locator("details tbody tr")).to_have_count(2 + 13)
    topics = mara.page.locator("table", has_text="Topics")
    expect(topics).to_contain_text("4.0")
    expect(topics).to_contain_text("fewer than five")
    mara.shoot("trends-90")
    mara.page.select_option("#f-department", "security")
    mara.page.locator("table", has_text="Topics").get_by_text("Water leak").wait_for(
        state="detached"
    )
    with mara.page.expect_download() as told:
        mara.press("file-days-csv")
    assert told.value.suggested_filename.startswith("hv-days-")


CAME_IN, TARGET = tokens.LIGHT["--arrived"], tokens.LIGHT["--target"]


def drawn(chart, colour):
    """Wait until something of this colour is on a chart's canvas."""
    wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    chart.page.wait_for_function(
        """([paper, wanted]) => {
            const all = paper.getContext("2d").getImageData(0, 0, paper.width, paper.height).data;
            let found = 0;
            for (let n = 0; n < all.length; n += 4)
                if (wanted.every((value, part) => all[n + part] === value)) found += 1;
            return found > 100;
        }""",
        arg=[chart.locator("canvas").element_handle(), wanted],
    )


def test_an_outage_is_told_once_for_everybody(desk):
    mara = desk()
    mara.section("outages", "[data-id=new-outage]")
    mara.page.locator("[data-id=new-outage]").click()
    mara.page.locator("label", has_text="Lift out of order").click()
    mara.page.fill("#f-words-en", "Lift 2 is being repaired.")
    mara.page.fill("#f-words-zh-Hant", "2號升降機維修中。")
    mara.shoot("outage-open")
    mara.press("open_outage")
    mara.page.get_by_role("button", name="Lift out of order").wait_for()
    mara.shoot("outages")
    mara.page.set_viewport_size({"width": 360, "height": 740})
    assert mara.page.locator("tbody td").first.bounding_box()["width"] >= 150, "a letter a line"
    mara.page.get_by_role("button", name="Lift out of order").click()
    mara.press("end")
    mara.page.locator("td", has_text="Ended").wait_for()


def test_what_keeps_being_said_becomes_a_measure_that_somebody_owns(desk):
    for n in range(3):
        saying = NewFeedback(
            community="hv", key=key(f"said-{n}"), kind="complaint", topic="lighting",
            words="The stairs are dark in the evening.",
        )  # fmt: skip
        log(saying, staff(PACO), now=int(time.time() * 1000), enqueue=lambda *_: None)
    mara = desk()
    mara.section("opinions")
    mara.page.get_by_role("button", name="Propose an improvement").first.click()
    mara.page.fill("#f-title", "Brighter stairs")
    mara.page.fill("#f-said-en", "The stairs are dark.")
    mara.page.fill("#f-said-zh-Hant", "樓梯太暗。")
    mara.shoot("propose")
    mara.press("propose")
    mara.page.get_by_role("button", name="Brighter stairs").click()
    mara.page.select_option("#f-owner", "lena")
    mara.press("accept_measure")
    # Not "Saved.": it may still stand there from the proposal.
    mara.page.locator("td", has_text="Lena").wait_for()

    (listed,) = measures.listed("hv")
    (measure,) = measures.read([listed.id])
    assert (measure.state, measure.owner) == ("accepted", "lena")
    mara.shoot("opinions")


def test_a_member_of_staff_is_told_that_the_board_is_not_theirs(desk):
    paco = desk("paco")
    expect(paco.page.locator("[role=alert]")).to_contain_text("supervisors and managers")


def test_the_file_comes_with_the_right_name(desk):
    mara = desk()
    with mara.page.expect_download() as told:
        mara.press("file-board-xlsx")
    assert told.value.suggested_filename.startswith("hv-board-")


@pytest.mark.parametrize(
    ("size", "lang"),
    [(LAPTOP, "en"), *elsewhere((TABLET, "zh-CN"), (LAPTOP, "zh-HK"), (TABLET, "en"))],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(desk, size, lang):
    counted()
    mara = desk(size=size, lang=lang)
    found = {}

    def look(name):
        mara.shoot(f"{name}-{lang}-{size['width']}")
        found[name] = mara.flaws()

    look("now")
    mara.page.locator("td [data-id]").first.click()
    mara.page.locator("#panel-staff").wait_for()
    look("task")
    mara.press("close")
    mara.page.locator("aside").wait_for(state="detached")
    for name in mara.page.locator("[data-tab]").evaluate_all("all => all.map(e => e.dataset.tab)"):
        mara.section(name)
        look(name)

    assert {name: said for name, said in found.items() if said != ([], [])} == {}


def test_a_caution_is_written_by_a_lead_and_seen_when_a_manager_agrees(desk, busy):
    lena = desk("lena")
    lena.page.get_by_role("button", name="Water leak").first.click()
    lena.page.get_by_text("Write a caution").click()
    lena.page.fill("#caution-text", "Please ring twice: the first ring is not heard.")
    lena.page.get_by_role("button", name="Send to a manager").click()
    lena.page.get_by_text("Saved.").wait_for()

    mara = desk("mara")
    mara.page.get_by_role("button", name="Water leak").first.click()
    mara.page.get_by_text("Please ring twice").wait_for()
    mara.page.get_by_text("A manager has to approve it").wait_for()
    mara.page.locator("[data-action=caution-approve]").click()
    mara.page.get_by_text("Saved.").wait_for()
    mara.page.locator("aside").wait_for(state="detached")
    mara.page.get_by_role("button", name="Water leak").first.click()
    mara.page.get_by_text("Approved. It ends on").wait_for()
    mara.shoot("caution")
