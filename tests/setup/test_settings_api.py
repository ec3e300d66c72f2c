"""Settings for managers: one conditional write, described, one tap back, refused with a reason."""

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.errors import Stale
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from chalicelib.setup import change as changing
from chalicelib.setup import changes_store as changes
from chalicelib.setup.changes import Author
from tests.support.builders import LENA, MARA, OTTO, PACO, World, key
from tests.support.door import Answer, Door, token_of
from tests.support.settings import changed, shown


def history(door: Door) -> list[dict]:
    asked = door.get("/staff/v1/changes", headers=token_of(MARA), query={"community": ["hv"]})
    return asked.json["changes"]


def undone(door: Door, number: str, who=MARA) -> Answer:
    body = {"community": "hv", "change": number}
    return door.post_json("/staff/v1/changes/undo", body, token_of(who))


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_settings_are_for_managers(door: Door, who) -> None:
    assert shown(door, who).status == 403
    assert changed(door, {"phone": "123"}, who, version=0).status == 403


def test_a_change_is_seen_at_once_and_says_who_when_from_and_to(door: Door) -> None:
    assert changed(door, {"phone": "+852 2555 0199"}).json["phone"] == "+852 2555 0199"

    (change,) = history(door)
    assert change["by"] == "Mara"
    assert change["fields"] == {"phone": {"from": "+852 2555 0100", "to": "+852 2555 0199"}}
    assert estate.community("hv", now=now_ms()).phone == "+852 2555 0199"


def test_the_second_of_two_managers_is_told_and_nothing_of_theirs_is_written(door: Door) -> None:
    assert changed(door, {"phone": "+852 1"}, version=0).status == 200
    assert changed(door, {"phone": "+852 2"}, version=0).status == 412
    assert changed(door, {"colour": "#123456"}, version=0).status == 412

    assert shown(door).json["phone"] == "+852 1"
    assert len(history(door)) == 1


def test_the_same_change_again_is_done_already(door: Door) -> None:
    for _ in range(2):
        assert changed(door, {"phone": "+852 1"}, version=0).status == 200
    assert len(history(door)) == 1


def test_every_mistake_is_named_in_the_readers_language_and_changes_nothing(door: Door) -> None:
    before = shown(door).json
    bad = {
        "phone": "ask the porter",
        "colour": "green",
        "duties": {"security": "porters"},
        "calendar": {**before["calendar"], "zone": "Mars"},
    }
    refused = changed(door, bad, lang="zh-Hant")

    assert refused.status == 422
    assert refused.json["errors"].keys() == {"phone", "colour", "duties.security", "calendar.zone"}
    assert "電話" in refused.json["errors"]["phone"]
    assert shown(door).json == before


def test_a_typhoon_day_is_an_exception_of_the_calendar(door: Door) -> None:
    calendar = shown(door).json["calendar"]
    calendar["exceptions"]["2026-03-02"] = []

    assert changed(door, {"calendar": calendar}).status == 200
    assert estate.community("hv", now=now_ms()).calendar.exceptions == {"2026-03-02": ()}


def test_a_community_has_departments_of_its_own_by_its_own_names(door: Door) -> None:
    there = shown(door).json["departments"]
    pool = {"en": "Pool", "zh-Hant": "泳池"}
    refused = changed(door, {"departments": [*there, "pool"]})
    named = {"departments": [*there, "pool"], "department_names": {"pool": pool}}

    assert list(refused.json["errors"]) == ["departments"]
    assert changed(door, named).status == 200
    me = door.get("/staff/v1/me", headers=token_of(MARA) | {"accept-language": "zh-Hant"}).json
    assert "泳池" in [each["name"] for each in me["communities"][0]["departments"]]


def test_a_department_with_open_work_is_redirected_or_stays(door: Door) -> None:
    (task,) = World().routed(now_ms(), topic="rubbish")
    there = [each for each in shown(door).json["departments"] if each != "cleaning"]

    refused = changed(door, {"departments": there})
    assert list(refused.json["errors"]) == ["redirects.cleaning"]
    redirected = {"departments": there, "redirects": {"cleaning": "greening"}}
    assert changed(door, redirected).status == 200


