"""Photos at the doors: the form on the page, the bucket's messages, and what is shown."""

import html
import json
import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from PIL import Image

from chalicelib.cases.photos import model as life
from chalicelib.cases.photos import store as photos
from chalicelib.cases.tasks import store as tasks
from chalicelib.platform import settings
from chalicelib.wiring import workers
from tests.support import clock, quick_moto
from tests.support.builders import OTTO, PACO, World, key
from tests.support.calls import counted
from tests.support.door import Door, token_of
from tests.support.pages import opened, sent

FIELD = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@pytest.fixture
def bucket(door: Door) -> Any:
    client = quick_moto.client("s3")
    client.create_bucket(Bucket=settings.photos_bucket())
    return client


@pytest.fixture
def page(door: Door, bucket: Any) -> tuple[str, dict[str, str]]:
    """The clean address of a fresh request, and the cookie that opens it."""
    where, cookie, _ = opened(door, sent(door)[0])
    return where, cookie


def a_jpeg(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def form_of(text: str) -> dict[str, str]:
    """Return the fields of the upload form of a page."""
    form = text[text.index('id="upload"') :]
    found = FIELD.findall(form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in found}


def message(*keys: str, **body: Any) -> dict[str, Any]:
    """Return what SQS hands to the worker when the bucket tells of these keys."""
    records = [
        {"eventName": "ObjectCreated:Post", "s3": {"object": {"key": quote_plus(key)}}}
        for key in keys
    ]
    text = json.dumps(body or {"Records": records})
    return {"Records": [{"messageId": "m-1", "body": text, "attributes": {}}]}


def arrived(bucket: Any, key: str, data: bytes) -> dict[str, Any]:
    """Let a file arrive at a key, and the worker look at it."""
    bucket.put_object(Bucket=settings.photos_bucket(), Key=key, Body=data)
    answer: dict[str, Any] = workers.clean_photo(message(key), None)
    return answer


def shown(door: Door, page: tuple[str, dict[str, str]], **query: str) -> str:
    where, cookie = page
    asked = {name: [value] for name, value in query.items()}
    return door.get(where, headers=cookie, query=asked or None).text


def test_a_photo_goes_from_the_page_to_the_bucket_and_back_to_the_page(door, page, bucket) -> None:
    fields = form_of(shown(door, page))
    back = parse_qs(urlsplit(fields["success_action_redirect"]).query)

    waiting = shown(door, page, saved="photo", photo=back["photo"][0])
    answer = arrived(bucket, fields["key"], a_jpeg())
    done = shown(door, page, saved="photo", photo=back["photo"][0])

    assert back["saved"] == ["photo"]
    assert "We are checking photo" in waiting
    assert answer == {"batchItemFailures": []}
    assert "We are checking photo" not in done
    assert "You added a photo." in done
    (thumb,) = re.findall(r'<img src="([^"]+thumb\.jpg[^"]*)"', done)
    assert "X-Amz-Expires=900" in html.unescape(thumb)
    assert "/incoming/" not in done.replace(form_of(done)["key"], "")


def test_the_form_of_the_next_photo_names_the_next_slot(door, page, bucket) -> None:
    first = form_of(shown(door, page))["key"]
    arrived(bucket, first, a_jpeg())

    second = form_of(shown(door, page))["key"]

    assert life.parse(first).slot == "1"
    assert life.parse(second).slot == "2"
    assert life.parse(first).nonce != life.parse(second).nonce


def test_after_three_photos_there_is_no_form_for_another(door, page, bucket) -> None:
    for colour in ("red", "green", "blue"):
        arrived(bucket, form_of(shown(door, page))["key"], a_jpeg(colour))

    assert 'id="upload"' not in shown(door, page)


def test_a_hostile_file_is_refused_in_words(door, page, bucket) -> None:
    arrived(bucket, form_of(shown(door, page))["key"], b"<svg onload=alert(1)>")

    said = shown(door, page)

    assert "We cannot open this photo." in said
    assert "alert(1)" not in said
    assert 'id="upload"' in said


def test_the_page_may_send_to_the_bucket_and_load_from_it_and_costs_one_query(door, page) -> None:
    where, cookie = page

    with counted() as calls:
        answer = door.get(where, headers=cookie)

    policy = answer.headers["content-security-policy"]
    bucket = "https://steward-test-photos.s3.us-east-1.amazonaws.com"
    assert calls == ["Query"]
    for name in ("img-src", "connect-src", "form-action"):
        assert f"{name} 'self' {bucket}" in policy


def test_the_test_message_of_the_bucket_is_no_error(door, bucket) -> None:
    test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "x"}

    assert workers.clean_photo(message(**test), None) == {"batchItemFailures": []}


