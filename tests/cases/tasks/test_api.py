"""The staff API at its door: who may, what it costs, and refusals in words."""

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from tests.support import clock
from tests.support.builders import LENA, OTTO, PACO, PILAR, SAM, World, key
from tests.support.calls import counted
from tests.support.door import Door, token_of


@pytest.fixture
def task_id(door: Door) -> str:

    (task,) = World().routed(clock.now())
    return task.id


def acted(door: Door, task_id: str, action: str, version: str, who=PACO, n: str = "", **more):
    headers = {
        **token_of(who),
        "idempotency-key": key(n or f"{action}{who.id}"),
        "if-match": version,
    }
    return door.post_json(f"/staff/v1/tasks/{task_id}/actions", {"action": action, **more}, headers)


def test_without_a_token_nobody_learns_anything(door: Door) -> None:
    answer = door.get("/staff/v1/tasks")

    assert answer.status == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_login_that_works_nowhere_is_refused(door: Door) -> None:
    from msgspec import structs

    stranger = structs.replace(PACO, id="nobody")
    assert door.get("/staff/v1/tasks", headers=token_of(stranger)).status == 403


def test_a_poll_lists_the_own_queue_and_a_second_one_says_304(door: Door, task_id: str) -> None:
    first = door.get("/staff/v1/tasks", headers=token_of(PACO), query={"queue": ["hv.engineering"]})
    assert [row["id"] for row in first.json["tasks"]] == [task_id]
    assert first.json["resync"] and first.json["tasks"][0]["title"]

    query = {"cursor": [first.json["cursor"]]}
    second = door.get("/staff/v1/tasks", headers=token_of(PACO), query=query)
    tag = {"if-none-match": second.headers["etag"]}
    third = door.get("/staff/v1/tasks", headers=token_of(PACO) | tag, query=query)

    assert (second.status, third.status, third.text) == (200, 304, "")


def test_an_unchanged_poll_is_one_query(door: Door) -> None:
    headers = token_of(PACO)
    first = door.get("/staff/v1/tasks", headers=headers, query={"queue": ["hv.engineering"]})

    with counted() as calls:
        query = {"cursor": [first.json["cursor"]]}
        answer = door.get("/staff/v1/tasks", headers=headers, query=query)

    assert calls == ["Query"]
    assert answer.json["tasks"] == []
    assert len(answer.text) < 1024


@pytest.mark.parametrize(
    ("who", "queue", "status"),
    [(SAM, "hv.engineering", 403), (OTTO, "hv.engineering", 403), (PACO, "nonsense", 422)],
)
def test_a_queue_that_is_not_yours_is_refused(door: Door, who, queue, status) -> None:
    answer = door.get("/staff/v1/tasks", headers=token_of(who), query={"queue": [queue]})
    assert answer.status == status


def test_a_made_up_cursor_is_named(door: Door) -> None:
    answer = door.get("/staff/v1/tasks", headers=token_of(PACO), query={"cursor": ["{}"]})
    assert (answer.status, list(answer.json["errors"])) == (422, ["cursor"])


def test_a_claim_is_applied_once_and_the_loser_learns_who(door: Door, task_id: str) -> None:
    first = acted(door, task_id, "claim", '"1"')
    again = acted(door, task_id, "claim", '"1"')
    late = acted(door, task_id, "claim", '"1"', who=PILAR)

    assert (first.json["verdict"], again.json["verdict"]) == ("applied", "already_applied")
    assert first.json["task"]["mine"]
    assert (late.status, late.json["holder"]["name"]) == (409, "Paco")
    assert late.json["state"] == "claimed"


@pytest.mark.parametrize(
    ("version", "body", "status", "field"),
    [
        ('"x"', {"action": "claim"}, 422, "If-Match"),
        ("", {"action": "claim"}, 422, "If-Match"),
        ('"1"', {"action": "claim", "state": "done"}, 422, "state"),
        ('"1"', {"action": 3}, 422, "action"),
        ('"1"', {}, 422, "action"),
        ('"1"', "not json", 422, "body"),
        ('"1"', b"\xff\xfe", 422, "body"),
        ('"1"', '{"action": "' + "x" * 70_000 + '"}', 422, "body"),
    ],
)
def test_a_bad_action_names_the_field(door: Door, task_id, version, body, status, field) -> None:
    headers = {**token_of(PACO), "idempotency-key": key(), "if-match": version}
    answer = door.post_json(f"/staff/v1/tasks/{task_id}/actions", body, headers)

    assert answer.status == status
    assert field in answer.json["errors"], answer.json