def test_flats_follow_the_name_of_their_building_and_what_was_called_otherwise_stays(door) -> None:
    body = {"community": "hv", "lines": ["Tower 9, floor 2, flats A to B", "Tower 9, floor G, Gym"]}
    headers = token_of(MARA) | {"idempotency-key": key("rename")}
    assert door.post_json("/staff/v1/places", body, headers).status == 200
    found = {place.floor: place for place in named_in("tower9") if "flat B" not in place.name["en"]}
    estate.put_place(structs.replace(found["G"], name={"en": "The gym"}))

    names = {"en": "Pearl House", "zh-Hant": "明珠閣"}
    for to in (names, {"en": "Tower 9", "zh-Hant": "9座"}):
        assert changed(door, {"buildings": {"tower9": to}}).status == 200
        World().sweep(now_ms() + GRACE_MS + 1)
        after = {place.code: place.name for place in named_in("tower9")}
        assert after[found["2"].code] == {
            "en": f"{to['en']}, 2/F, flat A",
            "zh-Hant": f"{to['zh-Hant']}2樓A室",
        }
        assert after[found["G"].code] == {"en": "The gym"}


def named_in(building: str) -> list[Place]:
    estate.forget()
    return [place for place in estate.places("hv", now=0) if place.building == building]


def test_a_change_is_taken_back_once_and_the_history_says_so(door: Door) -> None:
    changed(door, {"phone": "+852 1", "colour": "#123456"})
    (change,) = history(door)

    for _ in range(2):
        assert undone(door, change["number"]).status == 200
    back, first = history(door)
    assert shown(door).json["phone"] == "+852 2555 0100"
    assert (back["undoes"], first["undone"]) == (change["number"], True)


def test_what_was_changed_again_is_not_taken_back(door: Door) -> None:
    changed(door, {"phone": "+852 1"})
    changed(door, {"phone": "+852 2"})

    assert undone(door, history(door)[1]["number"]).status == 409
    assert shown(door).json["phone"] == "+852 2"


def test_only_managers_of_the_community_read_and_take_back(door: Door) -> None:
    changed(door, {"phone": "+852 1"})
    number = history(door)[0]["number"]
    for who in (PACO, LENA, OTTO):
        assert undone(door, number, who).status == 403


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize(("at", "made"), [("revise", False), ("mark", True)])
def test_a_kill_leaves_what_the_row_says_and_the_history_agrees(
    door: Door, monkeypatch: pytest.MonkeyPatch, at: str, made: bool
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        where = (changing.estate, "revise") if at == "revise" else (changing.changes, "save")
        broken.setattr(*where, killed)
        with pytest.raises(Killed):
            changed(door, {"phone": "+852 1"})

    assert (shown(door).json["phone"] == "+852 1") == made
    World().sweep(now_ms() + GRACE_MS + 1)
    assert len(history(door)) == made
    assert len(changes.newest("hv", before="", limit=5)) == made


def test_the_next_change_marks_the_one_before_that_a_kill_left(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(changing.changes, "save", killed)
        with pytest.raises(Killed):
            changed(door, {"phone": "+852 1"})
    changed(door, {"phone": "+852 2"})
    World().sweep(now_ms() + GRACE_MS + 1)

    assert [each["fields"]["phone"]["to"] for each in history(door)] == ["+852 2", "+852 1"]


def test_a_chat_is_tried_when_it_is_entered(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.kernel.errors import Undelivered
    from chalicelib.setup import settings_api

    told: list[str] = []

    def send(address: str, *_: str) -> None:
        told.append(address)
        if address.endswith("bad"):
            raise Undelivered("no")

    monkeypatch.setattr(settings_api, "send", send)
    good = "https://oapi.dingtalk.com/robot/send?access_token=" + "a" * 64

    assert list(changed(door, {"chats": {"security": good[:-3] + "bad"}}).json["errors"]) == [
        "chats.security"
    ]
    assert changed(door, {"chats": {"security": good}}).status == 200
    assert changed(door, {"phone": "+852 1"}).status == 200
    assert len(told) == 2


def test_of_eight_changes_at_once_none_is_lost(door: Door) -> None:
    before = estate.fresh_community("hv")
    late = 0
    for n, code in enumerate(before.departments[:8]):
        author = Author(f"m{n}", f"Manager {n}", now_ms())

        def renamed(held: Community, code: str = code) -> Community:
            names = {**held.department_names, code: {"en": code}}
            return structs.replace(held, department_names=names)

        try:
            changing.revise(before, renamed(before), author)
        except Stale:
            late += 1
            held = estate.fresh_community("hv")
            changing.revise(held, renamed(held), author)

    assert late == 7
    assert len(estate.fresh_community("hv").department_names) == 8
    assert [each["by"] for each in history(door)].count("Manager 0") == 1
    assert len(history(door)) == 8
