"""The whole conversation on a phone, from the report to an answer to the rating."""

import os
from pathlib import Path

from playwright.sync_api import expect

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import store as stored_photos
from chalicelib.cases.requests import staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.visits import times
from chalicelib.estate import store as estate
from chalicelib.i18n import msg
from tests.browser.site import submit
from tests.support import clock
from tests.support.builders import HARBOUR, HOUR, MARA, World, key, staff

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SMALL = {"width": 360, "height": 740}
PICTURES = os.environ.get("STEWARD_PICTURES", "")


class Story:
    """One request: what staff do to it, and how its page then looks in each language."""

    def __init__(self, page, site: str) -> None:
        self.page, self.site, self.world = page, site, World()
        self.request_id = submit(page, site)
        self.settle()

    def settle(self) -> None:
        """Let every effect run that is owed."""
        for _ in range(3):
            found = requests.aggregate(self.request_id)
            for name in found.request.pending:
                self.world.enqueue(self.request_id, "request", name)
            for note in found.notes:
                for name in note.pending:
                    self.world.enqueue(self.request_id, f"note#{note.key}", name)
            self.world.drain(clock.now())

    def act(self, action: str, **more: object) -> None:
        task = tasks.of_request(self.request_id)[-1]
        self.world.act(task.id, action, task.version, now=clock.now(), **more)
        self.settle()

    def photographed(self) -> None:
        slot = photos.of_task(tasks.of_request(self.request_id)[-1].id)[0]
        stored_photos.take_slot(
            photos.Photo(
                request=self.request_id, slot=slot, source="aaaaaaaaaa-1", state=photos.READY,
                at=clock.now(),
            )
        )  # fmt: skip

    def shows(self, name: str, *texts: str, words: str = "") -> None:
        """Look at the page in each language: it says these texts, and fits a phone."""
        for lang in LANGUAGES:
            self.page.goto(f"{self.site}/r/{self.request_id}?lang={lang}")
            said = self.page.inner_text("main")
            for text in texts:
                assert msg(lang, text) in said, (name, lang, text)
            assert words in said, (name, lang)
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= self.page.viewport_size["width"], (name, lang)
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"{name}.{lang}.png", full_page=True)

    def feedback(self, **said: str) -> None:
        for name, value in said.items():
            self.page.locator(f"label[for={name}-{value}]").click()
        self.page.locator("form", has=self.page.locator("#fixed")).locator("button.send").click()
        self.page.wait_for_url("**saved=feedback*")
        self.settle()


def test_from_the_report_to_an_answer_to_the_rating(site, phone) -> None:
    phone.set_viewport_size(SMALL)
    story = Story(phone, site)
    story.shows("1-sent", "Sent to the team", "Save the link")

    story.act("claim")
    story.act("visit", until=clock.now() + 3 * HOUR, reason="Please clear the sink.")
    story.shows("2-visit", "Visit agreed", words="Please clear the sink.")

    story.act("resume")
    story.act("ask", reason="Is the water clear or brown?")
    story.shows("3-asked", "We need your answer", words="Is the water clear or brown?")
    phone.fill("#text", "It is brown.")
    phone.get_by_role("button", name="Send answer").click()
    phone.wait_for_url("**saved=answer*")
    story.settle()
    story.shows("4-answered", "In progress", "You answered.", words="It is brown.")

    story.photographed()
    story.act("done", resolution="The valve is new.")
    story.shows("5-done", "Done - please check", "What was done", words="The valve is new.")
    assert phone.locator("section[aria-labelledby=work] img").count() == 1

    story.feedback(fixed="yes", clean="no")
    unclean = "You said the area was not left clean. We will clean it."
    story.shows("6-unclean", "Reopened", unclean)

    story.act("accept")
    story.act("done", resolution="The floor is mopped.")
    story.shows("7-done-again", "Done - please check", words="The floor is mopped.")
    assert not phone.locator("#reason-slow").is_visible()
    phone.locator("label[for=rating-2]").click()
    phone.locator("label[for=reason-slow]").click()
    story.feedback(fixed="yes", clean="yes")
    story.shows("8-confirmed", "Closed: you said it is fixed", "It took too long")

    desk = tasks.of_request(story.request_id)
    call = next(task for task in desk if task.department == "customer_service")
    staff_notes.say(
        call.id, "We are sorry that it took so long.", key=key("sorry"), staff=staff(MARA),
        now=clock.now(), enqueue=story.world.enqueue,
    )  # fmt: skip
    story.settle()
    story.shows("9-rating-answered", words="We are sorry that it took so long.")


def test_the_form_fits_the_phone_and_can_be_sent_as_soon_as_it_is_said_what_it_is(
    site, phone
) -> None:
    from tests.browser.site import PATH

    phone.set_viewport_size(SMALL)
    phone.goto(site + PATH)
    fold = phone.locator("details").first
    fold.locator("summary").first.click()
    expect(fold).to_have_attribute("open", "")
    boxes = phone.evaluate(
        "[...document.querySelectorAll('.tile')].map((tile) => {"
        " const box = tile.getBoundingClientRect();"
        " return [box.left, box.right, tile.scrollWidth - tile.clientWidth]; })"
    )
    assert all(right <= 360 and wider <= 0 for _, right, wider in boxes)
    assert not any(a[0] < b[0] < a[1] - 1 for a, b in zip(boxes, boxes[1:], strict=False))
    fold.locator("summary").first.click()
    expect(fold).not_to_have_attribute("open", "")
    phone.locator("label[for=topic-leak]").click()
    expect(phone.locator("#topic-leak")).to_be_checked()
    send = phone.locator("#send").bounding_box()
    assert send["y"] + send["height"] <= phone.viewport_size["height"]


def test_a_visit_is_picked_moved_and_called_off_by_taps(site, phone) -> None:
    phone.set_viewport_size(SMALL)
    story = Story(phone, site)
    story.act("claim")
    task = tasks.of_request(story.request_id)[-1]
    members = estate.members("hv", now=clock.now())
    found = times.to_offer(task, HARBOUR, members, now=clock.now())
    story.act("offer_times", windows=[list(each) for each in (*found[3:5], found[-1])])
    story.shows("v1-times", "When can we visit?")

    phone.locator(".times button").first.click()
    phone.wait_for_url("**saved=pick")
    story.settle()
    story.shows("v2-agreed", "Your visit", "Put it into my calendar", "Move the visit")

    phone.locator("summary", has_text=msg("en", "Move the visit")).click()
    phone.locator(".times button").first.click()
    phone.wait_for_url("**saved=pick")
    assert tasks.of_request(story.request_id)[-1].visit_changes == 2
    phone.locator("summary", has_text=msg("en", "Cancel the visit")).click()
    phone.get_by_text(msg("en", "Yes, cancel the visit")).click()
    phone.wait_for_url("**saved=call_off")
    story.shows("v3-off", "The visit was cancelled.", "When can we visit?")
