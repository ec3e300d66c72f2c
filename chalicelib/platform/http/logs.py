"""
Structured logs: one JSON line per call, per effect, per notice and per item swept.

Nothing that a resident wrote, and no address, can reach a log line: only fields named in
FIELDS are written, and their values are ids, codes and numbers. The same lines carry our
metrics in CloudWatch's embedded format, which costs nothing but the line.
"""

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.platform import settings

from .metrics import METRICS, NAMESPACE

FIELDS = frozenset(
    {
        "ts", "level", "msg", "stage", "fn", "build", "cold", "logger", "aws_request",
        "correlation_id", "method", "route", "status", "ms", "community", "item", "action",
        "effect", "event_id", "attempt", "outcome", "reason", "channel", "template", "message_id",
        "shard", "seen", "looked_after", "failed", "stuck", "oldest_overdue_s", "oldest_pending_s",
        "unfinished", "by", "invalid", "program", "raised_at", "_aws", *METRICS,
    }
)  # fmt: skip

if TYPE_CHECKING:
    from chalicelib.wiring.sweep import Swept
"""Every field a line may have; what is not here is dropped, not written."""

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_first_line = [True]
_least = ["INFO"]


def line(level: str, msg: str, **fields: Any) -> None:
    """Write one line with those of the fields that are on the allow list.

    Below the level in force nothing is written, except what carries a metric.
    """
    if LEVELS.index(level) < LEVELS.index(_least[0]) and "_aws" not in fields:
        return
    said: dict[str, Any] = {
        "ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "level": level,
        "msg": msg,
        "stage": settings.stage(),
        "fn": settings.function(),
        "build": settings.build(),
    }
    said |= {name: redacted(value) for name, value in fields.items() if name in FIELDS}
    if _first_line.pop() if _first_line else False:
        said["cold"] = True
    sys.stdout.write(json.dumps(said, separators=(",", ":"), default=str) + "\n")


def redacted(value: Any) -> Any:
    """Return a value without what opens something, or names an address of a person.

    Signed links and tokens of ours, everything behind the host of any address (a chat's robot
    is a secret, so is a form of the photo bucket), and the hashes by which people are found.
    """
    if isinstance(value, list):
        return [redacted(each) for each in value]
    if not isinstance(value, str):
        return value
    for pattern, instead in _OPENS:
        value = pattern.sub(instead, value)
    return value


_SIGNED = r"[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])"
_OPENS = (
    (re.compile(r"(steward_[a-z0-9-]+)_\w+"), r"\1_[redacted]"),
    (re.compile(r"whsec_[\w+/=-]+"), "whsec_[redacted]"),
    (re.compile(r"(https?://[^/\s\"]+)/[^\s\"]+"), r"\1/[redacted]"),
    (re.compile(rf"[\w.-]*\.{_SIGNED}"), "[redacted]"),
    (re.compile(rf"[0-9a-f]{{32}}{_SIGNED}"), "[redacted]"),
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"), "[person]"),
)


def write_from(level: str) -> None:
    """Write lines of this level and above from now on; an unknown one changes nothing."""
    if level in LEVELS and level != _least[0]:
        _least[0] = level
        logging.getLogger().setLevel(level)


def metrics(**counts: float) -> dict[str, Any]:
    """Return the fields that make CloudWatch count these, by stage."""
    names = [{"Name": name, "Unit": METRICS[name].unit} for name in counts]
    directive = {"Namespace": NAMESPACE, "Dimensions": [["stage"]], "Metrics": names}
    header = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]}
    return {"_aws": header, **counts}


def called(method: str, route: str, status: int, ms: int, correlation_id: str, **more: Any) -> None:
    """One HTTP call was answered: the route as a template, never the address that was asked."""
    counts = {name: more.pop(name) for name in list(more) if name in METRICS}
    fields = {"method": method, "route": route, "status": status, "ms": ms}
    counted = metrics(**counts) if counts else {}
    line("INFO", "call", correlation_id=correlation_id, **fields, **more, **counted)


def changed(item: str, action: str, outcome: str, correlation_id: str, **counts: float) -> None:
    """One thing was done to one item."""
    said = {"item": item, "action": action, "outcome": outcome}
    line(
        "INFO", "change", correlation_id=correlation_id, **said,
        **(metrics(**counts) if counts else {}),
    )  # fmt: skip


def unexpected(error: Exception, correlation_id: str, **more: Any) -> None:
    """An error nobody foresaw: what it is and where it was raised, never its own words."""
    line(
        "ERROR",
        "unexpected",
        correlation_id=correlation_id,
        reason=type(error).__name__,
        raised_at=_where(error),
        **more,
        **metrics(Unexpected=1),
    )


def handled(body: dict[str, Any], attempt: int, outcome: Any) -> None:
    """One effect was finished, or was found finished."""
    line(
        "INFO",
        "effect",
        item=f"{body.get('pk')}|{body.get('sk')}",
        effect=body.get("effect"),
        event_id=body.get("event"),
        correlation_id=body.get("correlation"),
        attempt=attempt,
        outcome=outcome if isinstance(outcome, str) else "done",
    )


