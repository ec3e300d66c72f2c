"""The staff app in a real browser: one hand, gloves, one bar of signal, and colleagues."""

import gzip
import json
import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs
from playwright.sync_api import expect

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import store as stored_photos
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.feedback import store as opinions
from chalicelib.lessons import actions as lessons
from chalicelib.wiring import effect_handlers, static_apps
from tests.browser.phone import PHONE, Phone
from tests.browser.screens import TARGETS, WIDER_THAN_THE_PHONE, elsewhere, findings, shoot
from tests.capacity.made import task
from tests.support import clock
from tests.support.builders import HONG_KONG, LENA, LIFT, PACO, World, key, staff

FIRST_LOAD = 60_000
GLOVED = "button, summary, select, .button, .check, textarea, .field"


def task_of(topic):
    rows, _ = tasks.changed_since("hv.engineering", 0, limit=200)
    return tasks.get(next(row.id for row in rows if row.topic == topic))


def test_a_job_is_taken_worked_on_photographed_and_done(hand):
    phone = hand()
    sent = []
    phone.page.route(
        "**/steward-test-photos**",
        lambda route: (sent.append(route.request.post_data_buffer), route.fulfill(status=201)),
    )
    phone.shoot("queue")
    phone.open("Water leak")
    phone.shoot("task-free")
    phone.press("claim")
    phone.page.locator("[data-action=start]").wait_for()
    phone.press("start")
    phone.page.locator("[data-action=done].main").wait_for()
    phone.page.set_input_files(
        "#photo-before", {"name": "a.png", "mimeType": "image/png", "buffer": b"x"}
    )
    phone.waits(lambda: task_of("leak").state == "working")
    phone.sees("In progress")
    phone.waits(lambda: sent)
    assert b".engineering.before.1." in sent[0] and b'name="file"' in sent[0]
    phone.shoot("task-mine")

    phone.press("reach")
    phone.sees("rosa@home.example")
    assert requests.aggregate(task_of("leak").request).looks[0].by == "paco"

    phone.press("done")
    phone.page.fill("#field-resolution", "New washer.")
    phone.press("send")
    phone.sees("Please fill this in.")
    phone.shoot("done-not-clean")
    phone.page.locator("label[for=field-clean]").click()
    phone.press("send")
    phone.waits(lambda: task_of("leak").state == "done")
    assert task_of("leak").clean


def test_a_photo_whose_answer_is_hidden_holds_nothing_up_and_is_stored_once(hand):
    phone, forms, sent = hand(), [], []

    def noted(route):
        answer = route.fetch()
        forms.append(answer.json())
        route.fulfill(response=answer)

    phone.page.route("**/staff/v1/tasks/*/photos", noted)
    phone.page.route(
        "**/steward-test-photos**", lambda route: (sent.append(route.request.url), route.abort())
    )
    phone.open("Water leak")
    phone.press("claim")
    phone.page.locator("[data-action=start]").wait_for()
    phone.page.set_input_files(
        "#photo-before", {"name": "a.png", "mimeType": "image/png", "buffer": b"x"}
    )
    phone.press("start")
    phone.waits(lambda: task_of("leak").state == "working")
    phone.waits(lambda: len(sent) > 1)
    assert len({form["fields"]["key"] for form in forms}) == 1

    # The bucket has it, and the worker has looked at it.
    upload = photos.parse(forms[0]["fields"]["key"])
    seen = photos.Photo(
        request=upload.request,
        slot=upload.slot,
        source=photos.source(upload.nonce, "e"),
        state=photos.READY,
        at=int(time.time() * 1000),
    )
    assert stored_photos.take_slot(seen)
    phone.waits(lambda: unsent(phone) == 0)
    assert forms[-1]["there"]
    assert len(requests.aggregate(upload.request).photos) == 1


def unsent(phone):
    return phone.page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('steward.unsent.')).length"
    )


