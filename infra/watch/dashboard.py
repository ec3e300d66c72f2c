"""
One dashboard: what wakes somebody and where things are; what residents feel, promises, queues,
functions, table; and what to do first about each symptom, out of the runbook.
"""

import json
from collections.abc import Iterable
from typing import Any

from chalicelib.platform.http.metrics import NAMESPACE
from infra.corrections.api import SUBMITS
from infra.corrections.queues import FAILED_RUNS, QUEUES
from infra.corrections.reading import Template, functions, kebab
from infra.watch import links, runbook
from infra.watch.names import API, KNOWN, OWN, Unknown

WIDTH, HEIGHT, PER_ROW = 8, 6, 3
HEAD, ALARMS, PAGE = 3, 4, 7
"""How high the line of links is, the alarms, and one page of the runbook."""
MINUTE, DAY = 60, 86_400

Line = list[Any]


def dashboard(template: Template, alarms: Iterable[str]) -> dict[str, Any]:
    """Return the dashboard of this template's functions and queues, and of these alarms, by their
    names behind the stage's."""
    rows = [
        ("Residents", _residents()),
        ("Promises", _promises()),
        ("Queues and dead letters", _queues()),
        ("Functions", _functions(template)),
        ("Table", _table()),
    ]
    above = [*_head(), _alarms(alarms, HEAD)]
    shown, y = _placed(rows, HEAD + ALARMS)
    body = json.dumps({"widgets": above + shown + _pages(y)}, separators=(",", ":"))
    return {
        "Overview": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Properties": {
                "DashboardName": {"Fn::Sub": "steward-${Stage}"},
                "DashboardBody": {"Fn::Sub": [body, links.CONSOLE]},
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


def _head() -> list[dict[str, Any]]:
    """Return where things are: one line of links."""
    text = f"# Steward, ${{Stage}}\nBuild ${{Build}} · {' · '.join(links.LINKS)}"
    return [_text(text, 0, HEAD)]


def _alarms(names: Iterable[str], y: int) -> dict[str, Any]:
    """Return the alarms that wake somebody; the text of each names its page below."""
    where = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${Stage}/"
    place = {"x": 0, "y": y, "width": WIDTH * PER_ROW, "height": ALARMS}
    shown = {"title": "What wakes somebody", "alarms": [f"{where}{name}" for name in names]}
    return {"type": "alarm", **place, "properties": shown}


def _placed(
    rows: list[tuple[str, list[dict[str, Any]]]], y: int
) -> tuple[list[dict[str, Any]], int]:
    """Return the graphs, each row under its heading, and where the next row begins."""
    placed = []
    for title, graphs in rows:
        placed.append(_text(f"## {title}", y, 1))
        y += 1
        for number, graph in enumerate(graphs):
            column, down = number % PER_ROW, number // PER_ROW
            place = {"x": column * WIDTH, "y": y + down * HEIGHT, "width": WIDTH, "height": HEIGHT}
            placed.append(place | graph)
        y += HEIGHT * -(-len(graphs) // PER_ROW)
    return placed, y


def _pages(y: int) -> list[dict[str, Any]]:
    """Return the first steps of each page of the runbook, three beside each other."""
    placed = [_text("## What to do first", y, 1)]
    for number, page in enumerate(runbook.pages()):
        column, down = number % PER_ROW, number // PER_ROW
        place = {"x": column * WIDTH, "y": y + 1 + down * PAGE, "width": WIDTH, "height": PAGE}
        text = {"markdown": page.markdown()}
        placed.append({"type": "text", **place, "properties": text})
    return placed


def _text(markdown: str, y: int, height: int) -> dict[str, Any]:
    place = {"x": 0, "y": y, "width": WIDTH * PER_ROW, "height": height}
    return {"type": "text", **place, "properties": {"markdown": markdown}}
