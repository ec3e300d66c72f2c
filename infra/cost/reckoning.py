"""
From figures and prices to money.

`life.json` has what one request's life asks of DynamoDB and the queues, measured; how long a
function runs is assumed here, from what the bench measures on a slow core. Everything else is
multiplication.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.cases.tasks.polling import LISTEN_S
from chalicelib.platform.http.metrics import METRICS
from chalicelib.privacy.copies.model import PIECE
from infra import snapshots

HERE = Path(__file__).parent
LIFE: dict[str, dict[str, float]] = json.loads((HERE / "life.json").read_text())
PRICES: dict[str, Any] = json.loads((HERE / "prices.json").read_text())

GB = 0.5
"""Memory of every function but the photos'."""
SECONDS = {
    "page or api call": 0.06, "worker": 0.09, "poll": 0.02, "sweep": 0.15, "piece of a file": 3.0,
}  # fmt: skip
"""How long one run takes, in seconds at that memory, waiting for DynamoDB included."""
CALLS_PER_MESSAGE = 3
"""Send, receive, delete; batches of ten make it less."""
LOG_KB_PER_RUN = 1.1
"""Our line, Lambda's START, END and REPORT, and the line of the access log."""
TRACED = 0.05
"""X-Ray's usual sampling: the first of each second, and 5 % of the rest."""
KB_PER_REQUEST = 12
KEPT_YEARS = 3
WAKING_HOURS = 16

FROM_OUTSIDE = ("submit", "confirm the address", "claim", "start", "done", "status page", "answer")
"""Steps that somebody calls over HTTP; the others are workers'."""
POLLS = ("poll that brings the task", "unchanged poll")
SWEEPS = ("leave the queue", "sweep with nothing due", "sweeps of the days after")
LOOKS_AT_STATUS = 3
"""Times a resident opens the status page, besides answering; and the form once."""

NIGHTS = 30
MONTH_MINUTES = NIGHTS * 24 * 60
SWEEP_METRICS = 8
"""Of our own metrics, those that the sweep measures each minute; the others cost by the hour in
which something happened."""
REST, HTTP = "api_call", "http_call"
"""Prices of a call: of the REST API that there is, of an HTTP API (decision 344)."""
POLLERS, POLL_SECONDS = 5, 20
"""How Lambda waits at a queue that is empty: so many calls at once, each so long."""


class Standing(NamedTuple):
    """What of a stack costs by being there, counted in its template."""

    alarms: int
    """Metrics that alarms look at: one that calculates pays for each."""
    composites: int
    dashboards: int
    secrets: int
    queues: int
    """Queues that a function waits at."""


def standing(template: Mapping[str, Any], *, all_alarms: bool) -> Standing:
    """Count what stands there; without `all_alarms` as with the parameter Watch=p1."""
    found: dict[str, list[Any]] = {}
    for each in template["Resources"].values():
        found.setdefault(each["Type"], []).append(each)
    alarms = [
        each
        for each in found.get("AWS::CloudWatch::Alarm", [])
        if all_alarms or not each.get("Condition", "").startswith(("WatchesAll", "TakesMail"))
    ]
    events = [
        event
        for each in found.get("AWS::Serverless::Function", [])
        for event in each["Properties"].get("Events", {}).values()
    ]
    return Standing(
        alarms=sum(map(_looked_at, alarms)),
        composites=len(found.get("AWS::CloudWatch::CompositeAlarm", [])),
        dashboards=len(found.get("AWS::CloudWatch::Dashboard", [])),
        secrets=len(found.get("AWS::SecretsManager::Secret", [])),
        queues=sum(
            # One that is off until a setting asks for it is not polled.
            event["Type"] == "SQS" and event["Properties"].get("Enabled", True) is True
            for event in events
        ),
    )


def _looked_at(alarm: Mapping[str, Any]) -> int:
    queries = alarm["Properties"].get("Metrics", [{"MetricStat": {}}])
    return sum("MetricStat" in query for query in queries)


class Company(NamedTuple):
    """A company of some size, in a month."""

    name: str
    requests: int
    staff: int
    poll_every_s: float = 30
    """On average, on duty: 10 s while something moves, 60 s while nothing does."""
    ring_every_s: float = LISTEN_S
    """An open app looks at what is urgent, whatever its queue waits for."""
    hours: float = 8 * 26


COMPANIES = (
    Company("300 flats", 100, 8),
    Company("30 communities", 10_000, 150),
    Company("3,000 communities", 1_000_000, 10_000),
)

Money = dict[str, float]


def run(kind: str) -> float:
    """Return what one run of a function costs, with its line in the log."""
    seconds = SECONDS[kind] * GB * PRICES["lambda_gb_second"]
    return float(PRICES["lambda_run"] + seconds + LOG_KB_PER_RUN / 1e6 * PRICES["log_gb"])


