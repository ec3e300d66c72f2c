"""Personal data planted in every field is in no log, queue, dead letter, metric or address."""

import json
import logging
from typing import Any

import pytest

from chalicelib.platform import settings
from chalicelib.platform.http import logs
from chalicelib.wiring import workers
from infra.running import SCHEDULED
from tests.support import clock, quick_moto
from tests.support.builders import LIFT, PACO, key
from tests.support.door import Door, token_of

WORDS = "Quetzal-words of my home"
CANARIES = {
    "words": WORDS,
    "name": "Quetzal-name",
    "spot": "Quetzal-spot 12A",
    "contact": "quetzal-contact@example.com",
    "visit": "Quetzal-visit after six",
}
SAID = "Quetzal-answer of staff"
NOTE, REPLY, COMMENT, THANKS = "Quetzal-note", "Quetzal-reply", "Quetzal-comment", "Quetzal-thanks"
MARK = "quetzal"


class Sinks:
    """Everything that leaves us and is read by somebody who serves no resident."""

    def __init__(self, capsys: pytest.CaptureFixture[str], records: logging.Handler) -> None:
        self.capsys = capsys
        self.records = records
        self.found: list[str] = []

    def note(self, where: str, text: str) -> None:
        if MARK in text.lower():
            self.found.append(f"{where}: {text[:400]}")

    def logs(self) -> int:
        said = self.capsys.readouterr()
        for line in (said.out + said.err).splitlines():
            self.note("log", line)
        return len(said.out.splitlines())


class Records(logging.Handler):
    """What the lower floors and the libraries log, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logs.OneLine().format(record))


@pytest.fixture
def sinks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARTIAL_BATCH", "on")
    records = Records()
    ours = logging.getLogger("chalicelib")
    ours.addHandler(records)
    ours.setLevel(logging.DEBUG)
    yield Sinks(capsys, records)
    ours.removeHandler(records)
    ours.setLevel(logging.NOTSET)


def messages(sinks: Sinks, queue: str) -> list[dict[str, Any]]:
    """Take what waits in a queue; what fails five times stands like this in its dead letters."""
    sqs, url = quick_moto.client("sqs"), settings.queue(queue)
    taken = []
    while page := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in page:
            sinks.note(f"queue {queue}", json.dumps(message, default=str))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            taken.append(message)
    return taken


def work(sinks: Sinks) -> None:
    """Let the workers finish all that is queued, as Lambda would call them."""
    while found := [(name, m) for name in ("effects", "notices") for m in messages(sinks, name)]:
        for name, message in found:
            record = {"messageId": message["MessageId"], "body": message["Body"], "attributes": {}}
            worker = workers.work if name == "effects" else workers.deliver
            assert worker({"Records": [record]}, None) == {"batchItemFailures": []}


def page(sinks: Sinks, door: Door, path: str, fields: dict[str, str], cookie: str):
    answer = door.post_form(path, fields, {"cookie": cookie})
    sinks.note("address", str(answer.headers.get("location", "")))
    return answer


def act(door: Door, task: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    headers = token_of(PACO) | {
        "idempotency-key": key(f"{action}{task['version']}"),
        "if-match": f'"{task["version"]}"',
    }
    body = {"action": action, **more}
    answer = door.post_json(f"/staff/v1/tasks/{task['id']}/actions", body, headers)
    assert answer.status == 200, answer.text
    return answer.json["task"]


def test_what_people_say_is_in_no_log_queue_metric_or_address(door: Door, sinks: Sinks) -> None:
    body = {"place": LIFT.code, "topic": "plumbing", "lang": "en"} | CANARIES
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": key("c")})
    assert made.status == 201, made.text
    work(sinks)

    queue = {"queue": ["hv.engineering"]}
    (task,) = door.get("/staff/v1/tasks", headers=token_of(PACO), query=queue).json["tasks"]
    task = act(door, task, "claim")
    act(door, task, "note", text=NOTE)
    act(door, task, "say", text=SAID)
    work(sinks)
    opened = door.get(f"/r/{made.json['status_token']}", query={"c": ["1"]})
    sinks.note("address", str(opened.headers.get("location", "")))
    task = act(door, task, "start")
    act(door, task, "done", resolution="repaired", clean=True)
    work(sinks)

    workers.sweep(SCHEDULED, None)
    work(sinks)
    refused = door.post_json("/api/v1/requests", body | {"contact": "quetzal@"}, {})
    assert refused.status == 422
    poison = {"messageId": "m", "body": json.dumps({"v": 99, "words": WORDS}), "attributes": {}}
    assert workers.work({"Records": [poison]}, None)["batchItemFailures"]

    assert sinks.logs() > 10
    for line in sinks.records.lines:
        sinks.note("log of a library", line)
    assert sinks.found == []
    sent = quick_moto.client("ses").get_send_statistics()
    assert sent["SendDataPoints"]


def test_what_is_said_on_the_page_of_a_request_stays_there(door: Door, sinks: Sinks) -> None:
    from chalicelib.kernel import links
    from chalicelib.platform.aws import secrets

    body = {"place": LIFT.code, "topic": "plumbing", "words": WORDS}
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": key("p")}).json
    request_id, token = made["id"], made["status_token"]
    secret = secrets.read("form")
    actions = {
        "note": {"text": NOTE},
        "answer": {"text": REPLY},
        "contact": {"contact": "quetzal2@example.com"},
        "feedback": {"fixed": "no", "comment": COMMENT, "thanks": THANKS},
    }
    for number, (action, fields) in enumerate(actions.items()):
        own = key(f"page{number}")
        now = clock.now()
        form = links.form_token(request_id, own, now, secret.by_version[secret.current])
        sent = {"do": action, "key": own, "token": form} | fields
        answer = page(sinks, door, f"/r/{token}", sent, "")
        assert answer.status == 303 and "saved=" in str(answer.headers["location"])
    work(sinks)

    assert sinks.logs() >= len(actions)
    assert sinks.found == []


def test_an_error_of_ours_does_not_quote_what_it_choked_on(
    door: Door, sinks: Sinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choke(*_: Any, **__: Any) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr("chalicelib.cases.requests.api.submit", choke)
    body = {"place": LIFT.code, "words": WORDS}
    answer = door.post_json("/api/v1/requests", body, {"idempotency-key": key("e")})

    assert answer.status == 500
    sinks.note("answer", answer.text)
    assert sinks.logs() == 2
    assert sinks.found == []


def test_one_number_leads_from_the_form_to_the_notice(door: Door, sinks: Sinks) -> None:
    body = {"place": LIFT.code, "words": "Water drips.", "contact": "rosa@example.com"}
    answer = door.post_json("/api/v1/requests", body, {"idempotency-key": key("n")})
    work(sinks)

    said = [json.loads(line) for line in sinks.capsys.readouterr().out.splitlines()]
    number = answer.headers["x-request-id"]
    told = [line["msg"] for line in said if line.get("correlation_id") == number]
    assert {"call", "effect", "notice"} <= set(told)