def failed(message_id: str, attempt: int, error: Exception, body: dict[str, Any]) -> None:
    """One message could not be handled; it comes again, and at last to the dead letters."""
    line(
        "ERROR",
        "effect failed",
        message_id=message_id,
        item=f"{body.get('pk')}|{body.get('sk')}" if body else None,
        event_id=body.get("event"),
        correlation_id=body.get("correlation"),
        attempt=attempt,
        reason=type(error).__name__,
        raised_at=_where(error),
        **metrics(EffectFailures=1),
    )


def told(event: str, channel: str, template: str, correlation_id: str) -> None:
    """One message was taken by its channel."""
    counts = {"NoticesSent": 1} | ({"NudgesSent": 1} if template == "bundle" else {})
    said = {"event_id": event, "channel": channel, "template": template}
    line("INFO", "notice", correlation_id=correlation_id, **said, **metrics(**counts))


def not_told(event: str, channel: str, template: str, correlation_id: str, outcome: str) -> None:
    """One message was not taken: it goes "again", "never", or it is "unknown" whether it went."""
    said = {"event_id": event, "channel": channel, "template": template}
    counted = metrics(NoticesFailed=1)
    line(
        "WARNING", "notice failed", correlation_id=correlation_id, outcome=outcome, **said,
        **counted,
    )  # fmt: skip


def flooded(task_id: str, correlation_id: str) -> None:
    """So many dangers of one kind came from one place that messages about them are bundled."""
    line(
        "WARNING", "flood of dangers", correlation_id=correlation_id, item=task_id,
        **metrics(DangerFlood=1),
    )  # fmt: skip


def limited(request_id: str, correlation_id: str) -> None:
    """One message to a resident was not sent: its ceiling was reached, or it is abroad."""
    line(
        "WARNING", "message not sent", correlation_id=correlation_id, item=request_id,
        **metrics(MessagesLimited=1),
    )  # fmt: skip


def swept(shard: int, result: "Swept", correlation_id: str = "") -> None:
    """One shard was swept."""
    overdue, pending = result.oldest_overdue_ms // 1000, result.oldest_pending_ms // 1000
    line(
        "INFO",
        "sweep",
        correlation_id=correlation_id,
        shard=shard,
        seen=result.seen,
        looked_after=result.looked_after,
        failed=result.failed,
        stuck=result.stuck,
        unfinished=result.unfinished,
        oldest_overdue_s=overdue,
        oldest_pending_s=pending,
        **metrics(
            Swept=result.looked_after,
            OldestOverdueSeconds=overdue,
            OldestPendingEffectSeconds=pending,
            Stuck=result.stuck,
            SweepFailures=result.failed,
        ),
    )


def swept_all(invalid: Iterable[str], holidays_end_in_days: int) -> None:
    """Every shard was swept; and what else is worth a look every minute."""
    bad = sorted(invalid)
    line(
        "WARNING" if bad else "INFO",
        "sweep completed",
        invalid=bad,
        **metrics(
            SweepCompleted=1, ConfigInvalid=len(bad), HolidayTablesEndInDays=holidays_end_in_days
        ),
    )


def reconciled(mismatch: int, waiting: Mapping[str, int], **fields: Any) -> None:
    """The daily count is over: how many requests are not there, and how many wait how long."""
    level = "ERROR" if mismatch else "INFO"
    counts = metrics(
        ReconcileMismatch=mismatch,
        OpenUnderADay=waiting["under_a_day"],
        OpenUnderAWeek=waiting["under_a_week"],
        OpenLonger=waiting["longer"],
        LateTasks=waiting["late"],
    )
    line(level, "reconcile", **fields, **counts)


class OneLine(logging.Formatter):
    """What the libraries and our lower floors log, in the same one line.

    The text of a record is constant with ids in it; of an error only its kind and place
    are written, because its own words may quote what somebody sent us.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "ts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "msg": redacted(record.getMessage()),
            "stage": settings.stage(),
            "fn": settings.function(),
            "logger": record.name,
        }
        own = FIELDS & record.__dict__.keys() - {"msg"}
        said |= {name: redacted(record.__dict__[name]) for name in own}
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            said |= {"reason": type(error).__name__, "raised_at": _where(error)}
        return json.dumps(said, separators=(",", ":"), default=str)


def take_over() -> None:
    """Let everything that is logged in this process be written by OneLine, once."""
    if not settings.function():
        return  # a test, a tool: what runs it has a logging of its own
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stdout))
    for handler in root.handlers:
        handler.setFormatter(OneLine())
    root.setLevel(_least[0])
    # botocore tells at INFO where it found credentials, at DEBUG whole requests.
    for name in ("botocore", "urllib3", "pynamodb", "apprise", "PIL"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
    )
