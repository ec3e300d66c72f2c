"""A mail that came back marks its address: its owner and staff see it, nothing more is sent."""

import json

import pytest

from chalicelib.cases.contacts import reveal
from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.notifications import notify
from chalicelib.notifications.bounces import LONGEST_TAG, TAG, tag_of
from chalicelib.notifications.ways import store as stored
from chalicelib.notifications.ways.model import mark_of, state_of
from chalicelib.wiring import workers
from tests.support.builders import MONDAY_TEN, PACO
from tests.support.door import Door
from tests.support.pages import left, state


@pytest.fixture(autouse=True)
def partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTIAL_BATCH", "on")


def came_back(event: str, address: str = "rosa@example.com", **changes: object) -> list[object]:
    """Hand SES's own words to the function as its queue does; return what must come again."""
    said = {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General"},
        "mail": {"destination": [address], "tags": {TAG: [tag_of(event)], "ses:caller": ["x"]}},
    } | changes
    record = {"messageId": "m", "body": json.dumps(said), "attributes": {}}
    return list(workers.deliver({"Records": [record]}, None)["batchItemFailures"])


def test_a_mailbox_that_is_none_is_marked_shown_to_its_owner_and_staff_and_left_alone(
    door: Door,
) -> None:
    where, cookie, world, hash = left(door)
    request_id = where.removeprefix("/r/")
    addresses.confirm_contact(request_id, hash, now=MONDAY_TEN)
    assert "does not take our mail" not in door.get(where, headers=cookie).text

    for _ in range(2):
        assert came_back(f"{request_id}#3#tell#{hash}") == []
    assert state(where) == "refused"
    assert contacts.get(request_id, hash).version == 3  # type: ignore[union-attr]
    page = door.get(where, headers=cookie).text
    assert "This address does not accept our email" in page and "rosa@example.com" not in page
    found = requests.aggregate(request_id)
    assert found is not None
    assert reveal.addresses(found, now=MONDAY_TEN) == [("refused", "rosa@example.com")]
    sent = len(world.sent)
    notify._tell(request_id, request_id, "9#tell", "settle", now=MONDAY_TEN, tools=world.tools)
    assert len(world.sent) == sent


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        ({"bounce": {"bounceType": "Transient"}}, "unverified"),
        ({"eventType": "Delivery"}, "unverified"),
        ({"eventType": "Complaint", "bounce": None}, "refused"),
        ({"mail": {"destination": ["rosa@example.com"], "tags": {}}}, "unverified"),
    ],
)
def test_what_is_not_for_good_marks_nobody_and_a_complaint_does(
    door: Door, changes: dict[str, object], marked: str
) -> None:
    where, _, _, hash = left(door)

    assert came_back(f"{where.removeprefix('/r/')}#{hash}", **changes) == []
    assert state(where) == marked


def test_who_stopped_our_messages_stays_stopped(door: Door) -> None:
    where, _, _, hash = left(door)
    addresses.stop_contact(where.removeprefix("/r/"), hash, now=MONDAY_TEN)

    came_back(f"{where.removeprefix('/r/')}#{hash}")
    assert state(where) == "stopped"


@pytest.mark.parametrize("event", ["way#{login}#4#test#ab12", "hv-bundle#{login}#0123456789"])
def test_the_way_of_a_member_of_staff_counts_as_refused(door: Door, event: str) -> None:
    assert came_back(event.format(login=PACO.login), PACO.address.upper()) == []

    way = stored.get(PACO.login)
    assert way is not None and way.tests[mark_of("email", PACO.address)].outcome == "refused"
    assert state_of(PACO, way) == "failed"


@pytest.mark.parametrize("event", ["x", "invite|a#b", "hv-bundle#robot|hv|x#1", "qy-a#1#tell#00"])
def test_a_delivery_of_nobody_we_know_is_done_with(door: Door, event: str) -> None:
    assert came_back(event, "who@else.example") == []


def test_a_name_that_no_tag_can_hold_goes_without_one() -> None:
    assert tag_of("a" * 400) == "" and len(tag_of("a" * 180)) <= LONGEST_TAG
