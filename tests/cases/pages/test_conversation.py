"""What the resident reads of the work, and what staff and resident write to each other."""

import json

import pytest
from msgspec import structs

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import store as stored_photos
from chalicelib.cases.requests import addresses, staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.kernel import worktime
from chalicelib.kernel.errors import Forbidden, InvalidInput, KeyTaken
from chalicelib.kernel.worktime import local_day
from tests.support.builders import (
    DAY,
    HARBOUR,
    HONG_KONG,
    HOUR,
    LENA,
    MARA,
    PACO,
    PILAR,
    key,
    staff,
)
from tests.support.conversation import Case
from tests.support.door import Door, token_of

INSIDE = "The neighbour drinks."


@pytest.fixture
def case(door: Door) -> Case:
    return Case(door)


def taken(case: Case, when: str) -> photos.Photo:
    slot = photos.of_task(case.task.id, when)[0]
    photo = photos.Photo(
        request=case.request_id, slot=slot, source=f"{'a' * 10}-{when}", state=photos.READY,
        at=case.now,
    )  # fmt: skip
    assert stored_photos.take_slot(photo)
    return photo


def test_the_resident_reads_the_whole_story_and_nothing_that_is_internal(case: Case) -> None:
    before, after = taken(case, photos.BEFORE), taken(case, photos.AFTER)
    case.act("claim")
    staff_notes.add(case.task.id, INSIDE, key=key("i"), staff=staff(PACO), now=case.now)
    case.act("ask", reason="Which tap is it?")
    case.does("answer", text="The kitchen tap.")
    case.act("pause", reason="A part is ordered.", until=case.now + DAY)
    case.act("done", resolution="The valve is new.")

    told = case.api()["timeline"]
    said = {event["what"]: event["words"] for event in told}
    assert said["ask"] == "Which tap is it?"
    assert said["reply"] == "The kitchen tap."
    assert said["pause"] == "A part is ordered."
    assert said["done"] == "The valve is new."
    assert next(e["until_at"] for e in told if e["what"] == "pause") == case.now + DAY
    shown = [photo["url"] for event in told for photo in event["photos"]]
    assert len(shown) == 1 and after.source in shown[0]
    page = case.page()
    for words in (*said.values(), photos.thumb_key(after)):
        assert words in page
    for inside in (INSIDE, before.source):
        assert inside not in page + json.dumps(case.api())


def test_what_is_not_right_is_said_to_be_open_again_and_not_to_be_new(case: Case) -> None:
    case.world.finished(case.task.id, case.now)
    assert "What was done" not in case.page()
    case.does("feedback", fixed="no", comment="It drips again.")

    page = case.page()
    assert "Reopened" in page and "It drips again." in page
    assert "Your answer</h2>" not in page and 'value="feedback"' not in page
    assert case.api()["reopened"] == 1


def test_staff_write_once_and_the_resident_reads_it_and_is_told(case: Case) -> None:
    found = requests.aggregate(case.request_id)
    assert found is not None
    contact = addresses.leave_contact(
        case.request_id, "rosa@example.com", secret=case.world.tools.secret(), now=case.now,
        enqueue=case.world.enqueue,
    )  # fmt: skip
    addresses.confirm_contact(case.request_id, contact.hash, now=case.now)
    case.act("claim")
    for _ in range(2):
        case.say("The plumber comes on Monday.")
    with pytest.raises(KeyTaken):
        case.say("Something else.")

    assert case.page().count("The plumber comes on Monday.") == 1
    assert case.page().index("Engineering team answered you.")
    assert [n.template for n in case.world.sent].count("answered") == 1
    assert PACO.name not in case.page()


def test_who_neither_has_a_task_nor_leads_it_writes_nothing_to_its_resident(case: Case) -> None:
    case.act("claim", by=PACO)
    with pytest.raises(Forbidden):
        case.say("Me again.", by=PILAR)
    case.say("From the lead.", by=LENA)
    assert "Me again." not in case.page() and "From the lead." in case.page()


def test_the_staff_app_says_which_words_the_resident_reads(case: Case) -> None:
    case.say("We come today.")
    staff_notes.add(case.task.id, INSIDE, key=key("i"), staff=staff(PACO), now=case.now)
    seen = case.door.get(f"/staff/v1/tasks/{case.task.id}", headers=token_of(PACO)).json
    assert {note["text"]: note["told"] for note in seen["notes"]} == {
        "We come today.": True,
        INSIDE: False,
    }
    assert "say" in seen["allowed"]