def of_a_request() -> Money:
    """Return what one request costs in its whole life, by what is paid for."""
    steps = {name: figures for name, figures in LIFE.items() if name not in POLLS}
    looks = LOOKS_AT_STATUS * LIFE["status page"]["read_units"]
    messages = sum(figures["messages"] for figures in steps.values())
    calls = len(FROM_OUTSIDE) + LOOKS_AT_STATUS + 1
    return {
        "API Gateway": calls * PRICES["api_call"],
        "Lambda": calls * run("page or api call") + messages * run("worker"),
        "traces": (calls + messages) * PRICES["trace"] * TRACED,
        "DynamoDB": _units(steps) + looks * PRICES["read_unit"],
        "SQS": messages * CALLS_PER_MESSAGE * PRICES["queue_call"],
        "mail": sum(figures["notices"] for figures in steps.values()) * PRICES["mail"],
        "storage": KB_PER_REQUEST / 1e6 * PRICES["stored_gb_month"] * 12 * KEPT_YEARS,
    }


def of_a_poll(gateway: str = REST) -> Money:
    """Return what one unchanged poll costs, through a gateway of this price."""
    read = max(0.5, LIFE["unchanged poll"]["read_units"])
    return {
        "API Gateway": PRICES[gateway],
        "Lambda": run("poll"),
        "traces": PRICES["trace"] * TRACED,
        # A query that finds nothing is billed half a unit on AWS; DynamoDB Local says none.
        "DynamoDB": read * PRICES["read_unit"],
    }


def of_being_there(there: Standing) -> Money:
    """Return what a month costs in which nobody sends and nobody polls."""
    waiting = there.queues * POLLERS * MONTH_MINUTES * 60 / POLL_SECONDS
    return {
        "Lambda": MONTH_MINUTES * run("sweep"),
        "DynamoDB": MONTH_MINUTES * 4 * 0.5 * PRICES["read_unit"],
        "alarms": there.alarms * PRICES["alarm_month"]
        + there.composites * PRICES["composite_month"],
        "metrics": SWEEP_METRICS * PRICES["metric_month"],
        "dashboard": there.dashboards * PRICES["dashboard_month"],
        "secrets": there.secrets * PRICES["secret_month"],
        "SQS": waiting * PRICES["queue_call"],
    }


def of_snapshots(template: Mapping[str, Any]) -> Money:
    """Return what a month of kept snapshots costs, and 1,000 processes that go on from them."""
    gigabytes = [
        template["Resources"][door]["Properties"]["MemorySize"] / 1024 for door in snapshots.DOORS
    ]
    seconds = MONTH_MINUTES * 60
    return {
        "kept": sum(gigabytes) * seconds * PRICES["snapshot_gb_second"],
        "1,000 restores": 1_000 * max(gigabytes) * PRICES["restore_gb"],
    }


def of_daily_files(read: int) -> Money:
    """Return what a month of daily files costs, each night reading so many requests: those that are
    open, and those that moved."""
    pieces = read // PIECE + 1
    steps = pieces + 1
    each = {
        # A request as its status page reads it; the file's item is written at each step.
        "DynamoDB": read * LIFE["status page"]["read_units"] * PRICES["read_unit"]
        + (steps + 1) * 2 * PRICES["write_unit"],
        "Lambda": steps * run("piece of a file"),
        "SQS": steps * CALLS_PER_MESSAGE * PRICES["queue_call"],
        "S3": steps * PRICES["put_object"] + pieces * PRICES["get_object"],
    }
    return _times(each, NIGHTS)


def of_a_month(company: Company, there: Standing, gateway: str = REST) -> dict[str, Money]:
    """Return a month's costs: of requests, of polling, of the bell, and of being there at all.

    `gateway`: the price of a call of the staff door.
    """
    polls = company.staff * company.hours * 3600 / company.poll_every_s
    looks = company.staff * company.hours * 3600 / company.ring_every_s
    return {
        "requests": _times(of_a_request(), company.requests),
        "staff polling": _times(of_a_poll(gateway), polls),
        # A query of an index that is nearly always empty costs what an unchanged poll does.
        "looks at what is urgent": _times(of_a_poll(gateway), looks),
        "metrics of what happens": {"metrics": (len(METRICS) - SWEEP_METRICS) * _metric_hours()},
        "being there": of_being_there(there),
    }


def _metric_hours() -> float:
    """Return what a metric costs that is measured in the hours in which people are awake."""
    return float(PRICES["metric_month"] * WAKING_HOURS / 24)


def total(money: Mapping[str, float]) -> float:
    return sum(money.values())


def _units(steps: Mapping[str, Mapping[str, float]]) -> float:
    reads = sum(figures["read_units"] for figures in steps.values())
    writes = sum(figures["write_units"] for figures in steps.values())
    return float(reads * PRICES["read_unit"] + writes * PRICES["write_unit"])


def _times(money: Money, count: float) -> Money:
    return {name: value * count for name, value in money.items()}
