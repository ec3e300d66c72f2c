"""The page of what helps at home: by the resident's own link, without JavaScript."""

import re

from chalicelib.storage import requests, tasks
from chalicelib.usecases import respond, work
from tests import clock
from tests.builders import CLEO, LIFT, OTTO, PACO, SAM, World, key
from tests.entrypoints.conftest import token_of

HIDDEN = re.compile(r'name="(key|token)" value="([^"]*)"')


def reported(door, *, confirmed: bool = True) -> tuple[str, str]:
    """Submit a request with an address; return its id and its link."""
    body = {"place": LIFT.code, "words": "Water drips.", "topic": "plumbing"}
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": key()}).json
    respond.leave_contact(
        made["id"], "rosa@resident.example", secret=b"x" * 32, now=1, enqueue=lambda *_: None
    )
    (contact,) = requests.aggregate(made["id"]).contacts
    if confirmed:
        respond.confirm_contact(made["id"], contact.hash, now=2)
    return made["id"], made["status_token"]


def page(door, link: str, **query: str):
    return door.get(f"/home/{link}", query={name: [value] for name, value in query.items()})


def sent(door, link: str, **fields: str):
    hidden = dict(HIDDEN.findall(page(door, link).text))
    return door.post_form(f"/home/{link}", {**hidden, **fields})


def test_a_resident_tells_sees_and_takes_back(door) -> None:
    _, link = reported(door)

    assert sent(door, link, do="tell", code="knock").status == 303
    assert "Kept until" in page(door, link).text
    assert sent(door, link, do="withdraw", code="knock").status == 303

    assert "Kept until" not in page(door, link).text


def test_what_is_sensitive_without_a_tick_is_asked_for_again_and_not_kept(door) -> None:
    _, link = reported(door)

    again = sent(door, link, do="tell", code="wheelchair")

    assert again.status == 422
    assert "tick that you agree" in again.text
    assert "Kept until" not in page(door, link).text
    assert sent(door, link, do="tell", code="wheelchair", consent="yes").status == 303


def test_hours_are_two_times(door) -> None:
    _, link = reported(door)

    assert sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": ""}).status == 422
    assert (
        sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": "14:30"}).status == 303
    )
    assert "13:00-14:30" in page(door, link).text


def test_before_an_address_is_confirmed_the_page_says_what_to_do(door) -> None:
    _, link = reported(door, confirmed=False)

    shown = page(door, link)

    assert shown.status == 200
    assert 'name="code"' not in shown.text


def test_another_link_a_forged_form_and_another_site_open_nothing(door) -> None:
    request_id, link = reported(door)

    assert page(door, request_id).status == 401
    assert page(door, link[:-1] + ("0" if link[-1] != "0" else "1")).status == 401
    forged = {"do": "tell", "code": "knock", "key": key(9), "token": "1.forged"}
    assert door.post_form(f"/home/{link}", forged).status == 303
    assert "Kept until" not in page(door, link).text


def test_the_page_speaks_each_language_and_may_be_stored_nowhere(door) -> None:
    _, link = reported(door)

    shown = page(door, link, lang="zh-Hant")

    assert "上門時我們要留意甚麼" in shown.text
    assert shown.headers["cache-control"] == "no-store"


def test_who_has_the_task_is_shown_what_fits_and_nobody_else(door) -> None:
    request_id, link = reported(door)
    sent(door, link, do="tell", code="language", value="yue")
    now = clock.now()
    world = World()
    work.perform(request_id, "request", "1#route", now=now, tools=world.tools)
    (task,) = tasks.of_request(request_id)
    path = f"/staff/v1/tasks/{task.id}/preferences"
    assert door.post_json(path, {}, token_of(PACO)).status == 403

    world.act(task.id, "claim", task.version, now=now)

    shown = door.post_json(path, {}, token_of(PACO)).json["preferences"]
    assert [(each["code"], each["value"]) for each in shown] == [("language", "Cantonese")]
    assert door.post_json(path, {}).status == 401
    for other in (CLEO, SAM, OTTO):
        assert door.post_json(path, {}, token_of(other)).status == 404


def test_what_was_told_is_taken_along_as_a_file_by_its_own_link_only(door) -> None:
    request_id, link = reported(door)
    assert "as=json" not in page(door, link).text
    sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": "14:30"})

    copy = page(door, link, **{"as": "json"})

    assert "as=json" in page(door, link).text
    assert [each["value"] for each in copy.json["household"]] == ["13:00-14:30"]
    assert "attachment" in copy.headers["content-disposition"]
    assert copy.headers["cache-control"] == "no-store"
    assert door.get(f"/home/{request_id}", query={"as": ["json"]}).status == 401