@pytest.mark.parametrize("topic", ["question", "suggestion", "compliment"])
def test_who_asked_or_told_us_something_gets_words_before_it_is_done(
    door: Door, topic: str
) -> None:
    case = Case(door, topic=topic)
    case.world.act(case.task.id, "claim", 1, by=MARA, now=case.now)
    with pytest.raises(InvalidInput, match="words") as refused:
        case.world.act(case.task.id, "done", 2, by=MARA, now=case.now)
    assert list(refused.value.fields) == ["resolution"]

    case.say("Yes: every day until eight.", by=MARA)
    case.world.act(case.task.id, "done", 2, by=MARA, now=case.now)
    assert case.task.state == "done"


def test_an_agreed_visit_stops_the_clock_until_it_is_there(case: Case) -> None:
    case.act("claim")
    at = case.now + 5 * HOUR
    case.act("visit", until=at, reason="Please clear the sink.")

    assert case.api()["status"] == "visit"
    assert "Visit agreed" in case.page() and "Please clear the sink." in case.page()
    assert (case.task.state, case.task.until_at) == ("paused", at)
    case.world.sweep(at)
    assert case.task.state == "claimed"
    assert case.api()["status"] == "in_hand"


def test_words_of_steps_before_this_release_are_still_read(case: Case) -> None:
    case.act("claim")
    case.act("ask", reason="Which tap is it?")
    tasks.save(case.task, structs.replace(case.task, said={}))
    assert "Which tap is it?" in [e["words"] for e in case.api()["timeline"]]


def test_what_was_left_unclean_is_cleaned_the_same_day_before_it_is_closed(case: Case) -> None:
    case.world.finished(case.task.id, case.now)
    case.does("feedback", fixed="yes", clean="no", rating="5")
    for number in requests.get(case.request_id).steps:
        case.world.enqueue(case.request_id, "request", f"{number}#clean_up")
    case.world.drain(case.now)
    case.world.drain(case.now)

    task, request = case.task, requests.get(case.request_id)
    assert (request.state, request.plan, request.reopened) == ("open", [task.id], 0)
    assert (task.state, task.holder, task.department) == ("open", PACO.id, "engineering")
    by = deadlines(task, HARBOUR).done_by
    opens = worktime.next_open(HARBOUR.calendar, case.now)
    assert local_day(HONG_KONG, by) == local_day(HONG_KONG, opens)
    assert "You said the area was not left clean." in case.page()

    case.world.act(task.id, "accept", task.version, now=case.now)
    case.world.act(task.id, "done", task.version + 1, now=case.now, resolution="Mopped.")
    case.world.drain(case.now)
    assert requests.get(case.request_id).state == "resolved" and "Mopped." in case.page()
    case.does("feedback", fixed="yes", clean="yes")
    assert requests.get(case.request_id).outcome == "confirmed"
    case.world.sweep(case.now + 3 * DAY)
    told = [n for n in case.world.sent if any(line["what"] == "unclean" for line in n.lines)]
    assert [n.address for n in told] == [LENA.address]


def test_a_late_message_puts_no_other_day_for_cleaning_up(case: Case) -> None:
    case.world.finished(case.task.id, case.now)
    case.does("feedback", fixed="yes", clean="no")
    for number in requests.get(case.request_id).steps:
        case.world.enqueue(case.request_id, "request", f"{number}#clean_up")
    case.world.drain(case.now + 7 * DAY)

    by = deadlines(case.task, HARBOUR).done_by
    opens = worktime.next_open(HARBOUR.calendar, case.now)
    assert local_day(HONG_KONG, by) == local_day(HONG_KONG, opens)


@pytest.mark.parametrize(("rating", "calls"), [("2", True), ("3", False)])
def test_a_low_rating_is_called_back_about_and_can_be_answered_in_words(
    case: Case, rating: str, calls: bool
) -> None:
    case.world.finished(case.task.id, case.now)
    case.does("feedback", fixed="yes", clean="yes", rating=rating, **{"reason.slow": "yes"})
    for number in requests.get(case.request_id).steps:
        case.world.enqueue(case.request_id, "request", f"{number}#call_back")
    case.world.drain(case.now)

    found = requests.aggregate(case.request_id)
    desk = [task for task in found.tasks if task.department == "customer_service"]
    assert (len(desk), found.request.state, found.request.outcome) == (calls, "closed", "confirmed")
    if not calls:
        return
    seen = case.door.get(f"/staff/v1/tasks/{desk[0].id}", headers=token_of(MARA)).json
    assert (seen["rating"], seen["reasons"]) == (2, ["It took too long"])
    staff_notes.say(
        desk[0].id, "We are sorry.", key=key("sorry"), staff=staff(MARA), now=case.now,
        enqueue=case.world.enqueue,
    )  # fmt: skip
    case.world.drain(case.now)
    assert "We are sorry." in case.page()
