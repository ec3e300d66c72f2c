"""Filing for a resident, reading how to reach one, and who is on duty: at the door."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from tests.support import clock
from tests.support.builders import LENA, LIFT, LOBBY, MARA, OTTO, PACO, PILAR, SAM, YARD, World, key
from tests.support.calls import counted
from tests.support.door import Door, token_of

TOLD = {
    "place": LIFT.code,
    "words": "She says that the lift is out of order.",
    "channel": "phone",
    "topic": "lift_stopped",
}


def filed(door: Door, who=SAM, n: str = "filed", **changes):
    headers = {**token_of(who), "idempotency-key": key(n)}
    return door.post_json("/staff/v1/requests", TOLD | changes, headers)


@pytest.mark.parametrize("channel", ["phone", "counter", "round"])
def test_what_was_told_says_how_it_came_and_who_filed_it(door: Door, channel: str) -> None:
    answer = filed(door, channel=channel)

    request = requests.get(answer.json["id"])
    assert answer.status == 201
    assert (request.channel, request.filed_by) == (channel, "sam")
    assert request.steps["1"].by == "sam"


def test_the_same_key_files_once(door: Door) -> None:
    first, again = filed(door), filed(door)

    assert (first.status, again.status) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert again.json["replayed"]


def test_an_address_is_kept_only_with_consent(door: Door) -> None:
    refused = filed(door, contact="rosa@home.example")
    assert (refused.status, list(refused.json["errors"])) == (422, ["consent"])

    answer = filed(door, contact="rosa@home.example", consent=True)
    assert requests.get(answer.json["id"]).contact == "rosa@home.example"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"channel": "form"}, 422),
        ({"channel": ""}, 422),
        ({"words": " "}, 422),
        ({"topic": "nonsense"}, 422),
        ({"filed_by": "mara"}, 422),
        ({"place": YARD.code}, 404),
        ({"place": "nonsense"}, 404),
    ],
)
def test_what_cannot_be_filed_is_refused(door: Door, changes, status: int) -> None:
    assert filed(door, **changes).status == status


def test_staff_are_not_limited_by_what_residents_sent(door: Door) -> None:
    with counted() as calls:
        filed(door)
    assert "PutItem" in calls
    assert "UpdateItem" not in calls


def test_what_can_be_filed_is_offered_for_ones_own_community(door: Door) -> None:
    estate.put_place(structs.replace(LOBBY, retired_at=1))
    offer = door.get("/staff/v1/filing", headers=token_of(PACO), query={"community": ["hv"]})

    assert [place["code"] for place in offer.json["places"]] == [LIFT.code]
    assert "lift_stopped" in [topic["code"] for topic in offer.json["topics"]]
    assert (
        door.get("/staff/v1/filing", headers=token_of(OTTO), query={"community": ["hv"]}).status
        == 404
    )


@pytest.fixture
def task(door: Door):
    world, now = World(), clock.now()
    (made,) = world.routed(now, contact="rosa@home.example", name="Rosa")
    return world.act(made.id, "claim", 1, by=PACO, now=now).task


def looked(door: Door, task, who):
    return door.post_json(f"/staff/v1/tasks/{task.id}/contact", {}, token_of(who))


@pytest.mark.parametrize("who", [PACO, LENA, MARA])
def test_who_has_the_task_or_answers_for_it_may_reach_the_resident(door, task, who) -> None:
    answer = looked(door, task, who)

    assert answer.json["name"] == "Rosa"
    assert answer.json["addresses"] == [{"channel": "email", "address": "rosa@home.example"}]


def test_each_look_at_an_address_is_written_down(door: Door, task) -> None:
    looked(door, task, PACO)
    looked(door, task, LENA)

    looks = requests.aggregate(task.request).looks
    assert [(look.by, look.task) for look in looks] == [("paco", task.id), ("lena", task.id)]


@pytest.mark.parametrize(("who", "status"), [(PILAR, 403), (SAM, 404), (OTTO, 404)])
def test_nobody_else_may_and_no_look_is_left(door: Door, task, who, status: int) -> None:
    assert looked(door, task, who).status == status
    assert requests.aggregate(task.request).looks == []


def test_once_the_work_is_over_nobody_needs_the_address(door: Door, task) -> None:
    World().act(task.id, "done", task.version, now=task.changed_at)
    assert looked(door, task, PACO).status == 409


def test_a_lead_sees_who_of_their_departments_is_on_duty(door: Door) -> None:
    estate.set_duty(PILAR, False)
    query = {"community": ["hv"]}
    mine = door.get("/staff/v1/people", headers=token_of(LENA), query=query).json["people"]
    all_of_them = door.get("/staff/v1/people", headers=token_of(MARA), query=query).json["people"]

    assert [each["id"] for each in mine] == ["lena", "paco", "pilar"]
    assert not mine[-1]["on_duty"]
    assert {each["id"] for each in all_of_them} == {"cleo", "lena", "mara", "paco", "pilar", "sam"}
    assert "address" not in mine[0]
    assert door.get("/staff/v1/people", headers=token_of(PACO), query=query).status == 403
    assert door.get("/staff/v1/people", headers=token_of(OTTO), query=query).status == 403


@pytest.mark.parametrize(
    ("unread", "wrong"),
    [
        (["channel"], {"channel": "fax"}),
        (["channel"], {"channel": 3}),
        (["may_enter", "body"], {"may_enter": "perhaps", "colour": "red"}),
        (["consent"], {"consent": "yes", "contact": "rosa@home.example"}),
    ],
)
def test_a_danger_that_staff_file_is_taken_with_anything_wrong(
    door: Door, unread: list[str], wrong: dict[str, object]
) -> None:
    calm = filed(door, words="She asks for the opening hours.", topic="other", **wrong)
    answer = filed(door, words="Flames in the bin room, fire!", **wrong)

    assert (calm.status, answer.status) == (422, 201)
    assert sorted(answer.json["unread"]) == sorted(unread)
    request = requests.get(answer.json["id"])
    assert (request.emergency, request.channel, request.contact) == ("fire", "phone", "")