def test_words_that_are_ready_are_written_with_a_tap(hand):
    phone = hand(lang="zh-HK")
    phone.open("漏水")
    phone.press("claim")
    phone.press("ask")
    phone.page.locator("form .more summary").click()
    phone.page.locator("form .more button").first.click()
    phone.shoot("ready")

    ready = re.compile("^Is the water or the power")
    expect(phone.page.locator("#field-reason")).to_have_value(ready)


def test_of_two_who_claim_at_once_one_has_it_and_the_other_reads_who(hand):
    paco, pilar = hand("paco"), hand("pilar")
    paco.open("Water leak")
    pilar.open("Water leak")
    paco.press("claim")
    paco.page.locator("[data-action=done]").wait_for()
    pilar.press("claim")

    pilar.sees("Already taken by Paco")
    pilar.shoot("claim-lost")
    assert task_of("leak").holder == "paco"
    pilar.page.locator("[data-state=refused] button").click()
    pilar.page.locator("[data-state=refused]").wait_for(state="detached")


def test_what_is_done_without_a_signal_is_sent_once_when_it_returns(hand):
    phone = hand()
    phone.open("Water leak")
    phone.tab("queue")
    phone.context.set_offline(True)
    phone.open("Water leak")
    phone.press("claim")
    phone.press("start")
    phone.press("done")
    phone.page.fill("#field-resolution", "New washer.")
    phone.page.locator("label[for=field-clean]").click()
    phone.press("send")
    phone.sees("No signal.")
    phone.sees("Not sent yet")
    phone.shoot("offline")
    assert task_of("leak").state == "open"

    phone.context.set_offline(False)
    phone.waits(lambda: task_of("leak").state == "done")

    steps = task_of("leak").steps
    assert [steps[n].action for n in ("1", "2", "3", "4")] == ["put", "claim", "start", "done"]
    phone.waits(lambda: phone.page.locator("[data-state]").count() == 0)


@pytest.mark.parametrize("locks", [True, False])
def test_two_tabs_of_one_phone_do_each_action_once(hand, locks):
    phone = hand()
    if not locks:
        phone.context.add_init_script("delete Navigator.prototype.locks")
    other = phone.beside()
    phone.context.set_offline(True)
    for each, title in ((phone, "Water leak"), (other, "Light")):
        each.page.locator(".card", has_text=title).first.click()
        each.press("claim")
        each.press("start")
        each.page.locator("[data-state=waiting]").first.wait_for()
    # Neither tab wrote over what the other one noted.
    phone.waits(lambda: phone.page.locator("[data-state=waiting]").count() == 4)
    phone.context.set_offline(False)
    phone.waits(lambda: {task_of(t).state for t in ("leak", "lighting")} == {"working"})
    for each in (phone, other):
        each.page.locator("[data-state]").first.wait_for(state="detached")

    for topic in ("leak", "lighting"):
        assert [step.action for step in task_of(topic).steps.values()] == ["put", "claim", "start"]


def test_a_phone_that_died_in_the_basement_still_shows_and_keeps_its_work(hand):
    phone = hand()
    phone.open("Water leak")
    phone.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    phone.press("claim")
    phone.sees("Not sent yet")
    phone.page.reload()
    phone.sees("Not sent yet")
    phone.tab("mine")
    phone.page.locator(".card", has_text="Water leak").wait_for()

    phone.context.set_offline(False)
    phone.press("sign_in_again")
    phone.press("sign_in")
    phone.prove()
    phone.waits(lambda: task_of("leak").holder == "paco")


