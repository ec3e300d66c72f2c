"""How staff are reached, at the door: their own ways, a phone, and what the board shows."""

import pytest

from chalicelib.notifications.ways import actions as ways
from tests.support.builders import LENA, PACO, staff
from tests.support.door import Door, token_of

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
PHONE = {
    "action": "add",
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "p256dh": KEY,
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
PATH = "/staff/v1/me/ways"


def test_a_phone_takes_notices_until_its_owner_stops_it(door: Door) -> None:
    known = door.get(PATH, headers=token_of(PACO)).json
    assert [way["channel"] for way in known["ways"]] == ["email"]
    assert len(known["push_key"]) == 87

    added = door.post_json(PATH, PHONE, token_of(PACO)).json
    mark = added["ways"][1]["mark"]
    assert added["ways"][1] | {"mark": ""} == {
        "mark": "", "channel": "push", "address": "", "outcome": "", "tested_at": None,
    }  # fmt: skip
    left = door.post_json(PATH, {"action": "forget", "mark": mark}, token_of(PACO)).json
    assert [way["channel"] for way in left["ways"]] == ["email"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "https://fcm.googleapis.com/x y"},
        {"endpoint": "https://fcm.googleapis.com/x\ny"},
        {"p256dh": "short"},
        {"p256dh": "BAEB" + "AQEB" * 20 + "AQE"},
        {"auth": ""},
        {"action": "sing"},
    ],
)
def test_what_is_no_phone_is_refused_and_changes_nothing(door: Door, wrong: dict[str, str]) -> None:
    assert door.post_json(PATH, PHONE | wrong, token_of(PACO)).status == 422
    assert len(door.get(PATH, headers=token_of(PACO)).json["ways"]) == 1


def test_a_lead_sees_who_was_never_tested_and_no_address(door: Door) -> None:
    def seen() -> str:
        people = door.get("/staff/v1/people", headers=token_of(LENA), query={"community": ["hv"]})
        assert PACO.address not in people.text
        return next(each["way"] for each in people.json["people"] if each["id"] == PACO.id)

    assert seen() == "untested"
    door.post_json(PATH, {"action": "test"}, token_of(PACO))
    (mark,) = ways.of(staff(PACO)).tests
    door.post_json(PATH, {"action": "arrived", "mark": mark}, token_of(PACO))
    assert seen() == "tested"
