"""Places for managers: many by a line with codes and labels, renamed, retired, nothing twice."""

import pytest

from chalicelib.estate import store as estate
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from chalicelib.setup import places
from tests.support.builders import LENA, LIFT, MARA, OTTO, PACO, YARD, World, key
from tests.support.door import Answer, Door, token_of

PATH = "/staff/v1/places"
KEYS: list[str] = []
TOWER = "Tower 9, floors 1 to 3, flats A to B"


def asked(door: Door, path: str = PATH, who=MARA, **query: str) -> Answer:
    more = {name: [value] for name, value in ({"community": "hv"} | query).items()}
    return door.get(path, headers=token_of(who), query=more)


def added(door: Door, *lines: str, who=MARA, look: bool = False, n: int | None = None) -> Answer:
    body = {"community": "hv", "lines": list(lines), "look": look}
    KEYS.append(key(f"places-{len(KEYS) if n is None else n}"))
    return door.post_json(PATH, body, token_of(who) | {"idempotency-key": KEYS[-1]})


def changed(door: Door, code: str, patch: dict, version: int = 0, who=MARA) -> Answer:
    return door.post_json(f"{PATH}/{code}", patch, token_of(who) | {"if-match": f'"{version}"'})


def test_a_line_is_looked_at_first_and_then_makes_places_with_labels(door: Door) -> None:
    before = asked(door).json
    seen = added(door, TOWER, look=True).json
    assert (seen["count"], seen["first"]) == (6, "Tower 9, 1/F, flat A")
    assert asked(door).json == before

    made = added(door, TOWER).json
    tree = asked(door).json
    flats = [place for place in tree["places"] if place["building"] == "tower9"]
    assert (made["count"], made["sheets"], len(flats)) == (6, 1, 6)
    assert {"code": "tower9", "name": "Tower 9"} in tree["buildings"]
    assert {(flat["kind"], flat["household"]) for flat in flats} >= {("private", "tower9-1a")}
    assert door.get(f"/q/{flats[0]['code']}").status == 200
    sheet = asked(door, "/staff/v1/sheets", page="1", made_by=made["change"])
    assert flats[0]["code"] in sheet.text.replace(" ", "") and "Lobby" not in sheet.text


def test_places_that_are_there_are_not_made_again(door: Door) -> None:
    added(door, TOWER)
    assert added(door, TOWER).status == 422
    assert added(door, TOWER, "Tower 9, floor 4, flat A").json["count"] == 1


def test_the_same_key_again_gives_the_same_places(door: Door) -> None:
    first, second = added(door, TOWER, n=900).json, added(door, TOWER, n=900).json

    assert first == second
    assert len(asked(door).json["places"]) == 8
    assert added(door, TOWER).status == 422


def test_new_places_are_taken_back_except_those_changed_since(door: Door) -> None:
    added(door, TOWER)
    flats = [each for each in asked(door).json["places"] if each["building"] == "tower9"]
    changed(door, flats[0]["code"], {"floor": "9"})
    number = next(
        each["number"]
        for each in asked(door, "/staff/v1/changes").json["changes"]
        if each["what"] == "places"
    )

    undo = {"community": "hv", "change": number}
    for _ in range(2):
        assert door.post_json("/staff/v1/changes/undo", undo, token_of(MARA)).status == 200
    left = [each for each in asked(door).json["places"] if each["building"] == "tower9"]
    assert [each["code"] for each in left] == [flats[0]["code"]]
    told = asked(door, "/staff/v1/changes").json["changes"][0]
    assert (told["undoes"], told["fields"]) == (number, {"places": {"from": 6, "to": 0}})


def test_every_line_that_is_not_understood_is_named(door: Door) -> None:
    refused = added(door, TOWER, "Tower 9", "Tower 9, floors 9 to 1, flats A")

    assert refused.json["errors"].keys() == {"lines.1", "lines.2"}
    assert len(asked(door).json["places"]) == 2


class Killed(BaseException):
    """The process is gone."""


def test_a_kill_in_the_middle_goes_on_and_makes_nothing_twice(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, calls = estate.insert_place, []

    def killed(place) -> bool:
        calls.append(place)
        if len(calls) > 2:
            raise Killed
        return put(place)

    with monkeypatch.context() as broken:
        broken.setattr(places.estate, "insert_place", killed)
        with pytest.raises(Killed):
            added(door, TOWER)
    World().sweep(now_ms() + GRACE_MS + 1)
    World().sweep(now_ms() + GRACE_MS + 1)

    names = [place["said"] for place in asked(door).json["places"]]
    assert len(names) == len(set(names)) == 8


def test_a_place_is_renamed_and_keeps_its_label(door: Door) -> None:
    said = changed(door, LIFT.code, {"name": {"en": "Lift two"}, "floor": "1"})
    assert (said.json["said"], said.json["floor"], said.json["version"]) == ("Lift two", "1", 1)
    assert changed(door, LIFT.code, {"floor": "2"}).status == 412
    assert list(changed(door, LIFT.code, {"name": {}}, 1).json["errors"]) == ["name"]
    assert door.get(f"/q/{LIFT.code}").status == 200


def test_a_place_is_retired_by_its_code_and_taken_back(door: Door) -> None:
    retire = f"{PATH}/{LIFT.code}/retire"
    assert door.post_json(retire, {"code": "7KQ2M9X0AB3CDF"}, token_of(MARA)).status == 422
    assert door.post_json(retire, {"code": LIFT.code.lower()}, token_of(MARA)).status == 200
    assert door.get(f"/q/{LIFT.code}").status == 404

    number = asked(door, "/staff/v1/changes").json["changes"][0]["number"]
    undo = {"community": "hv", "change": number}
    assert door.post_json("/staff/v1/changes/undo", undo, token_of(MARA)).status == 200
    assert door.get(f"/q/{LIFT.code}").status == 200


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_places_are_for_managers(door: Door, who) -> None:
    assert asked(door, who=who).status == 403
    assert added(door, TOWER, who=who).status == 403
    assert changed(door, LIFT.code, {"floor": "9"}, who=who).status == 403
    assert changed(door, YARD.code, {"floor": "9"}, who=MARA).status == 404