def test_times_for_a_visit_are_offered_by_ticks_and_the_agreed_one_is_shown(hand):
    phone = hand()
    phone.open("Water leak")
    phone.press("claim")
    phone.page.locator("[data-action=offer_times]").wait_for()
    phone.press("offer_times")
    phone.page.locator("#times .check").first.wait_for()
    phone.press("send")
    phone.sees("Please tick at least one time.")
    for tick in phone.page.locator("#times .check").all()[2:4]:
        tick.click()
    expect(phone.page.locator("#times :checked")).to_have_count(2)
    assert phone.page.evaluate(WIDER_THAN_THE_PHONE) == []
    assert findings(phone.page) == []
    phone.shoot("offer-times")
    phone.press("send")
    phone.sees("Times on offer:")
    leak = task_of("leak")
    assert leak.state == "waiting" and len(leak.windows) == 2

    phone.press("visit")
    later = datetime.fromtimestamp(time.time() + 7200, ZoneInfo(HONG_KONG))
    phone.page.fill("#field-until", f"{later:%Y-%m-%dT%H:%M}")
    phone.press("send")
    phone.sees("Visit time agreed")
    with phone.page.expect_download() as got:
        phone.press("calendar")
    assert got.value.suggested_filename == "visit.ics"
    phone.press("coming")
    phone.waits(lambda: task_of("leak").state == "working")


def test_a_session_that_ends_in_the_middle_of_a_job_loses_nothing(hand, login):
    phone = hand()
    phone.open("Water leak")
    phone.press("claim")
    phone.page.locator("[data-action=ask]").wait_for()
    phone.press("ask")
    phone.page.fill("#field-reason", "Which tap is it?")
    expect(phone.page.locator("#field-reason")).to_have_value("Which tap is it?")
    phone.page.evaluate("import('./shared/api.js').then((api) => api.setToken('over'))")
    phone.press("send")
    phone.sees("Please sign in again.")
    phone.sees("Not sent yet")
    phone.shoot("session-over")
    phone.press("note")
    phone.page.fill("#field-text", "Half a note")

    phone.press("sign_in_again")
    phone.press("sign_in")
    phone.prove()

    phone.waits(lambda: task_of("leak").state == "waiting")
    expect(phone.page.locator("#field-text")).to_have_value("Half a note")


def test_a_session_is_renewed_in_silence_where_the_provider_allows_it(hand, login):
    login.renews = True
    phone = hand()
    phone.open("Water leak")
    phone.page.evaluate("import('./shared/api.js').then((api) => api.call.name)")
    phone.press("claim")
    phone.waits(lambda: task_of("leak").holder == "paco")


def test_who_comes_back_is_still_signed_in_until_they_sign_out(hand, login):
    login.renews = True
    phone = hand()
    phone.page.reload()
    phone.sees("Water leak")
    assert not phone.page.evaluate("document.cookie")

    phone.tab("me")
    phone.press("sign_out")
    phone.waits(lambda: login.signed_out == 1)
    phone.page.wait_for_url("**/staff/app")
    phone.page.locator("[data-action=sign_in]").wait_for()
    phone.page.reload()
    phone.page.locator("[data-action=sign_in]").wait_for()


def test_a_shared_device_keeps_nobody_signed_in(hand, login):
    login.renews = True
    phone = hand()
    phone.tab("me")
    phone.press("sign_out")
    phone.page.get_by_label("Others use this device too").check()
    phone.press("sign_in")
    phone.prove()
    phone.sees("Water leak")

    phone.page.reload()
    phone.page.locator("[data-action=sign_in]").wait_for()


def test_each_tab_says_its_name_in_one_line(hand):
    phone = hand()
    lines = """(all) => all.map((tab) => {
      const said = document.createRange();
      said.selectNodeContents(tab.lastChild);
      return said.getClientRects().length;
    })"""
    assert phone.page.locator("#tabs button").evaluate_all(lines) == [1] * 5


def test_the_back_key_goes_back_inside_the_app(hand):
    phone = hand()
    phone.open("Water leak")
    phone.press("claim")
    phone.page.locator("[data-action=ask]").wait_for()
    phone.press("ask")
    phone.page.locator("#field-reason").wait_for()

    phone.page.go_back()
    phone.page.locator("[data-action=ask]").wait_for()
    phone.page.go_back()
    phone.page.locator("[data-action=ask]").wait_for(state="detached")
    assert "/staff/app" in phone.page.url


