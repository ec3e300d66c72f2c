"""One story through the doors: a cleaner hears, a measure answers, the page says so, and then."""

import pytest

from chalicelib.domain.measures import WATCH_MS
from chalicelib.outside.channels import words
from chalicelib.storage import measures, opinions
from chalicelib.usecases import respond
from tests import clock
from tests.builders import CLEO, GRACE, LENA, LIFT, MARA, SAM, SECRET, World, key
from tests.entrypoints.test_measures_api import act, in_a_week, propose, read
from tests.entrypoints.test_opinions_api import log

SAID = {"en": "The lobby is slippery when it rains.", "zh-Hant": "下雨時大堂很滑。"}
DID = {"en": "A mat of six metres lies at the door.", "zh-Hant": "門口鋪了六米長的地墊。"}
BUILDING = LIFT.building


class Story:
    """What happens in the background of a door: the sweep comes by, and mail arrives."""

    def __init__(self, door):
        self.door = door
        self.world = World()

    def now(self):
        return clock.now()

    def settle(self, later=0):
        """Let everything that is owed be done, as if so much later."""
        for turn in range(1, 5):
            self.world.sweep(self.now() + later + turn * GRACE)

    def resident_complains(self, address="rosa@example.com"):
        """Let a resident send in a complaint and confirm an address; return its id."""
        asked = {"place": LIFT.code, "words": "I slipped in the lobby.", "topic": "dirty"}
        made = self.door.post_json(
            "/api/v1/requests",
            asked | {"kind": "complaint", "lang": "zh-Hant"},
            {"idempotency-key": key("rosa")},
        ).json["id"]
        self.world.enqueue(made, "request", "1#route")
        self.world.drain(self.now())
        contact = respond.leave_contact(
            made, address, secret=SECRET, now=self.now(), enqueue=self.world.enqueue
        )
        respond.confirm_contact(made, contact.hash, now=self.now())
        self.world.drain(self.now())
        self.world.sent.clear()
        return made

    def heard(self, *names):
        for name in names:
            log(self.door, name, topic="dirty", building=BUILDING, kind="complaint",
                words="The lobby floor is slippery, I slipped.")  # fmt: skip

    def measure_done(self):
        """Take the suggested group through its whole life; return the published measure."""
        (group,) = read(self.door, "/staff/v1/opinions/groups", LENA).json["groups"]
        measure = propose(
            self.door,
            building=BUILDING,
            said=SAID,
            opinions=[each["id"] for each in group["opinions"]],
        ).json
        for action, by, more in (
            ("accept", MARA, {"owner": "cleo", "due_on": in_a_week()}),
            ("start", CLEO, {}),
            ("done", CLEO, {"did": DID}),
            ("publish", MARA, {}),
        ):
            answer = act(self.door, measure, action, by, **more)
            assert answer.status == 200, answer.text
            measure = answer.json["measure"]
        self.settle()
        return measure

    def told(self):
        """Return what residents got: address, subject and text."""
        residents = [n for n in self.world.sent if n.template.startswith("measure_")]
        return [(notice.address, *words(notice)) for notice in residents]


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
    assert "我們做到了" in subject
    assert DID["zh-Hant"] in text and "/c/hv" in text

    for n in range(3):
        log(door, SAM, n=f"again{n}", topic="dirty", building=BUILDING, kind="complaint")
    story.settle()

    reopened = measures.get(measure["id"])
    assert (reopened.state, reopened.reopened, len(reopened.opinions)) == ("doing", 1, 6)
    assert "It was not enough, so we opened it again" in page(door)
    assert [address for address, _, _ in story.told()] == ["rosa@example.com"] * 2
    assert {o.measure for o in opinions.read(reopened.opinions)} == {measure["id"]}


def test_sixty_quiet_days_later_the_page_says_that_it_is_still_good(door, story):
    story.heard(CLEO, SAM)
    measure = story.measure_done()

    story.settle(later=WATCH_MS)

    assert measures.get(measure["id"]).state == "verified"
    assert "Looked at again after 60 days: still good" in page(door)


def test_a_contributor_who_stopped_messages_still_reads_the_page(door, story):
    request_id = story.resident_complains()
    story.heard(CLEO)
    (contact,) = contacts_of(request_id)
    respond.stop_contact(request_id, contact.hash, now=story.now())

    story.measure_done()

    assert story.told() == []
    assert DID["en"] in page(door)


def contacts_of(request_id):
    from chalicelib.storage import requests

    found = requests.aggregate(request_id)
    assert found is not None
    return found.contacts
