"""
What a town is given: one invocation, as data, and the shape in which AWS hands it over.

The same event can be given again, by whoever sent it or by AWS.
"""

from typing import Any

from msgspec import Struct, field

import app as front


class Event(Struct, frozen=True, kw_only=True):
    """One invocation, as data."""

    kind: str
    """"call", "message", "schedule", or "command": what an administrator runs."""
    name: str = ""
    """The queue, the schedule or the command."""
    body: str = ""
    method: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


class Reply(Struct, frozen=True, kw_only=True):
    """What came of an event; `good` is what its sender may rely on."""

    good: bool
    status: int = 0
    text: str = ""
    headers: dict[str, Any] = field(default_factory=dict)


def gateway(event: Event) -> dict[str, Any]:
    """Return a call as API Gateway hands it to the function."""
    pattern, params = match(event.method, event.path)
    return {
        "requestContext": {
            "httpMethod": event.method,
            "resourcePath": pattern,
            "path": event.path,
            "stage": "",
            "requestId": "call-1",
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "pathParameters": params,
        "multiValueQueryStringParameters": {name: [value] for name, value in event.query.items()},
        "headers": event.headers,
        "stageVariables": None,
        "body": event.body,
        "isBase64Encoded": False,
    }


def match(method: str, path: str) -> tuple[str, dict[str, str]]:
    """Return the route that a path takes, and what its parameters are."""
    wanted = path.split("/")
    for pattern, methods in front.app.routes.items():
        parts = pattern.split("/")
        if method not in methods or len(parts) != len(wanted):
            continue
        pairs = list(zip(parts, wanted, strict=True))
        if all(part.startswith("{") or part == given for part, given in pairs):
            return pattern, {p[1:-1]: g for p, g in pairs if p.startswith("{")}
    raise AssertionError(f"no route for {method} {path}")


def scheduled(name: str) -> dict[str, Any]:
    """Return what EventBridge hands to a schedule."""
    return {
        "version": "0", "account": "1", "region": "r", "detail": {}, "detail-type": "x",
        "source": "aws.events", "time": "2026-03-02T02:00:00Z", "id": "1", "resources": [name],
    }  # fmt: skip
