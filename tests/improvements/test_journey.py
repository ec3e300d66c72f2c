"""One story through the doors: a cleaner hears, a measure answers, the page says so, and then."""

import pytest

from chalicelib.cases.requests import addresses
from chalicelib.feedback import store as opinions
from chalicelib.improvements import store as measures
from chalicelib.improvements.model import WATCH_MS
from tests.support.builders import CLEO, SAM
from tests.support.feedback_api import (
    BUILDING,
    DID,
    SAID,
    Story,
    log,
)


@pytest.fixture
def story(door):
    return Story(door)


def page(door, lang="en"):
    return door.get("/c/hv", headers={"accept-language": lang}).text


def test_from_what_a_cleaner_heard_to_the_public_page_the_watch_and_the_reopening(door, story):
    story.resident_complains()
    story.heard(CLEO, SAM)

    measure = story.measure_done()

    assert measure["heard"] == 3
    assert SAID["en"] in page(door)
    assert DID["zh-Hant"] in page(door, "zh-HK")
    ((address, subject, text),) = story.told()
    assert address == "rosa@example.com"
    assert "已落實" in subject
    assert DID["zh-Hant"] in text and "/c/hv" in text

    for n in range(3):
        log(door, SAM, n=f"again{n}", topic="dirty", building=BUILDING, kind="complaint")
    story.settle()

    reopened = measures.get(measure["id"])
    assert (reopened.state, reopened.reopened, len(reopened.opinions)) == ("doing", 1, 6)
    assert "It did not work well enough, so we reopened it" in page(door)
    assert [address for address, _, _ in story.told()] == ["rosa@example.com"] * 2
    assert {o.measure for o in opinions.read(reopened.opinions)} == {measure["id"]}


def test_sixty_quiet_days_later_the_page_says_that_it_is_still_good(door, story):
    story.heard(CLEO, SAM)
    measure = story.measure_done()

    story.settle(later=WATCH_MS)

    assert measures.get(measure["id"]).state == "verified"
    assert "Checked after 60 days: still working" in page(door)


def test_a_contributor_who_stopped_messages_still_reads_the_page(door, story):
    request_id = story.resident_complains()
    story.heard(CLEO)
    (contact,) = contacts_of(request_id)
    addresses.stop_contact(request_id, contact.hash, now=story.now())

    story.measure_done()

    assert story.told() == []
    assert DID["en"] in page(door)


def contacts_of(request_id):
    from chalicelib.cases.requests import store as requests

    found = requests.aggregate(request_id)
    assert found is not None
    return found.contacts
