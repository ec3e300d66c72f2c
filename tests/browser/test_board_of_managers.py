"""The board in a real browser, beyond today: measures, lessons, people's data, contractors."""

import json

import pytest
from msgspec import structs
from playwright.sync_api import expect

from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import READY, Photo
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.feedback.record import NewFeedback, log
from chalicelib.improvements import store as measures
from chalicelib.improvements.actions import act, propose
from chalicelib.improvements.checks import Change, Proposal
from chalicelib.lessons import store as lessons
from chalicelib.platform.services import id_secret
from tests.browser.desk import LAPTOP, TABLET, stored
from tests.browser.screens import elsewhere
from tests.support.builders import HARBOUR, LIFT, MARA, PACO, World, key, staff

ROSA = "rosa@home.example"


def nothing(*_):
    return None


def heard(n: int, words: str, now: int):
    saying = NewFeedback(
        community="hv", key=key(f"said-{n}"), kind="complaint", topic="lighting", words=words
    )
    return log(saying, staff(PACO), now=now, enqueue=nothing)


def a_measure(now: int, *actions: dict) -> str:
    """Propose a measure and take these actions on it; return its id."""
    proposal = Proposal(
        community="hv", key=key("measure"), title="Brighter stairs", topic="lighting",
        opinions=[heard(0, "The stairs are dark.", now).id], said={"en": "The stairs are dark."},
        did={"en": "We hang brighter lamps."},
    )  # fmt: skip
    made = propose(proposal, staff(MARA), now=now, enqueue=nothing)
    for n, fields in enumerate(actions):
        change = Change(measure=made.id, key=key(f"act-{n}"), version=n + 1, **fields)
        act(change, staff(MARA), now=now, enqueue=nothing)
    return made.id


ACCEPTED = {"action": "accept", "owner": "lena"}


def opened(desk, title="Brighter stairs"):
    mara = desk()
    mara.section("opinions")
    mara.page.get_by_role("button", name=title).click()
    mara.page.locator("aside details").first.wait_for()
    return mara


def unfold(board, name):
    board.page.locator(f"aside [data-form={name}] summary").click()


def test_what_was_heard_later_is_gathered_under_a_measure(desk, busy):
    measure = a_measure(busy["now"])
    later = heard(1, "It is still dark on the third floor.", busy["now"])
    mara = opened(desk)
    unfold(mara, "gather")
    mara.page.locator("aside label", has_text="third floor").click()
    mara.press("gather")
    mara.page.locator("aside").wait_for(state="detached")

    assert later.id in measures.get(measure).opinions


def test_a_measure_is_changed_and_shown_by_a_photo_of_the_work(desk, busy):
    now = busy["now"]
    task = stored("leak")
    slot = f"{task.cause}.engineering.after.1"
    photos.take_slot(
        Photo(request=task.request, slot=slot, source="0123456789-aa", state=READY, at=now)
    )
    measure = a_measure(now, {**ACCEPTED, "due_on": now + 9 * 86_400_000})
    before = measures.get(measure)
    measures.save(before, structs.replace(before, seen=[task.request]))
    mara = opened(desk)
    unfold(mara, "revise")
    mara.page.fill("#f-title", "Lamps with sensors")
    mara.page.locator("[data-form=revise] .photo").click()
    mara.shoot("measure")
    mara.press("revise")
    mara.page.get_by_role("button", name="Lamps with sensors").wait_for()

    changed = measures.get(measure)
    assert (changed.title, [each.slot for each in changed.photos]) == ("Lamps with sensors", [slot])


def test_a_proposal_becomes_a_preventive_task(desk, busy):
    measure = a_measure(busy["now"])
    mara = opened(desk)
    unfold(mara, "prevent")
    form = mara.page.locator("[data-form=prevent]")
    form.locator("select[name=place]").select_option(LIFT.code)
    form.locator("select[name=owner]").select_option("lena")
    mara.press("prevent")
    mara.page.locator("aside").wait_for(state="detached")

    assert (measures.get(measure).state, measures.get(measure).place) == ("doing", LIFT.code)


def test_a_measure_that_was_not_enough_is_opened_again(desk, busy):
    due = {"due_on": busy["now"] + 9 * 86_400_000}
    done = [{**ACCEPTED, **due}, {"action": "start"}, {"action": "done"}]
    measure = a_measure(busy["now"], *done)
    mara = opened(desk)
    mara.press("reopen_measure")
    mara.page.locator("aside").wait_for(state="detached")

    assert (measures.get(measure).state, measures.get(measure).reopened) == ("doing", 1)


