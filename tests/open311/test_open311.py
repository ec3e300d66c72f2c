"""Open311 GeoReport v2: what clients of the standard send and read, and nothing private."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from msgspec import structs

from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.system_transition import successor_id
from chalicelib.estate import store as estate
from chalicelib.kernel.points import point_of
from chalicelib.open311.once import DANGER_SAME_MS, SAME_MS
from chalicelib.platform.http import call as http
from chalicelib.programs.keys.model import READ_OWN, SUBMIT
from tests.support import clock
from tests.support.builders import GRACE, HARBOUR, LIFT, LOBBY, YARD, World, key
from tests.support.door import FORM, Answer, Door
from tests.support.open311 import FLAT, given

ROOT = "/open311/v2/"
FROM_FIXMYSTREET = {
    "jurisdiction_id": "hv", "service_code": "dirty", "lat": "22.281000", "long": "114.158000",
    "description": "Bin is full\r\n\r\nThe bin by the lift is full\r\n\r\nhttps://fms.example/r/7",
    "email": "rosa@example.com", "first_name": "Rosa", "last_name": "Lim", "deviceid": "x",
    "attribute[unknown]": "1", "address_string": "", "account_id": "",
}  # fmt: skip
"""The form of mysociety/fixmystreet, perllib/Open311.pm of August 2026."""


@pytest.fixture
def robot(door: Door) -> str:
    """The text of a key of Harbour View, whose estate has a point, a lobby and a flat."""
    return given(SUBMIT)


def posted(door: Door, text: str, form: str = "xml", **more: str) -> Answer:
    body = urlencode(FROM_FIXMYSTREET | {"api_key": text} | more)
    return door(
        "POST", f"{ROOT}requests.{form}", route=f"{ROOT}{{name}}", body=body,
        headers={"content-type": FORM},
    )  # fmt: skip


def got(door: Door, path: str, route: str = f"{ROOT}{{name}}", **query: str) -> Answer:
    return door.get(f"{ROOT}{path}", route=route, query={k: [v] for k, v in query.items()})


def ids(answer: Answer) -> list[str | None]:
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return [each.text for each in ElementTree.fromstring(answer.text).iter("service_request_id")]


def later(monkeypatch: pytest.MonkeyPatch, ms: int) -> None:
    monkeypatch.setattr(http, "now_ms", lambda: clock.now() + ms)


def test_what_fixmystreet_posts_is_a_request_at_the_nearest_public_place(door, robot) -> None:
    (id_,) = ids(posted(door, robot))

    stored = requests.get(id_)
    assert (stored.topic, stored.place, stored.name) == ("dirty", LIFT.code, "Rosa Lim")
    assert stored.words.startswith("Bin is full\n\nThe bin by the lift")
    (near_the_lobby,) = ids(posted(door, robot, lat="22.2899", long="114.1601"))
    assert requests.get(near_the_lobby).place == LOBBY.code


def test_equal_forms_under_one_key_are_one_request_while_it_is_open(
    door, robot, monkeypatch
) -> None:
    first = ids(posted(door, robot))
    later(monkeypatch, SAME_MS - 60_000)
    assert ids(posted(door, robot)) == first
    assert ids(posted(door, robot, description="The other bin is full, too")) != first
    later(monkeypatch, SAME_MS)
    again = ids(posted(door, robot))
    assert again != first
    assert ids(posted(door, robot)) == again


def test_after_it_is_closed_the_same_form_is_a_new_request(door, robot) -> None:
    (first,) = ids(posted(door, robot))
    resident_actions.withdraw(first, key=key("w"), now=clock.now(), enqueue=lambda *_: None)

    assert ids(posted(door, robot)) != [first]


def test_a_danger_in_the_same_words_is_a_new_one_two_hours_later(door, robot, monkeypatch) -> None:
    fire = {"description": "There is smoke in the lift, fire!"}
    first = ids(posted(door, robot, **fire))
    assert ids(posted(door, robot, **fire)) == first
    later(monkeypatch, DANGER_SAME_MS)
    assert ids(posted(door, robot, **fire)) != first


def test_a_danger_needs_no_key_no_service_and_no_place(door, robot) -> None:
    fire = {"description": "There is smoke in the lift, fire!", "service_code": "", "lat": "x"}
    (id_,) = ids(posted(door, "wrong", **fire))

    assert requests.get(id_).emergency


REFUSED = [
    (403, {"api_key": "steward_wrong"}),
    (404, {"jurisdiction_id": "nowhere"}),
    (404, {"service_code": "nothing"}),
    (400, {"service_code": ""}),
    (400, {"lat": "", "long": ""}),
    (400, {"lat": "north", "long": "1"}),
    (400, {"address_id": YARD.code}),
]


@pytest.mark.parametrize(("status", "wrong"), REFUSED)
def test_what_is_refused_is_a_list_of_errors_in_the_form_that_was_asked_for(
    door, robot, status, wrong
) -> None:
    xml, json = posted(door, robot, **wrong), posted(door, robot, "json", **wrong)

    assert (xml.status, json.status) == (status, status)
    assert ElementTree.fromstring(xml.text).find("error/code").text == str(status)
    (error,) = json.json
    assert error["code"] == str(status) and error["description"]


def test_a_key_that_may_only_read_reports_nothing(door) -> None:
    assert posted(door, given(READ_OWN)).status == 403


def test_a_report_in_a_flat_is_written_and_read_by_nobody(door, robot) -> None:
    here = {"address_id": FLAT.code, "description": "My tap drips in 12A"}
    (id_,) = ids(posted(door, robot, service_code="plumbing", **here))
    answers = [
        got(door, f"requests/{id_}.xml", f"{ROOT}requests/{{name}}"),
        got(door, "requests.xml", service_request_id=id_),
        got(door, "requests.json", jurisdiction_id="hv"),
        got(door, "servicerequestupdates.xml", jurisdiction_id="hv"),
    ]

    assert [answer.status for answer in answers] == [200] * 4
    text = "".join(answer.text for answer in answers)
    for private in ("12A", "drips", FLAT.code, "22.281", "rosa@", "Rosa"):
        assert private not in text, private
    assert got(door, "requests.json", jurisdiction_id="hv").json == []


def test_what_is_with_those_who_look_into_complaints_about_people_is_read_by_nobody(
    door, robot
) -> None:
    """By whatever topic it came: a community may send one of its own to that queue."""
    to_conduct = {"dirty": {"departments": ["conduct"]}}
    harbour = structs.replace(HARBOUR, point="22.2810,114.1580", publishes=True)
    world = World()
    (seen,) = ids(posted(door, robot, description="The bin is full"))
    world.sweep(clock.now() + GRACE)
    estate.put_community(structs.replace(harbour, topics=to_conduct))
    hidden = world.submit(clock.now(), topic="dirty", words="The cleaner is rude.").request_id
    world.sweep(clock.now() + GRACE)
    assert [task.department for task in tasks.of_request(hidden)] == ["conduct"]
    estate.put_community(harbour)
    for each in (seen, hidden):
        resident_actions.withdraw(each, key=key("w"), now=clock.now(), enqueue=world.enqueue)

    def read(id_: str) -> list[bool]:
        answers = [
            got(door, f"requests/{id_}.json", f"{ROOT}requests/{{name}}"),
            got(door, "requests.json", service_request_id=id_),
            got(door, "requests.json", jurisdiction_id="hv"),
            got(door, "servicerequestupdates.json", jurisdiction_id="hv"),
        ]
        return [id_ in answer.text for answer in answers]

    assert read(hidden) == [False] * 4
    assert read(seen) == [True] * 4


def test_a_request_is_read_by_nobody_when_one_of_its_tasks_was_handed_there(door, robot) -> None:
    (id_,) = ids(posted(door, robot))
    World().sweep(clock.now() + GRACE)
    (task,) = tasks.of_request(id_)
    handed = structs.replace(task, id=successor_id(task, "conduct"), department="conduct")
    assert got(door, "requests.json", service_request_id=id_).json != []

    tasks.insert(handed)

    assert got(door, "requests.json", service_request_id=id_).json == []
    assert got(door, f"requests/{id_}.json", f"{ROOT}requests/{{name}}").status == 404


def test_words_are_public_only_where_the_community_publishes_them(door, robot) -> None:
    (id_,) = ids(posted(door, robot, "xml"))
    one = f"requests/{id_}.json"
    (shown,) = got(door, one, f"{ROOT}requests/{{name}}").json
    assert shown["description"] is None
    assert (shown["status"], shown["address"]) == ("open", LIFT.name["en"])
    assert shown["requested_datetime"].endswith("Z") and "." not in shown["requested_datetime"]

    estate.put_community(structs.replace(HARBOUR, publishes=True))
    (shown,) = got(door, one, f"{ROOT}requests/{{name}}").json
    assert shown["description"].startswith("Bin is full")
    assert "rosa" not in str(shown).lower()


def test_a_list_holds_what_is_asked_for_and_its_pages_are_full(door, robot) -> None:
    made = [ids(posted(door, robot, description=f"Bin {number} is full"))[0] for number in "12345"]
    listed = got(door, "requests.json", jurisdiction_id="hv", page="1", page_size="2").json
    rest = got(door, "requests.json", jurisdiction_id="hv", page="3", page_size="2").json
    none = got(door, "requests.json", jurisdiction_id="hv", service_code="lift_stuck").json
    closed = got(door, "requests.json", jurisdiction_id="hv", status="closed").json

    assert (len(listed), len(rest), none, closed) == (2, 1, [], [])
    assert {row["service_request_id"] for row in listed + rest} < set(made)


def test_a_time_without_a_zone_is_refused_and_the_colon_is_not_missed(door, robot) -> None:
    asked = {"jurisdiction_id": "hv", "end_date": "2026-03-02T10:00:00"}
    assert got(door, "requests.xml", **asked).status == 400
    asked["end_date"] += "+08:00"
    assert got(door, "requests.xml", **asked).status == 200


def test_updates_tell_each_change_once_and_under_one_id(door, robot) -> None:
    (id_,) = ids(posted(door, robot))
    resident_actions.withdraw(id_, key=key("w"), now=clock.now(), enqueue=lambda *_: None)

    def told() -> list[tuple[str | None, ...]]:
        answer = got(door, "servicerequestupdates.xml", jurisdiction_id="hv")
        rows = ElementTree.fromstring(answer.text).findall("request_update")
        return [tuple(row.findtext(name) for name in ("update_id", "service_request_id", "status"))
                for row in rows]  # fmt: skip

    (told_once,) = [row for row in told() if row[2] == "closed"]
    assert told_once[1] == id_
    assert told_once in told()


def test_services_have_names_of_their_own_and_questions_as_attributes(door, robot) -> None:
    rows = got(door, "services.json", jurisdiction_id="hv").json
    names = [row["service_name"] for row in rows]
    assert len(names) == len(set(names)) and "conduct" not in {r["service_code"] for r in rows}
    asking = next(row for row in rows if row["metadata"])

    path = f"services/{asking['service_code']}"
    definition = got(door, f"{path}.json", f"{ROOT}services/{{name}}", jurisdiction_id="hv").json
    orders = [attribute["order"] for attribute in definition["attributes"]]
    assert orders == list(range(1, len(orders) + 1))
    xml = got(door, f"{path}.xml", f"{ROOT}services/{{name}}", jurisdiction_id="hv").text
    assert ElementTree.fromstring(xml).find("attributes/attribute/code") is not None


def test_discovery_names_both_forms_at_one_address(door, robot) -> None:
    found = got(door, "discovery.json").json
    assert {each["type"] for each in found["endpoints"]} == {"production", "test"}
    assert all(each["url"].endswith("/open311/v2") for each in found["endpoints"])
    assert ElementTree.fromstring(got(door, "discovery.xml").text).tag == "discovery"


def test_a_path_without_an_ending_is_not_there(door, robot) -> None:
    assert got(door, "services", jurisdiction_id="hv").status == 404


@pytest.mark.parametrize("text", ["", "1", "91,0", "north,west", "nan,1,2"])
def test_a_point_is_two_numbers_on_this_earth(text: str) -> None:
    assert point_of(text) is None
