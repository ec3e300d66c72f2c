"""One dashboard: what residents feel first, then promises, queues, functions, table."""

import json
from typing import Any

from chalicelib.platform.http.metrics import NAMESPACE
from infra.corrections.api import SUBMITS
from infra.corrections.queues import FAILED_RUNS, QUEUES
from infra.corrections.reading import Template, functions, kebab
from infra.watch.names import API, KNOWN, OWN, Unknown

WIDTH, HEIGHT, PER_ROW = 8, 6, 3
MINUTE, DAY = 60, 86_400

Line = list[Any]


def dashboard(template: Template) -> dict[str, Any]:
    """Return the dashboard of this template's functions and queues."""
    rows = [
        ("Residents", _residents()),
        ("Promises", _promises()),
        ("Queues and dead letters", _queues()),
        ("Functions", _functions(template)),
        ("Table", _table()),
    ]
    body = json.dumps({"widgets": _placed(rows)}, separators=(",", ":"))
    return {
        "Overview": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Properties": {
                "DashboardName": {"Fn::Sub": "steward-${Stage}"},
                "DashboardBody": {"Fn::Sub": body},
            },
        }
    }


def line(namespace: str, name: str, label: str, **dimensions: str) -> Line:
    """Return one line of a graph; refuse what nobody measures."""
    if name not in KNOWN.get(namespace, ()):
        raise Unknown(f"{namespace} has no metric {name}")
    pairs = [part for pair in dimensions.items() for part in pair]
    return [namespace, name, *pairs, {"label": label}]


def _own(name: str, label: str, **more: Any) -> Line:
    made = line(NAMESPACE, name, label, **OWN)
    made[-1] |= more
    return made


def _residents() -> list[dict[str, Any]]:
    sent = [
        line("AWS/ApiGateway", "Count", f"{verb} {_plain(path)}", **_at(verb, path))
        for verb, path in SUBMITS
    ]
    broken = [
        line("AWS/ApiGateway", "5XXError", f"{verb} {_plain(path)}", **_at(verb, path))
        for verb, path in SUBMITS
    ]
    latency = line("AWS/ApiGateway", "Latency", "all pages", **API)
    waits = [_own("SecondsToClaim", how, stat=how) for how in ("p50", "p90")]
    open_for = [
        _own("OpenUnderADay", "under a day"),
        _own("OpenUnderAWeek", "a day to a week"),
        _own("OpenLonger", "longer"),
        _own("LateTasks", "tasks beyond their deadline", yAxis="right"),
    ]
    return [
        _graph("Sent by residents", [*sent, _own("Submitted", "stored")]),
        _graph("Answered with an error of ours", broken),
        _graph("How long pages take (p95)", [latency], stat="p95"),
        _graph("From the request to the first who takes it", waits, period=15 * MINUTE),
        _graph("Open for how long (counted each night)", open_for, stat="Maximum", period=DAY),
        _graph("Refused by their limit", [_own("RateLimited", "limited")]),
        _graph("Errors nobody foresaw", [_own("Unexpected", "unexpected")]),
    ]


def _promises() -> list[dict[str, Any]]:
    late = [
        _own("OldestOverdueSeconds", "sweep late by"),
        _own("Swept", "items looked after"),
        _own("OldestPendingEffectSeconds", "oldest effect waits"),
    ]
    told = [_own("NoticesSent", "sent"), _own("NoticesFailed", "failed")]
    wrong = [
        _own("Stuck", "stuck items", stat="Maximum"),
        _own("ConfigInvalid", "invalid parameters", stat="Maximum"),
        _own("ReconcileMismatch", "missing requests", stat="Maximum"),
        _own("AuthzDenied", "refused staff calls"),
    ]
    return [
        _graph("Sweeps that went through", [_own("SweepCompleted", "a minute")]),
        _graph("How late (seconds)", late, stat="Maximum"),
        _graph("Messages to people", [*told, _own("NudgesSent", "of these: nudges")]),
        _graph("What must be zero", wrong),
        _graph("Must come again", [
            _own("EffectFailures", "messages"), _own("SweepFailures", "items of the sweep"),
        ]),
    ]  # fmt: skip


def _queues() -> list[dict[str, Any]]:
    names = {word: f"${{{name}.QueueName}}" for word, name in QUEUES.items()}
    dead = {f"{word}-dead": f"${{{name}Dead.QueueName}}" for word, name in QUEUES.items()}
    dead["failed-runs"] = f"${{{FAILED_RUNS}.QueueName}}"
    visible, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    return [
        _graph("Messages that wait", _of_queues(visible, names), stat="Maximum"),
        _graph("Age of the oldest (seconds)", _of_queues(age, names), stat="Maximum"),
        _graph("Dead letters", _of_queues(visible, dead), stat="Maximum"),
    ]


def _functions(template: Template) -> list[dict[str, Any]]:
    names = {kebab(name): f"${{{name}}}" for name in functions(template)}

    def of(metric: str, **more: Any) -> list[Line]:
        lines = [line("AWS/Lambda", metric, word, FunctionName=ref) for word, ref in names.items()]
        for each in lines:
            each[-1] |= more
        return lines

    return [
        _graph("Errors", of("Errors")),
        _graph("Duration p95 (ms)", of("Duration"), stat="p95"),
        _graph("Running at once, throttled", [
            *of("ConcurrentExecutions", stat="Maximum"), *of("Throttles", yAxis="right"),
        ]),
    ]  # fmt: skip


def _table() -> list[dict[str, Any]]:
    tables = {"requests": "${Requests}", "estate": "${Estate}", "ledger": "${Ledger}"}

    def of(metric: str) -> list[Line]:
        return [line("AWS/DynamoDB", metric, word, TableName=ref) for word, ref in tables.items()]

    return [
        _graph("Read units", of("ConsumedReadCapacityUnits")),
        _graph("Write units", of("ConsumedWriteCapacityUnits")),
        _graph("Refused for being too many", of("ReadThrottleEvents") + of("WriteThrottleEvents")),
    ]


def _of_queues(metric: str, names: dict[str, str]) -> list[Line]:
    return [line("AWS/SQS", metric, word, QueueName=ref) for word, ref in names.items()]


def _at(verb: str, path: str) -> dict[str, str]:
    return API | {"Method": verb, "Resource": path}


def _plain(path: str) -> str:
    return path.replace("{", "").replace("}", "")


def _graph(
    title: str, lines: list[Line], *, stat: str = "Sum", period: int = MINUTE
) -> dict[str, Any]:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "metrics": lines,
            "stat": stat,
            "period": period,
            "region": "${AWS::Region}",
            "view": "timeSeries",
        },
    }


def _placed(rows: list[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    head = "# Steward, ${Stage}\nBuild ${Build} · ${Address} · first aid: docs/operate/runbook.md"
    placed = [_text(head, 0, 2)]
    y = 2
    for title, graphs in rows:
        placed.append(_text(f"## {title}", y, 1))
        y += 1
        for number, graph in enumerate(graphs):
            column, down = number % PER_ROW, number // PER_ROW
            place = {"x": column * WIDTH, "y": y + down * HEIGHT, "width": WIDTH, "height": HEIGHT}
            placed.append(place | graph)
        y += HEIGHT * -(-len(graphs) // PER_ROW)
    return placed


def _text(markdown: str, y: int, height: int) -> dict[str, Any]:
    place = {"x": 0, "y": y, "width": WIDTH * PER_ROW, "height": height}
    return {"type": "text", **place, "properties": {"markdown": markdown}}