def test_somebody_of_another_department_does_not_see_the_task(hand):
    phone = hand("sam")

    phone.sees("No jobs here.")
    task = task_of("leak")
    phone.tab("find")
    phone.page.fill("#reference", task.reference.lower())
    phone.page.locator("form [data-action=send]").click()
    phone.open_found = phone.page.locator(".card", has_text="Water leak")
    phone.open_found.click()
    phone.sees("This job no longer exists or is not yours.")
    assert phone.page.locator("[data-action=claim]").count() == 0


def test_what_is_urgent_stands_above_what_is_late(hand):
    rows = [
        {"id": "late", "priority": "normal", "state": "open", "done_by": 1},
        {"id": "held", "priority": "urgent", "state": "paused", "done_by": 1},
        {"id": "soon", "priority": "high", "state": "open", "done_by": 9e15},
        {"id": "urgent", "priority": "urgent", "state": "open", "done_by": 9e15},
    ]

    order = hand("sam").page.evaluate(
        "rows => import('./static/views.js').then(views => views.sorted(rows).map(row => row.id))",
        rows,
    )

    assert order == ["urgent", "late", "soon", "held"]


def test_what_was_done_is_found_by_its_words_in_ones_own_department(hand):
    phone = hand("paco")
    phone.tab("find")
    phone.page.fill("#reference", "no such words")
    phone.page.locator("form [data-action=send]").click()
    phone.sees("Nothing found")
    phone.page.fill("#reference", task_of("leak").summary[:6])
    phone.page.locator("form [data-action=send]").click()

    phone.page.locator(".card", has_text="Water leak").click()

    phone.page.locator("[data-action=claim]").wait_for()


def test_what_a_resident_says_on_the_telephone_is_filed_in_three_fields(hand):
    phone = hand("sam")
    phone.tab("file")
    phone.press("report")
    phone.page.locator("#place").wait_for()
    phone.shoot("file")
    phone.page.select_option("#place", LIFT.code)
    phone.page.select_option("#topic", "lift_stopped")
    phone.page.fill("#words", "The lift does not come.")
    phone.press("send")
    phone.sees("Submitted. Reference:")
    phone.shoot("filed")

    said = phone.page.locator("[data-state=told]").inner_text()
    reference = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{4}", said)[0].replace("-", "")
    (found,) = requests.id_by_reference("hv", reference)
    assert (requests.get(found).channel, requests.get(found).filed_by) == ("phone", "sam")


def test_what_helps_is_noted_at_the_counter_and_seen_by_who_has_the_task(hand, world):
    desk = hand("sam", "zh-HK")
    desk.tab("file")
    desk.press("report")
    desk.page.select_option("#place", LIFT.code)
    desk.page.select_option("#topic", "lighting")
    desk.page.fill("#words", "No light in the lift.")
    desk.press("send")
    told = desk.page.locator("[data-state=told]")
    told.wait_for()
    said = told.inner_text()
    reference = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{4}", said)[0].replace("-", "")
    (found,) = requests.id_by_reference("hv", reference)
    desk.press("note_helps")
    desk.page.select_option("#helps", "language")
    desk.page.select_option("#spoken", "tl")
    desk.press("send")
    desk.page.locator(".wrong").wait_for()
    expect(desk.page.locator("#spoken")).to_have_value("tl")
    desk.shoot("helps-form")
    desk.page.check("#agreed")
    desk.press("send")
    desk.sees("已登記。")

    world.enqueue(found, "request", "1#route")
    world.drain(int(time.time() * 1000))
    phone = hand()
    phone.open("No light in the lift.")
    phone.press("claim")
    phone.press("look_helps")
    phone.sees("Filipino")
    phone.sees("Your viewing is recorded.")
    phone.shoot("helps-seen")
    phone.press("back-language")
    phone.sees("No household needs recorded.")


def test_what_could_not_be_used_of_a_danger_is_asked_again_while_they_are_on_the_telephone(hand):
    phone = hand("sam", "zh-HK")
    phone.tab("file")
    phone.press("report")
    phone.page.select_option("#place", LIFT.code)
    phone.page.fill("#words", "There is a fire in the garage")
    phone.page.fill("#contact", "rosa at home")
    phone.page.check("#consent")
    phone.press("send")

    said = phone.page.locator("[data-state=told] .lost")
    expect(said).to_have_text("請再問一次，以下內容無法使用：電話或電郵")


