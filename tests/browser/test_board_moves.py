"""The board in a real browser: what is listed stands in the address, and many are moved at once."""

from msgspec import structs
from playwright.sync_api import expect

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from tests.browser.desk import stored
from tests.capacity.made import task
from tests.support.builders import HARBOUR, MARA, PACO, World

SMALL = {"width": 360, "height": 740}


def rows(board):
    return board.page.locator(".columns > :first-child tbody .name button")


def only(board, name, value):
    if not board.page.locator(".filters[open]").count():
        board.page.locator(".filters summary").click()
    board.page.select_option(f"#by-{name}", value)
    board.page.wait_for_function("asked => location.hash.includes(asked)", arg=f"{name}={value}")
    board.page.locator(f".filters[open] #by-{name} option[selected][value={value}]").wait_for(
        state="attached"
    )


def test_the_back_key_takes_a_filter_off_and_a_link_leads_to_what_it_lists(desk):
    mara = desk(size=SMALL)
    rows(mara).first.wait_for()
    everything = rows(mara).all_inner_texts()
    only(mara, "topic", "noise")
    expect(rows(mara)).to_have_text(["Noise"])
    link = mara.page.url
    only(mara, "holder", "paco")
    mara.page.get_by_text("No open jobs here.").wait_for()
    mara.page.go_back()
    mara.page.locator(".columns > :first-child tbody").first.wait_for()
    mara.page.go_back()
    mara.page.locator(".filters:not([open])").wait_for()
    expect(rows(mara)).to_have_text(everything)

    other = desk()
    other.page.goto("about:blank")
    other.page.goto(link)
    other.page.locator("[data-action=sign_in]").click()
    other.page.fill("input[name=person]", "mara")
    other.page.click("button")
    expect(rows(other)).to_have_text(["Noise"])


def tick(board, said):
    box = board.page.get_by_label(said)
    key = box.get_attribute("data-key")
    box.check()
    return key


def test_many_are_given_at_once_and_the_one_that_fails_says_why(desk, busy):
    lena = desk("lena", size=SMALL)
    leak, light = tick(lena, "Water leak · Eng"), tick(lena, "Light not working · Eng")
    lena.shoot("many")
    World().act(leak, "start", 2, by=PACO, now=busy["now"])
    lena.page.select_option("#many-staff", "lena")
    expect(lena.page.locator("#many-staff")).to_have_value("lena")
    button = lena.page.locator("[data-action=give-many]")
    button.evaluate("at => { at.click(); at.click(); }")
    lena.page.get_by_text("1 done, 1 not: each says why.").wait_for()

    assert tasks.get(light).holder == "lena"
    assert tasks.get(leak).holder == "paco"
    failed = lena.page.locator(f"td:has([data-key='{leak}']) .wrong")
    expect(failed).to_contain_text("This job has changed.")
    expect(lena.page.locator(f"[data-key='{light}']")).not_to_be_checked()
    bar = lena.page.locator(".chosen").bounding_box()
    assert bar["y"] + bar["height"] <= SMALL["height"], "what moves them is out of sight"
    # At the end of the list it covers nothing.
    lena.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert lena.flaws() == ([], [])

    lena.press("give-many")
    lena.page.get_by_text("1 done.").wait_for()
    assert tasks.get(leak).holder == "lena"
    expect(lena.page.locator(".chosen")).to_have_count(0)


def test_thirty_communities_stand_side_by_side_in_thirty_one_calls_the_worst_first(desk):
    for n in range(29):
        code = f"n{n}"
        estate.put_community(structs.replace(HARBOUR, code=code, name={"en": f"Court {n:02}"}))
        estate.put_member(structs.replace(MARA, community=code))
    tasks.insert(task("n7", "engineering", 1))
    estate.forget()
    mara = desk(size=SMALL)
    asked = []
    mara.page.on("request", lambda sent: "/staff/v1/" in sent.url and asked.append(sent.url))
    mara.section("company", "td.name")
    listed = mara.page.locator("td.name b:first-child")
    expect(listed).to_have_count(30)
    names = listed.all_inner_texts()

    assert len(asked) <= 31
    assert names[:2] == ["Harbour View", "Court 07"]
    assert names[2:] == sorted(names[2:])
    mara.shoot("company")
    assert mara.flaws() == ([], [])
    mara.page.locator("[data-id='hv.late']").click()
    mara.page.locator("[data-action=board_late][aria-pressed=true]").wait_for()


def panel(board, topic):
    board.page.locator(".columns .name button", has_text=topic).first.click()
    board.page.locator("aside #panel-staff").wait_for()


def test_from_the_panel_a_duplicate_is_merged_and_work_is_finished_as_in_the_app(desk):
    lena = desk("lena", size=SMALL)
    light, leak = stored("lighting"), stored("leak")
    panel(lena, "Lift")
    lena.page.fill("#panel-other", leak.reference)
    lena.press("link")
    lena.page.locator("aside").wait_for(state="detached")
    panel(lena, "Lift")
    lena.page.fill("#panel-other", leak.reference)
    lena.press("merge")
    lena.page.locator("aside").wait_for(state="detached")
    assert requests.get(stored("lift_stopped").request).joined_to == leak.request != light.request

    panel(lena, "Water leak")
    lena.press("done")
    lena.page.fill("#field-resolution", "The pipe is new.")
    lena.page.locator("aside [data-action=send]").first.click()
    lena.page.get_by_text("Please fill this in.").wait_for()
    lena.page.check("#field-clean")
    lena.page.locator("aside [data-action=send]").first.click()
    lena.page.locator("aside").wait_for(state="detached")
    assert tasks.get(leak.id).state == "done"
