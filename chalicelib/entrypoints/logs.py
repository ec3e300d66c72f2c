"""
Structured logs: one JSON line per call, per effect and per sweep, on an allow list of fields.

Nothing that a resident wrote, and no address, can reach a log line: only fields named in
FIELDS are written, and their values are ids, codes and numbers. The same lines carry our
metrics in CloudWatch's embedded format, which costs nothing but the line.
"""

import json
import sys
import time
from typing import Any

from .. import settings
from ..usecases.sweep import Swept

FIELDS = frozenset(
    {
        "level", "msg", "stage", "build", "correlation_id", "route", "status", "ms", "community",
        "item", "effect", "event_id", "attempt", "outcome", "reason", "message_id", "shard", "seen",
        "looked_after", "failed", "stuck", "oldest_overdue_s", "unfinished", "_aws",
        "SweepCompleted", "OldestOverdueSeconds", "StuckItems", "SweepFailures", "EffectFailures",
        "RateLimited", "AuthzDenied", "Submitted",
    }
)  # fmt: skip
"""Every field a line may have; what is not here is dropped, not written."""

NAMESPACE = "Steward"


def line(level: str, msg: str, **fields: Any) -> None:
    """Write one line with those of the fields that are on the allow list."""
    said = {"level": level, "msg": msg, "stage": settings.stage(), "build": settings.build()}
    said |= {name: value for name, value in fields.items() if name in FIELDS}
    sys.stdout.write(json.dumps(said, separators=(",", ":"), default=str) + "\n")


def metrics(**counts: float) -> dict[str, Any]:
    """Return the fields that make CloudWatch count these, by stage."""
    names = [{"Name": name} for name in counts]
    directive = {"Namespace": NAMESPACE, "Dimensions": [["stage"]], "Metrics": names}
    header = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]}
    return {"_aws": header, **counts}


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


def failed(message_id: str, attempt: int, error: Exception) -> None:
    """One message could not be handled; it comes again, and at last to the dead letters."""
    line(
        "ERROR",
        "effect failed",
        message_id=message_id,
        attempt=attempt,
        reason=type(error).__name__,
        **metrics(EffectFailures=1),
    )


def swept(shard: int, result: Swept) -> None:
    """One shard was swept."""
    overdue = result.oldest_overdue_ms // 1000
    line(
        "INFO",
        "sweep",
        shard=shard,
        seen=result.seen,
        looked_after=result.looked_after,
        failed=result.failed,
        stuck=result.stuck,
        unfinished=result.unfinished,
        oldest_overdue_s=overdue,
        **metrics(
            SweepCompleted=1,
            OldestOverdueSeconds=overdue,
            StuckItems=result.stuck,
            SweepFailures=result.failed,
        ),
    )


def called(route: str, status: int, ms: int, correlation_id: str, **counts: float) -> None:
    """One HTTP call was answered."""
    fields = {"route": route, "status": status, "ms": ms, "correlation_id": correlation_id}
    line("INFO", "call", **fields, **(metrics(**counts) if counts else {}))