def test_who_has_a_task_says_in_one_tap_that_it_is_no_danger(hand, world):
    now = int(time.time() * 1000)
    made = world.routed(now, key=key("gas"), topic="dirty", words="I smell gas")
    task = next(each for each in made if each.department == "engineering")
    phone = hand()
    phone.page.locator(".card", has_text="Smell of gas").click()
    phone.press("claim")
    phone.press("lower")

    phone.waits(lambda: requests.get(task.request).emergency == "")
    phone.page.locator("[data-action=lower]").wait_for(state="detached")
    (step,) = (s for s in requests.get(task.request).steps.values() if s.action == "lower")
    assert step.by == "paco"


def test_an_opinion_is_logged_in_two_taps(hand):
    phone = hand("cleo")
    phone.tab("file")
    phone.page.locator("[data-action=suggestion]").wait_for()
    phone.shoot("tell")
    phone.press("suggestion")
    phone.shoot("opinion")
    phone.press("lighting")
    phone.sees("Logged. Thank you for listening.")

    phone.waits(lambda: opinions.newest("hv", limit=5)[0])
    ((opinion,), _) = opinions.newest("hv", limit=5)
    assert (opinion.kind, opinion.topic, opinion.by) == ("suggestion", "lighting", "cleo")


def test_a_kindness_is_logged_in_two_taps_and_thanks_are_read(hand):
    phone = hand("cleo")
    phone.tab("file")
    phone.press("courtesy")
    phone.page.locator(".tiles button").first.click()
    phone.sees("Logged. Thank you for listening.")
    phone.tab("me")
    phone.sees("Cleo")
    phone.page.locator("[data-state]").wait_for(state="detached")


def test_a_lead_gives_a_task_to_somebody_on_duty(hand):
    phone = hand("lena")
    phone.open("Water leak")
    phone.page.locator(".more summary").click()
    phone.press("assign")
    phone.page.select_option("#field-staff", "pilar")
    phone.press("send")

    phone.waits(lambda: task_of("leak").holder_name == "Pilar")


def test_signing_out_forgets_what_was_shown_and_ends_the_session_at_the_provider(hand, login):
    phone = hand()
    phone.tab("me")
    phone.page.locator("[data-action=sign_out]").wait_for()
    phone.shoot("me")
    phone.page.evaluate(
        """() => { PushManager.prototype.getSubscription = async () =>
            ({ unsubscribe: async () => localStorage.setItem("test.rings", "no more") }); }"""
    )
    phone.press("sign_out")

    phone.waits(lambda: login.signed_out == 1)
    phone.page.wait_for_load_state()
    phone.page.locator("[data-action=sign_in]").wait_for()
    assert phone.page.evaluate("localStorage.getItem('steward.held')") is None
    assert phone.page.evaluate("localStorage.getItem('test.rings')") == "no more"


def test_another_person_on_the_same_phone_sees_and_sends_nothing_of_the_first(hand):
    phone = hand("paco")
    phone.open("Water leak")
    phone.context.set_offline(True)
    phone.press("claim")
    phone.sees("Not sent yet")
    phone.page.evaluate("() => import('./shared/api.js').then((api) => api.setToken('over'))")
    phone.context.set_offline(False)
    phone.page.reload()

    phone.press("sign_in")
    phone.name = "sam"
    phone.prove()
    phone.sees("No jobs here.")
    assert phone.page.locator("[data-state]").count() == 0
    assert task_of("leak").holder == ""