def test_a_stale_version_is_412_and_an_unknown_task_404(door: Door, task_id: str) -> None:
    acted(door, task_id, "claim", '"1"')

    assert acted(door, task_id, "start", '"1"').status == 412
    assert acted(door, task_id[:-5] + "xxxxx", "claim", '"1"').status == 404
    assert acted(door, "nonsense", "claim", '"1"').status == 404


def test_a_batch_gives_a_verdict_for_each_in_order(door: Door, task_id: str) -> None:
    batch = [
        {"key": key("a"), "task": task_id, "action": "claim", "version": 1},
        {"key": key("b"), "task": task_id, "action": "start", "after": key("a")},
        {"key": key("c"), "task": task_id, "action": "decline", "after": key("b")},
        {"key": key("d"), "task": task_id, "action": "done", "after": key("c")},
        {"key": key("e"), "task": task_id, "action": "note", "text": "Valve behind the panel.",
         "after": key("b")},
    ]  # fmt: skip
    answer = door.post_json("/staff/v1/actions", {"actions": batch}, token_of(PACO))

    verdicts = [each["verdict"] for each in answer.json["verdicts"]]
    assert verdicts == ["applied", "applied", "refused", "refused", "applied"]
    assert "reason" in answer.json["verdicts"][2]["problem"]["errors"]
    assert answer.json["verdicts"][3]["problem"]["state"] == "working"


def test_a_batch_names_a_predecessor_of_an_earlier_batch(door: Door, task_id: str) -> None:
    acted(door, task_id, "claim", '"1"', n="a")
    batch = [{"key": key("b"), "task": task_id, "action": "start", "after": key("a")}]

    answer = door.post_json("/staff/v1/actions", {"actions": batch}, token_of(PACO))

    assert answer.json["verdicts"][0]["verdict"] == "applied"


def test_a_task_shows_words_and_never_an_address(door: Door) -> None:

    now = clock.now()
    (task,) = World().routed(now, contact="rosa@home.example")
    answer = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO))

    assert answer.json["words"] == "Water drips from the ceiling."
    assert "rosa@" not in answer.text
    assert "claim" in answer.json["allowed"]
    assert answer.json["has_contact"]


def test_leaving_takes_effect_within_a_minute(door: Door, task_id: str) -> None:
    from msgspec import structs

    from chalicelib.estate import store as estate

    estate.put_member(structs.replace(PACO, disabled=True))
    assert acted(door, task_id, "claim", '"1"').status == 403


def test_who_is_on_duty_says_so(door: Door) -> None:
    assert door.post_json("/staff/v1/me/duty", {"on_duty": False}, token_of(PACO)).status == 200
    me = door.get("/staff/v1/me", headers=token_of(PACO)).json

    assert not me["on_duty"]
    assert [queue["id"] for queue in me["communities"][0]["queues"]] == ["hv.engineering"]


def test_a_reference_finds_a_request_for_its_own_community_only(door: Door, task_id: str) -> None:
    task = tasks.get(task_id)
    assert task is not None
    query = {"community": ["hv"], "reference": [task.reference.lower()]}

    found = door.get("/staff/v1/find", headers=token_of(LENA), query=query)
    assert [each["id"] for each in found.json["requests"]] == [task.request]
    assert door.get("/staff/v1/find", headers=token_of(OTTO), query=query).status == 404
    assert requests.get(task.request) is not None


def test_an_app_listens_within_a_minute_and_more_often_while_something_rings(door: Door) -> None:
    quiet = door.get("/staff/v1/urgent", headers=token_of(PACO)).json
    World().routed(clock.now(), topic="trapped", words="We are stuck in lift 2!")
    rings = door.get("/staff/v1/urgent", headers=token_of(PACO)).json

    assert quiet["tasks"] == [] and 30 <= quiet["poll_after_s"] < 60
    assert len(rings["tasks"]) == 1 and rings["poll_after_s"] == 15
