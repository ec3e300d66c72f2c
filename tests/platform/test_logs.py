"""What is logged: one line a call and a change, metrics from one table, nothing personal."""

import json
import logging
import re
from pathlib import Path

import pytest

from chalicelib.kernel import links
from chalicelib.platform import services as tools
from chalicelib.platform import settings
from chalicelib.platform.http import logs
from chalicelib.platform.http.metrics import METRICS, NAMESPACE
from chalicelib.wiring import workers
from chalicelib.wiring.sweep import Swept
from infra.running import SCHEDULED
from tests.support import clock, quick_moto
from tests.support.builders import LIFT, PACO, World, key
from tests.support.door import Door, token_of

LIBRARY = Path(__file__).parents[2] / "chalicelib"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]


def submitted(door: Door, **changes: str):
    body = {"place": LIFT.code, "words": "Water drips from the ceiling.", "topic": "plumbing"}
    return door.post_json("/api/v1/requests", body | changes, {"idempotency-key": key()})


def test_every_metric_of_the_table_is_emitted_somewhere_and_no_other() -> None:
    said = "".join(path.read_text() for path in LIBRARY.rglob("*.py") if path.stem != "metrics")
    emitted = set(re.findall(r"\b([A-Z][A-Za-z]+)=", said)) & METRICS.keys()
    emitted |= set(re.findall(r'"(NudgesSent|NoticesSent|SecondsToClaim)":', said))

    assert emitted == METRICS.keys()
    with pytest.raises(KeyError):
        logs.metrics(Invented=1)


def test_a_metric_is_counted_by_stage_and_nothing_else() -> None:
    (directive,) = logs.metrics(Submitted=1)["_aws"]["CloudWatchMetrics"]

    assert directive["Namespace"] == NAMESPACE
    assert directive["Dimensions"] == [["stage"]]


def test_a_field_that_is_not_on_the_list_is_not_written(capsys) -> None:
    logs.line(
        "INFO", "call", words="my flat is 12A", contact="rosa@example.com", route="/q/{place}"
    )

    (line,) = lines(capsys)
    assert line["route"] == "/q/{place}"
    assert not {"words", "contact"} & line.keys()


def test_a_call_is_one_line_with_its_route_and_never_its_address(door: Door, capsys) -> None:
    made = submitted(door).json
    capsys.readouterr()
    door.get(f"/r/{made['status_token']}")

    (line,) = [line for line in lines(capsys) if line["msg"] == "call"]
    assert (line["method"], line["route"]) == ("GET", "/r/{link}")
    assert line["correlation_id"] == "call-1"
    assert made["status_token"] not in json.dumps(line)


def test_what_opens_something_is_redacted_in_every_field_of_every_line(door: Door, capsys) -> None:
    request_id = submitted(door).json["id"]
    capsys.readouterr()
    hash = "0123456789abcdef" * 2
    now = clock.now()
    opens = [
        tools.status_link(request_id, 1),
        tools.job_link(f"{request_id}.1.engineering", 1),
        tools.home_link(request_id, hash, now),
        tools.proof(request_id, hash),
        links.form_token("hv", key(), now, b"x" * 32),
        "services/T0/B0/robot-key",
        hash,
    ]
    for secret in opens:
        for where in ("{}", "https://hooks.example/{}", "hv|contact#{} was not told"):
            if where == "{}" and "/" in secret:
                continue
            text = where.format(secret)
            logs.line("INFO", "call", **dict.fromkeys(logs.FIELDS - {"ts", "level", "msg"}, text))
            record = logging.LogRecord("x", logging.INFO, "x", 1, text, None, None)
            record.__dict__["reason"] = text
            said = capsys.readouterr().out + logs.OneLine().format(record)
            if "/" not in secret or "https" in where:
                assert secret not in said and said.count("[") > 3, text

    logs.line("INFO", "effect", item=f"{request_id}|request", event_id=f"{request_id}#3#tell")
    (line,) = lines(capsys)
    assert (line["item"], line["event_id"]) == (f"{request_id}|request", f"{request_id}#3#tell")


def test_a_submission_is_counted_once_and_a_replay_not_again(door: Door, capsys) -> None:
    submitted(door)
    submitted(door)

    assert [line["Submitted"] for line in lines(capsys) if "Submitted" in line] == [1, 0]