@pytest.mark.parametrize("lang", ["en-GB", *elsewhere("zh-CN", "zh-HK")])
def test_axe_finds_nothing_and_every_target_fits_a_glove(hand, lang):
    phone = hand(lang=lang)
    found = {}

    def look(name):
        phone.shoot(f"{name}-{lang}")
        told = findings(phone.page)
        targets = phone.page.evaluate(
            TARGETS, "button, summary, select, .button, .check, input:not(.unseen)"
        )
        small = [t for t in targets if t[1] < 60 and t[2] != ""]
        wide = phone.page.evaluate(WIDER_THAN_THE_PHONE)
        found[name] = told, small, wide

    look("queue")
    phone.page.locator(".card").first.click()
    phone.page.locator(".history").wait_for()
    look("task")
    phone.press("claim")
    phone.page.locator("[data-action=done]").wait_for()
    look("task-mine")
    for action in ("done", "pause", "ask"):
        phone.press(action)
        look(action)
        phone.page.locator("form [data-action=back]").click()
    phone.tab("file")
    phone.press("complaint")
    phone.page.locator(".tiles button").first.wait_for()
    look("opinion")
    phone.tab("file")
    phone.press("report")
    phone.page.locator("#place").wait_for()
    look("report")
    there = {"mine": ".card", "file": "[data-action=report]", "find": "#reference",
             "me": "[data-action=test_ways]"}  # fmt: skip
    for name, part in there.items():
        phone.tab(name)
        phone.page.locator(part).first.wait_for()
        look(name)

    assert {name: said for name, said in found.items() if said != ([], [], [])} == {}


def sent(answer):
    """Return how many bytes go over the air: what stands before the app compresses."""
    return len(gzip.compress(answer.body()))


def test_the_first_load_is_small(browser, site, login, world):
    sizes, plain = {}, {}
    context = browser.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()

    def arrived(answer):
        sizes[answer.url] = len(gzip.compress(answer.body()))
        plain[answer.url] = len(answer.body())

    page.on("response", arrived)
    page.goto(f"{site}/staff/app")
    page.locator("[data-action=sign_in]").wait_for()
    page.wait_for_load_state("networkidle")
    context.close()

    assert len(sizes) > 10
    assert sum(sizes.values()) <= FIRST_LOAD, sizes
    assert sum(plain.values()) < 2.25 * FIRST_LOAD


def test_what_the_phone_keeps_without_a_signal_is_every_module_of_the_app():
    worker = (static_apps.STATIC / "staff" / "sw.js").read_text()
    for name, folder in (("STATIC", "staff"), ("SHARED", "shared")):
        modules = re.search(rf"{name} = \[(.*?)\]", worker, re.S)[1]
        there = {path.stem for path in (static_apps.STATIC / folder).glob("*.js")} - {"sw"}
        there = {stem for stem in there if not stem.startswith("texts.")}
        assert set(re.findall(r'"(\w+)"', modules)) == there


def test_what_is_urgent_rings_in_the_open_app_within_a_minute(
    browser,
    site,
    login,
    world,
):
    phone = Phone(browser, site, login, "paco")
    phone.page.clock.install()
    phone.sign_in()
    world.routed(
        int(time.time() * 1000), key=key("lift"), topic="trapped", words="We are stuck in lift 2!"
    )
    phone.page.clock.run_for(45_000)
    ring = phone.page.locator(".ring").first
    ring.wait_for()
    phone.shoot("ring")
    assert "Lift 2" in ring.inner_text()

    ring.click()
    phone.page.locator(".history").wait_for()
    assert phone.page.locator(".ring").count() == 0
    assert phone.errors == []
    phone.context.close()


def test_a_test_is_sent_said_to_have_arrived_and_seen_on_the_board(hand, world):
    phone = hand()
    phone.tab("me")
    phone.sees("Not tested yet")
    phone.press("test_ways")
    phone.sees("Sending")
    effect_handlers.perform(
        f"way#{PACO.login}", "way", "2#test", now=int(time.time() * 1000), tools=world.tools
    )
    phone.sees("Did it arrive?")
    phone.shoot("ways")
    phone.press("arrived")
    phone.sees("Tested, it arrives")

    assert [notice.address for notice in world.sent][-1] == PACO.address


