"""The public page as a phone meets it: no script, three languages, and what came back."""

import pytest
from playwright.sync_api import expect

from tests.support.builders import CLEO, SAM
from tests.support.feedback_api import BUILDING, DID, SAID, Story, log


@pytest.fixture
def story(door):
    return Story(door)


def test_what_a_cleaner_heard_is_answered_on_the_page_and_opened_again(
    site,
    story,
    plain_phone,
):
    story.resident_complains()
    story.heard(CLEO)
    plain_phone.goto(f"{site}/c/hv")
    assert "Be the first to tell us something" in plain_phone.inner_text("main")

    story.measure_done()
    plain_phone.reload()

    done = plain_phone.locator("section[aria-labelledby=did]")
    assert done.locator("blockquote").inner_text() == SAID["en"]
    assert DID["en"] in done.inner_text()
    assert [address for address, _, _ in story.told()] == ["rosa@example.com"]

    plain_phone.get_by_role("link", name="繁體中文").click()
    expect(plain_phone.locator("h1")).to_have_text("您提意見，我們落實")
    expect(plain_phone.locator("main")).to_contain_text(DID["zh-Hant"])
    plain_phone.get_by_role("link", name="告示板打印版").click()
    expect(plain_phone.locator(".sheet")).to_contain_text(DID["zh-Hant"])
    plain_phone.get_by_role("link", name="English").click()

    for n in range(3):
        log(story.door, SAM, n=f"again{n}", topic="dirty", building=BUILDING, kind="complaint")
    story.settle()
    plain_phone.goto(f"{site}/c/hv")

    doing = plain_phone.locator("section[aria-labelledby=doing]")
    assert "It did not work well enough, so we reopened it" in doing.inner_text()
    assert plain_phone.locator("section[aria-labelledby=did]").count() == 0
