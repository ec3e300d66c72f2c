"""Labels for managers: the list, the sheets, and a new label for an old one."""

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.model import RETIRED_FOR_MS
from chalicelib.platform.http.call import now_ms
from tests.support.builders import LENA, LIFT, LOBBY, MARA, OTTO, PACO, YARD
from tests.support.door import Answer, Door, token_of

ROTATE = f"/staff/v1/labels/{LIFT.code}/rotate"
PATHS = ["/staff/v1/labels", "/staff/v1/sheets", f"/staff/v1/labels/{LIFT.code}"]


def asked(door: Door, who, path: str, **query: str) -> Answer:
    more = {name: [value] for name, value in ({"community": "hv"} | query).items()}
    return door.get(path, headers=token_of(who), query=more)


def rotated(door: Door, who=MARA, path: str = ROTATE, code: str = LIFT.code) -> Answer:
    return door.post_json(path, {"code": code}, token_of(who))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_labels_are_for_managers(door: Door, path: str, who) -> None:
    assert asked(door, who, path).status == 403


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_nobody_but_a_manager_replaces_a_label(door: Door, who) -> None:
    assert rotated(door, who).status == 403
    assert estate.place(LIFT.code, now=now_ms()).retired_at is None


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": LOBBY.code}, {"code": "nonsense"}])
def test_a_label_is_replaced_only_by_who_names_its_code(door: Door, body: dict) -> None:
    refused = door.post_json(ROTATE, body, token_of(MARA))

    assert (refused.status, list(refused.json["errors"])) == (422, ["code"])
    assert estate.place(LIFT.code, now=now_ms()).retired_at is None
    assert rotated(door, code=f" {LIFT.code[:4].lower()}-{LIFT.code[4:]} ").status == 200


def test_another_communitys_labels_are_not_there(door: Door) -> None:
    assert asked(door, MARA, "/staff/v1/labels", community="qy").status == 404
    assert asked(door, MARA, f"/staff/v1/labels/{YARD.code}").status == 404
    assert rotated(door, MARA, f"/staff/v1/labels/{YARD.code}/rotate").status == 404
    assert rotated(door, MARA, "/staff/v1/labels/nonsense/rotate").status == 404


def test_the_list_says_what_each_code_holds(door: Door) -> None:
    listed = asked(door, MARA, "/staff/v1/labels").json

    assert {row["code"] for row in listed["labels"]} == {LIFT.code, LOBBY.code}
    assert listed["sheets"] == 1
    assert listed["labels"][0]["address"].endswith(f"/Q/{listed['labels'][0]['code']}")


def test_a_poster_and_a_sheet_are_pictures(door: Door) -> None:
    poster = asked(door, MARA, f"/staff/v1/labels/{LIFT.code}")
    sheet = asked(door, MARA, "/staff/v1/sheets", page="1")

    for picture in (poster, sheet):
        assert picture.headers["content-type"] == "image/svg+xml"
        assert picture.text.startswith("<svg ")
    assert "2號升降機" in poster.text


@pytest.mark.parametrize("page", ["0", "2", "x", "-1"])
def test_a_sheet_that_is_not_there_is_said(door: Door, page: str) -> None:
    assert asked(door, MARA, "/staff/v1/sheets", page=page).status == 422


def test_what_a_name_holds_is_text_in_a_picture(door: Door) -> None:
    estate.put_place(structs.replace(LIFT, name={"en": "<script>&"}))

    assert "<script>" not in asked(door, MARA, f"/staff/v1/labels/{LIFT.code}").text


def test_an_old_label_leads_to_the_new_one_for_ninety_days(door: Door) -> None:
    new = rotated(door).json

    old = door.get(f"/q/{LIFT.code}")
    assert (old.status, f"/q/{new['code']}" in old.text) == (410, True)
    assert door.get(f"/q/{new['code']}").status == 200
    assert new["version"] == 2

    stored = estate.place(LIFT.code, now=now_ms())
    estate.put_place(structs.replace(stored, retired_at=now_ms() - RETIRED_FOR_MS - 1))
    assert door.get(f"/q/{LIFT.code}").status == 404


def test_replacing_twice_makes_one_new_label(door: Door) -> None:
    first, second = rotated(door).json, rotated(door).json

    assert first["code"] == second["code"]
    assert len(asked(door, MARA, "/staff/v1/labels").json["labels"]) == 3


def test_a_kill_before_the_old_one_is_retired_is_mended_by_asking_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone."""

    def killed(place: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(estate, "retire_place", killed)
        with pytest.raises(Killed):
            rotated(door)
    assert door.get(f"/q/{LIFT.code}").status == 200

    new = rotated(door).json
    assert door.get(f"/q/{LIFT.code}").status == 410
    assert door.get(f"/q/{new['code']}").status == 200


def test_retired_labels_are_not_printed(door: Door) -> None:
    new = rotated(door).json
    sheet = asked(door, MARA, "/staff/v1/sheets").text

    assert new["serial"] in sheet
    assert f"{LIFT.code}-1" not in sheet