def test_a_phone_in_a_pocket_shows_what_is_urgent_and_opens_it(hand, windowed):
    phone = hand(browser=windowed)
    phone.context.grant_permissions(["notifications"])
    task = task_of("leak")
    said = {
        "title": "URGENT: trapped in the lift, Lift 2",
        "body": "Lift 2",
        "link": f"https://elsewhere.example/staff/app#{task.id}",
    }
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    cdp = phone.context.new_cdp_session(phone.page)
    found = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    phone.waits(lambda: found)
    push = {
        "origin": phone.site,
        "registrationId": found[0]["registrationId"],
        "data": json.dumps(said),
    }
    cdp.send("ServiceWorker.deliverPushMessage", push)
    shown = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
        .then((all) => all.map((each) => [each.title, each.data]))"""
    phone.waits(lambda: phone.page.evaluate(shown) == [[said["title"], said["link"]]])


WATCHED = """() => {
    Object.assign(window, { added: 0, written: 0 });
    const noted = (found) => found.forEach((each) => (window.added += each.addedNodes.length));
    new MutationObserver(noted).observe(document.body, { childList: true, subtree: true });
    const write = Storage.prototype.setItem;
    Storage.prototype.setItem = function (...told) {
        window.written += 1;
        write.apply(this, told);
    };
}"""
TICKED = """async () => {
    const app = document.querySelector("script[src*=app]").src;
    const { tick } = await import(app.replace("app.js", "views.js"));
    tick(document.getElementById("main"));
}"""


def test_a_poll_that_brings_nothing_draws_and_writes_nothing(hand, world):
    for number in range(70):
        tasks.insert(structs.replace(task("hv", "engineering", number), summary=f"Lamp {number}"))
    phone = hand()
    cards = phone.page.locator(".card")
    phone.waits(lambda: cards.count() == 40)
    phone.page.locator("[data-action=further]").scroll_into_view_if_needed()
    phone.shoot("queue-long")
    phone.press("further")
    expect(cards).to_have_count(72)
    expect(phone.page.locator("[data-action=further]")).to_have_count(0)
    phone.page.evaluate(WATCHED)

    def polled():
        with phone.page.expect_response("**/staff/v1/tasks?*"):
            phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(300)
        return phone.page.evaluate("[added, written]")

    assert polled() == polled() == [0, 0]
    phone.page.evaluate(TICKED)
    assert phone.page.evaluate("added") == 0

    world.act(task_of("leak").id, "claim", 1, by=PACO, now=int(time.time() * 1000))
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_function("() => added > 0 && written > 0")


def test_staff_see_that_a_topic_was_suggested_and_correct_it_by_one_tap(browser, site, login, door):
    """Mould behind a wardrobe: engineering has it, and says that it is a leak."""
    (task,) = World().routed(
        int(time.time() * 1000), key=key("mould"), topic="", words="mould on my wall"
    )
    guesses = requests.get(task.request).guesses
    paco = Phone(browser, site, login, "paco").sign_in()
    paco.open("Mould or damp")
    paco.sees("Suggested")
    shoot(paco.page, "staff-suggested")

    paco.press(f"about-{guesses[1]}")
    paco.page.get_by_text("Suggested").wait_for(state="detached")

    assert requests.get(task.request).topic == guesses[1]
    assert paco.errors == []


def test_who_is_new_is_asked_what_earlier_jobs_taught(hand):
    for n, done in enumerate(("We sealed the joint.", "We turned it off.", "A new valve.", "Wax.")):
        taught(n, done)
    phone = hand()
    phone.tab("me")
    phone.press("quiz")
    phone.sees("What would you do?")
    phone.page.locator("[data-choice]").first.click()
    phone.sees("this is what was done")
    phone.shoot("quiz")


def taught(n, done):
    """Let a lesson be published about what was done."""
    now = clock.now()
    said = {"problem": f"Water in room {n}.", "done": done, "prevent": "Look.", "not_here": "No."}
    written = lessons.Written(community="hv", topic="plumbing", key=key(f"lesson{n}"), **said)
    made = lessons.write(written, staff(PACO), now=now)
    lessons.act(
        made.id, "publish", {}, version=made.version, key=key(f"out{n}"), staff=staff(LENA), now=now
    )