def test_a_closed_case_becomes_a_lesson_that_is_published_revised_and_retired(desk, busy):
    (task,) = World().routed(busy["now"], key=key("case"), topic="lighting", words="Dark at night.")
    World().finished(task.id, busy["now"])
    lena = desk("lena")
    lena.section("lessons", "[data-id=new-lesson]")
    lena.press("new-lesson")
    lena.page.fill("#f-reference", task.reference)
    lena.press("look_at_case")
    lena.page.locator("aside").get_by_text("Dark at night.").wait_for()
    expect(lena.page.locator("#f-topic")).to_have_value("lighting")
    for name, said in {
        "problem": "A corridor without light.", "done": "New driver.",
        "prevent": "Change drivers together.", "not_here": "Old tubes.",
    }.items():  # fmt: skip
        lena.page.fill(f"#f-{name}", said)
    lena.shoot("lesson-new")
    lena.press("lesson_write")
    lena.page.get_by_role("button", name="Light").click()
    lena.press("publish")
    lena.page.locator("td", has_text="Published").wait_for()
    lena.page.get_by_role("button", name="Light").click()
    lena.page.locator("aside .more summary").click()
    lena.page.fill("#f-prevent", "Change all drivers of a floor together.")
    lena.press("lesson_revise")
    lena.page.locator("td.number", has_text="2").wait_for()
    lena.shoot("lessons")
    lena.page.get_by_role("button", name="Light").click()
    lena.press("retire")
    lena.page.locator("td", has_text="Retired").wait_for()

    (lesson,) = lessons.of_company("acme")
    assert (lesson.state, lesson.revision) == ("retired", 2)


def of_rosa(now: int) -> str:
    """A request with an address that answered."""
    world = World()
    world.tools = structs.replace(world.tools, secret=id_secret)
    made = world.submit(now, key=key("rosa"), words="Water drips on my bed.")
    contact = addresses.leave_contact(
        made.request_id, ROSA, secret=id_secret(), now=now, enqueue=nothing
    )
    addresses.confirm_contact(made.request_id, contact.hash, now=now)
    return made.request_id


def test_a_person_gets_a_copy_and_is_erased_when_it_is_said_twice(desk, busy):
    request = of_rosa(busy["now"])
    mara = desk()
    mara.section("person", "#f-contact")
    mara.page.fill("#f-contact", ROSA)
    mara.press("make_copy")
    with mara.page.expect_download() as told:
        mara.press("save-copy")
    copy = json.loads(told.value.path().read_text())
    assert copy["requests"][0]["words"] == "Water drips on my bed."

    mara.page.locator(".danger-zone summary").click()
    mara.page.fill("#f-again", "rosa@elsewhere.example")
    mara.shoot("person")
    mara.press("erase_now")
    mara.page.get_by_text("Nothing was deleted.").wait_for()
    assert requests.get(request).state == "open"

    mara.page.fill("#f-again", ROSA.upper())
    mara.press("erase_now")
    mara.page.get_by_text("This takes a few minutes.").wait_for()
    assert requests.get(request).state == "erased"


def test_an_address_that_is_none_is_said_and_a_lead_is_not_offered_it(desk):
    mara = desk()
    mara.section("person", "#f-contact")
    mara.page.fill("#f-contact", "Rosa")
    mara.press("make_copy")
    mara.page.get_by_text("not an email address or a phone number").wait_for()

    assert desk("lena").page.locator("[data-tab=person]").count() == 0


def test_the_link_of_a_contractor_is_withdrawn_and_sent_anew(desk, busy):
    lifts = {"name": "Kowloon Lifts", "channel": "email", "address": "dispatch@lifts.example"}
    estate.put_community(structs.replace(HARBOUR, contractors={"engineering": lifts}))
    lena = desk("lena")
    lena.page.get_by_role("button", name="Lift out of order").click()
    lena.page.locator("[data-action=withdraw_link]").wait_for()
    lena.shoot("contractor")
    lena.press("withdraw_link")
    lena.page.locator("aside").wait_for(state="detached")
    assert stored("lift_stopped").link_off

    lena.page.get_by_role("button", name="Lift out of order").click()
    lena.page.get_by_text("no link opens this job").wait_for()
    lena.press("send_link")
    lena.page.locator("aside").wait_for(state="detached")
    assert not stored("lift_stopped").link_off


@pytest.mark.parametrize(
    ("size", "lang"), [(LAPTOP, "zh-HK"), *elsewhere((TABLET, "zh-CN"), (TABLET, "en"))]
)
def test_axe_finds_nothing_in_what_opens(desk, busy, size, lang):
    due = {"due_on": busy["now"] + 9 * 86_400_000}
    a_measure(busy["now"], {**ACCEPTED, **due})
    of_rosa(busy["now"])
    mara = desk(size=size, lang=lang)
    found = {}

    def look(name):
        mara.shoot(f"{name}-{lang}-{size['width']}")
        found[name] = mara.flaws()

    mara.section("opinions")
    mara.page.locator("td [data-id]").first.click()
    mara.page.locator("aside details").first.wait_for()
    for form in mara.page.locator("aside [data-form]").all():
        form.evaluate("each => each.open = true")
    look("measure-forms")
    mara.press("close")
    mara.section("lessons", "[data-id=new-lesson]")
    mara.press("new-lesson")
    mara.page.locator("#f-problem").wait_for()
    look("lesson-form")
    mara.press("close")
    mara.section("person", "#f-contact")
    mara.page.fill("#f-contact", ROSA)
    mara.press("make_copy")
    mara.page.locator(".danger-zone summary").click()
    mara.page.locator("#f-again").wait_for()
    look("person-found")

    assert {name: said for name, said in found.items() if said != ([], [])} == {}