def test_a_message_that_cannot_be_read_waits_for_somebody(door, bucket, monkeypatch) -> None:
    monkeypatch.setenv("PARTIAL_BATCH", "on")
    event = {"Records": [{"messageId": "m-1", "body": "{", "attributes": {}}]}

    answer = workers.clean_photo(event, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


def test_a_bucket_that_is_away_brings_the_message_back(door, monkeypatch) -> None:
    monkeypatch.setenv("PARTIAL_BATCH", "on")
    where, cookie, _ = opened(door, sent(door)[0])
    key = form_of(door.get(where, headers=cookie).text)["key"]

    answer = workers.clean_photo(message(key), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


def test_staff_send_a_photo_of_their_task_and_see_all_of_them(door, bucket) -> None:

    (task,) = World().routed(clock.now())
    arrived(bucket, life.incoming(task.request, "1", "0" * 10), a_jpeg("red"))

    form = door.post_json(f"/staff/v1/tasks/{task.id}/photos", {}, token_of(PACO)).json
    arrived(bucket, form["fields"]["key"], a_jpeg("blue"))
    seen = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO)).json["photos"]

    assert form["fields"]["success_action_status"] == "201"
    assert [photo["by"] for photo in seen] == ["resident", "staff"]
    assert all("X-Amz-Signature" in photo[name] for photo in seen for name in ("url", "thumb"))
    assert tasks.get(task.id).version == task.version


def test_a_photo_that_is_sent_again_under_its_key_is_one_photo(door, bucket) -> None:

    (task,) = World().routed(clock.now())
    address, headers = f"/staff/v1/tasks/{task.id}/photos", token_of(PACO)

    def ask(n: int) -> Any:
        return door.post_json(address, {}, headers | {"idempotency-key": key(n)}).json

    first, again, other = ask(1), ask(1), ask(2)
    arrived(bucket, first["fields"]["key"], a_jpeg("blue"))

    assert first["fields"]["key"] == again["fields"]["key"] != other["fields"]["key"]
    assert ask(1) == {"there": True}
    arrived(bucket, again["fields"]["key"], a_jpeg("blue"))
    assert len(photos.of_request(task.request)) == 1
    for n, colour in ((2, "red"), (3, "green")):
        arrived(bucket, ask(n)["fields"]["key"], a_jpeg(colour))
    assert ask(1) == {"there": True}
    assert door.post_json(address, {}, headers | {"idempotency-key": key(4)}).status == 409


def test_a_photo_nobody_heard_of_is_told_as_that_and_holds_its_slot(door, page) -> None:
    fields = form_of(shown(door, page))
    nonce = parse_qs(urlsplit(fields["success_action_redirect"]).query)["photo"][0]

    said = shown(door, page, saved="photo_unheard", photo=nonce)

    assert "We do not know if your photo arrived." in said
    assert "We are checking photo" in said
    assert "/1." in fields["key"] and "/2." in form_of(said)["key"]


def test_what_staff_photograph_stays_with_staff(door, page, bucket) -> None:
    request_id = page[0].rsplit("/", 1)[1]
    arrived(bucket, life.incoming(request_id, "2.engineering.after.1", "0" * 10), a_jpeg())

    assert len(photos.of_request(request_id)) == 1
    assert "thumb.jpg" not in shown(door, page)


def test_staff_of_another_company_get_no_form(door, bucket) -> None:

    (task,) = World().routed(clock.now())

    answer = door.post_json(f"/staff/v1/tasks/{task.id}/photos", {}, token_of(OTTO))

    assert answer.status == 404
