"""The life of a request at its doors: details, a corrected topic, is it still fixed?"""

from msgspec import structs

from chalicelib.cases.requests import follow_up
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel.tuning import REOPEN_MS
from tests.support.builders import CLEO, PACO, World, key
from tests.support.door import Answer, Door, token_of
from tests.support.pages import form_of, opened, sent


def routed(door: Door, **changes: str):
    """Send the form and finish its routing; return path, cookie and the request's id."""
    answer, _ = sent(door, **changes)
    where, cookie, _ = opened(door, answer)
    request_id = where.removeprefix("/r/")
    stored = requests.get(request_id)
    assert stored is not None
    world = World()
    world.enqueue(request_id, "request", "1#route")
    world.drain(stored.created_at)
    return where, cookie, request_id


def acted(door: Door, task_id: str, body, by=PACO, version: int = 1) -> Answer:
    headers = {
        **token_of(by),
        "idempotency-key": key(f"{body['action']}-{body.get('topic', '')}-{by.id}"),
        "if-match": f'"{version}"',
    }
    return door.post_json(f"/staff/v1/tasks/{task_id}/actions", body, headers)


def test_what_a_resident_adds_is_asked_stored_and_shown_to_the_worker(door: Door) -> None:
    where, cookie, request_id = routed(door)
    page = door.get(where, headers=cookie).text
    assert "Is water still running?" in page and "answer.running" in page

    said = {**form_of(page, "visit"), "visit": "after 18:00", "may_enter": "no",
            "name": "Rosa", "answer.running": "yes", "answer.floor": "12"}  # fmt: skip
    answer = door.post_form(where, said, cookie)

    assert answer.headers["location"].endswith("?saved=visit")
    (task,) = tasks.of_request(request_id)
    shown = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO)).json
    assert (shown["visit"], shown["may_enter"]) == ("after 18:00", False)
    assert shown["asked"][0] == {
        "code": "running", "question": "Is water still running?", "answer": "Yes",
    }  # fmt: skip


def test_an_answer_that_cannot_be_is_refused_on_the_page(door: Door) -> None:
    where, cookie, request_id = routed(door)
    page = door.get(where, headers=cookie).text

    said = {**form_of(page, "visit"), "answer.running": "perhaps"}
    answer = door.post_form(where, said, cookie)

    assert answer.status == 422
    stored = requests.get(request_id)
    assert stored is not None and stored.answers == {}


def test_a_corrected_topic_is_an_action_of_the_api(door: Door) -> None:
    _, _, request_id = routed(door)
    (task,) = tasks.of_request(request_id)
    shown = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO)).json
    assert "retopic" in shown["allowed"]

    done = acted(door, task.id, {"action": "retopic", "topic": "dirty"})

    assert (done.status, done.json["verdict"]) == (200, "applied")
    stored = requests.get(request_id)
    assert stored is not None and stored.topic == "dirty"
    unknown = acted(door, task.id, {"action": "retopic", "topic": "nonsense"})
    assert (unknown.status, list(unknown.json["errors"])) == (422, ["topic"])
    assert acted(door, task.id, {"action": "retopic", "topic": "leak"}, by=CLEO).status == 404


def test_a_false_alarm_is_lowered_by_an_action_of_the_api(door: Door) -> None:
    _, _, request_id = routed(door, words="I smell gas")
    task = next(t for t in tasks.of_request(request_id) if t.department == "engineering")

    def may_lower() -> bool:
        shown = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO)).json
        return "lower" in shown["allowed"]

    before = may_lower()
    acted(door, task.id, {"action": "claim"})
    assert (before, may_lower()) == (False, True)

    done = acted(door, task.id, {"action": "lower"}, version=2)

    assert (done.status, done.json["verdict"]) == (200, "applied")
    assert not may_lower()


def test_is_it_still_fixed_is_asked_on_the_page_and_a_late_no_leads_to_the_new_request(
    door: Door,
) -> None:
    where, cookie, request_id = routed(door)
    world = World()
    stored = requests.get(request_id)
    assert stored is not None
    now = stored.created_at
    world.finished(tasks.of_request(request_id)[0].id, now)
    world.answer(request_id, True, now)
    closed = requests.get(request_id)
    assert closed is not None
    follow_up.ask(closed, now=now, tools=world.tools)

    page = door.get(where, headers=cookie).text
    assert "Is it still fixed?" in page
    asked = requests.get(request_id)
    assert asked is not None
    requests.save(asked, structs.replace(asked, closed_at=now - REOPEN_MS - 86_400_000))
    page = door.get(where, headers=cookie).text
    assert "Has it come back?" in page

    said = {**form_of(page, "check_back"), "fixed": "no", "comment": "Drips again."}
    answer = door.post_form(where, said, cookie)

    new, cookie, page = opened(door, answer)
    assert new != where
    assert "Drips again." in page and f"/r/{request_id}" in page
    assert "You sent this request." in page