def test_the_number_of_the_call_goes_with_the_message_and_is_on_the_answer(door: Door) -> None:
    answer = submitted(door)

    assert answer.headers["x-request-id"] == "call-1"
    sqs = quick_moto.client("sqs")
    (message,) = sqs.receive_message(QueueUrl=settings.queue("effects"))["Messages"]
    assert json.loads(message["Body"])["correlation"] == "call-1"


def test_every_action_of_staff_is_a_line_and_a_claim_says_how_long_it_took(
    door: Door, capsys
) -> None:

    (task,) = World().routed(clock.now() - 90_000)
    headers = token_of(PACO) | {"idempotency-key": key("claim"), "if-match": '"1"'}
    door.post_json(f"/staff/v1/tasks/{task.id}/actions", {"action": "claim"}, headers)

    (line,) = [line for line in lines(capsys) if line["msg"] == "change"]
    assert (line["item"], line["action"], line["outcome"]) == (task.id, "claim", "applied")
    assert line["SecondsToClaim"] >= 90


def test_who_is_refused_is_counted(door: Door, capsys) -> None:
    door.get("/staff/v1/tasks")

    (line,) = lines(capsys)
    assert (line["status"], line["AuthzDenied"]) == (401, 1)


def test_a_mistake_of_ours_gets_a_number_and_its_own_words_stay_out_of_the_log(
    door: Door, capsys, monkeypatch
) -> None:
    def broken(*_, **__):
        raise KeyError("rosa@example.com")

    monkeypatch.setattr("chalicelib.wiring.service._contract", broken)
    answer = door.get("/openapi.json")

    assert answer.status == 500
    assert answer.json["correlation_id"] == "call-1"
    line, call = lines(capsys)
    assert (line["msg"], line["reason"], line["Unexpected"]) == ("unexpected", "KeyError", 1)
    assert "service.py" in line["raised_at"]
    assert call["status"] == 500
    assert "rosa" not in answer.text + json.dumps(line)


def test_residents_read_about_a_mistake_of_ours_in_their_language(door: Door, monkeypatch) -> None:
    def broken(*_, **__):
        raise TypeError("x")

    monkeypatch.setattr("chalicelib.cases.pages.routes.remembered", broken)
    answer = door.get("/mine", headers={"accept-language": "zh-Hant"})

    assert answer.status == 500
    assert 'lang="zh-Hant"' in answer.text
    assert "CALL-1" in answer.text


def test_a_sweep_says_how_late_it_was_and_when_every_shard_was_done(
    door: Door, capsys, monkeypatch
) -> None:
    found = Swept(seen=2, oldest_overdue_ms=61_000, oldest_pending_ms=300_500, stuck=1)
    monkeypatch.setattr(workers, "sweep_shard", lambda *_, **__: found)
    workers.sweep(SCHEDULED, None)

    *shards, done = lines(capsys)
    assert [line["shard"] for line in shards] == [0, 1, 2, 3]
    assert shards[0]["OldestOverdueSeconds"] == 61
    assert shards[0]["OldestPendingEffectSeconds"] == 300
    assert done["SweepCompleted"] == 1
    assert done["HolidayTablesEndInDays"] > 365


def test_health_says_which_version_and_which_build_answers(door: Door) -> None:
    found = door.get("/health").json

    assert (found["version"], found["build"]) == (settings.VERSION, settings.build())


def test_health_says_how_old_the_last_sweep_is(door: Door) -> None:
    assert door.get("/health").json["sweep"] == {"age_s": None}
    workers.sweep(SCHEDULED, None)
    assert door.get("/health").json["sweep"]["age_s"] in range(5)


def test_what_libraries_log_is_one_json_line_without_the_words_of_an_error() -> None:
    try:
        raise ValueError("rosa@example.com")
    except ValueError:
        import sys

        record = logging.LogRecord("x", 40, "f", 1, "it failed %s", ("a",), sys.exc_info())
    record.item = "hv-1|request"

    said = json.loads(logs.OneLine().format(record))
    assert (said["msg"], said["reason"], said["item"]) == (
        "it failed a",
        "ValueError",
        "hv-1|request",
    )
    assert "rosa" not in json.dumps(said)


def test_below_the_level_in_force_only_metrics_are_written(capsys) -> None:
    logs.write_from("WARNING")
    try:
        logs.line("INFO", "call", route="/q/{place}")
        logs.called("POST", "/q/{place}", 303, 5, "call-1", Submitted=1)
    finally:
        logs.write_from("INFO")

    (line,) = lines(capsys)
    assert line["Submitted"] == 1
