"""What helps with a job, through the door."""

from chalicelib.cases.tasks import store as tasks
from chalicelib.wiring import effect_handlers
from tests.support import clock
from tests.support.builders import CLEO, LENA, LIFT, MARA, OTTO, PACO, World, key
from tests.support.door import token_of

LESSON = {
    "community": "hv",
    "topic": "plumbing",
    "problem": "Water came through the ceiling.",
    "done": "We sealed the joint.",
    "prevent": "Look before the rain.",
    "not_here": "Flat roofs.",
}


def sent(door, path, body, by, n="1", **headers):
    return door.post_json(path, body, {"idempotency-key": key(n), **token_of(by), **headers})


def a_task(door) -> str:
    """Submit a request in Chinese and route it; return the id of its claimed task."""
    body = {"place": LIFT.code, "words": "漏水", "topic": "plumbing", "lang": "zh-Hant"}
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": key()}).json
    now, world = clock.now(), World()
    effect_handlers.perform(made["id"], "request", "1#route", now=now, tools=world.tools)
    (task,) = tasks.of_request(made["id"])
    world.act(task.id, "claim", task.version, now=now)
    return task.id


def test_a_lesson_is_written_published_and_found_at_work(door) -> None:
    lesson = sent(door, "/staff/v1/lessons", LESSON, PACO).json
    path = f"/staff/v1/lessons/{lesson['id']}/actions"
    assert sent(door, path, {"action": "publish"}, PACO, "2", **{"if-match": '"1"'}).status == 403
    assert sent(door, path, {"action": "publish"}, LENA, "2", **{"if-match": '"1"'}).status == 200

    helped = door.get(f"/staff/v1/tasks/{a_task(door)}/help", headers=token_of(PACO)).json

    assert [each["done"] for each in helped["lessons"]] == ["We sealed the joint."]


def test_ready_words_are_in_the_residents_language_and_in_ones_own(door) -> None:
    task_id = a_task(door)
    headers = {**token_of(PACO), "accept-language": "en"}

    replies = door.get(f"/staff/v1/tasks/{task_id}/help", headers=headers).json["replies"]

    assert set(replies) == {"ask", "say", "pause", "decline", "done"}
    first = replies["ask"][0]
    assert first["yours"].startswith("Is the water or the power")
    assert "水" in first["text"]


def test_a_caution_is_proposed_approved_and_seen(door) -> None:
    path = f"/staff/v1/tasks/{a_task(door)}"
    said = {"action": "propose", "text": "Please go in pairs."}

    assert sent(door, f"{path}/caution", said, PACO).status == 201
    assert door.get(f"{path}/help", headers=token_of(PACO)).json["caution"] is None
    assert sent(door, f"{path}/caution", {"action": "approve"}, MARA).status == 200

    assert door.get(f"{path}/help", headers=token_of(PACO)).json["caution"]["text"] == said["text"]
    assert sent(door, f"{path}/caution", {"action": "shout"}, MARA).status == 422


def test_who_may_not(door) -> None:
    path = f"/staff/v1/tasks/{a_task(door)}"

    for by in (CLEO, OTTO):
        assert door.get(f"{path}/help", headers=token_of(by)).status == 404
        assert sent(door, f"{path}/caution", {"action": "approve"}, by).status == 404
    assert sent(door, "/staff/v1/lessons", LESSON, OTTO).status == 404
    assert door.get("/staff/v1/lessons", query={"community": ["hv"]}).status == 401
    query = {"community": ["hv"]}
    assert door.get("/staff/v1/lessons/quiz", headers=token_of(OTTO), query=query).status == 404
