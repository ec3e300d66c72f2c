"""What became of the day: the driver's own list held against the table, on one page."""

from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

from boto3.dynamodb.types import TypeDeserializer

from infra.replay.day import DAY_S
from infra.replay.door import Door
from infra.replay.drive import Log

FINISHED = frozenset({"done", "declined", "cancelled", "handed_over"})


class Found(NamedTuple):
    """What stands in the table."""

    requests: list[dict[str, Any]]
    tasks: list[dict[str, Any]]


def read(client: Any, table: str) -> Found:
    """Return every request and task; a look from outside, as an auditor's."""
    plain = TypeDeserializer().deserialize
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    rows = [{k: plain(v) for k, v in item.items()} for page in pages for item in page["Items"]]
    return Found(
        [row for row in rows if row["sk"] == "request"],
        [row for row in rows if row["sk"].startswith("task#")],
    )


def figures(log: Log, found: Found) -> dict[str, Any]:
    """Return the counts of the page, in its order."""
    keys = Counter(request["steps"]["1"]["key"] for request in found.requests)
    pieces = Counter((t["request"], int(t["round"]), t["department"]) for t in found.tasks)
    stored = {request["pk"] for request in found.requests}
    states = Counter(request["state"] for request in found.requests)
    planned = {task for request in found.requests for task in request.get("plan", [])}
    there = {task["id"] for task in found.tasks}
    return {
        "acknowledged": len(log.acknowledged),
        "found in the table": len(stored & log.acknowledged.keys()),
        "lost": len(log.acknowledged.keys() - stored),
        "doubled": sum(n - 1 for n in keys.values()) + sum(n - 1 for n in pieces.values()),
        "planned tasks that are missing": len(planned - there),
        "double taps": log.double_taps,
        "tasks dispatched": len(found.tasks),
        "tasks claimed": sum("accepted_at" in task for task in found.tasks),
        "tasks done": sum(task["state"] == "done" for task in found.tasks),
        "requests closed": states["closed"],
        "requests still open": states["open"],
        "requests waiting for their resident": states["resolved"],
        "effects still pending": sum(
            bool(r.get("pending")) for r in (*found.requests, *found.tasks)
        ),
        "troubles of the driver": len(log.troubles),
    }


def by_department(found: Found) -> dict[str, int]:
    return dict(Counter(task["department"] for task in found.tasks).most_common())


def durations(door: Door, found: Found) -> dict[str, list[float]]:
    """Return how long each step took, in seconds: calls as the caller waited, the rest by the
    times that the system wrote down."""
    asked = {request["pk"]: int(request["created_at"]) for request in found.requests}
    dispatched = [(int(t["created_at"]) - asked[t["request"]]) / 1000 for t in found.tasks]
    ended: dict[str, int] = {}
    for task in found.tasks:
        ended[task["request"]] = max(ended.get(task["request"], 0), int(task.get("finished_at", 0)))
    settled = [
        (int(request["resolved_at"]) - ended[request["pk"]]) / 1000
        for request in found.requests
        if request.get("resolved_at") and ended.get(request["pk"])
    ]
    calls = {f"call: {name}": took for name, took in sorted(door.took.items())}
    return {"stored to dispatched": dispatched, "last task to settled": settled, **calls}


def text(counts: dict[str, Any], departments: dict[str, int], took: dict[str, list[float]]) -> str:
    """Return the page as text."""
    lines = [f"  {name:<38} {value:>8}" for name, value in counts.items()]
    lines += ["", "  dispatched by department"]
    lines += [f"    {name:<36} {value:>8}" for name, value in departments.items()]
    lines += ["", f"  {'seconds':<30} {'count':>7} {'p50':>8} {'p95':>8}"]
    for name, values in took.items():
        if len(values) > 1:
            cuts = quantiles(values, n=20)
            lines.append(f"    {name:<28} {len(values):>7} {cuts[9]:>8.3f} {cuts[18]:>8.3f}")
    return "\n".join(lines)


def picture(log: Log) -> str:
    """Return arrivals, open and done over the first day and the week after, as SVG."""
    import pygal

    hours = range(0, 8 * 24, 2)
    chart = pygal.Line(
        title="Requests of the day, and what became of them",
        x_title="hours since midnight",
        show_dots=False,
        width=900,
        height=420,
        x_labels_major_every=12,
        show_minor_x_labels=False,
        js=[],
    )
    chart.x_labels = [str(hour) for hour in hours]
    arrived = _until(log.moments, "arrived", hours)
    done = _until(log.moments, "done", hours)
    chart.add("arrived", arrived)
    chart.add("done", done)
    chart.add("open", [a - d for a, d in zip(arrived, done, strict=True)])
    return str(chart.render(is_unicode=True))


def write(folder: Path, page: str, svg: str) -> Path:
    """Write the one-page summary and return where it stands."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "day.svg").write_text(svg, encoding="utf-8")
    target = folder / "summary.html"
    target.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Replay of one day</title>'
        "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto}"
        "pre{background:#f4f4f1;padding:1rem}</style>"
        f"<h1>Replay of one day</h1><img src='day.svg' alt='Arrived, done and open over time'>"
        f"<pre>{escape(page)}</pre></html>",
        encoding="utf-8",
    )
    return target


def _until(moments: Iterable[tuple[str, float]], kind: str, hours: Iterable[int]) -> list[int]:
    times = sorted(at for name, at in moments if name == kind)
    return [sum(at <= hour * DAY_S / 24 for at in times) for hour in hours]
