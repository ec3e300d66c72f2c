"""The REST API: its name, its log without links, and how much each method takes."""

import json
from typing import Any

from chalicelib.platform.http.metrics import NAMESPACE
from infra.corrections.functions import log_group
from infra.corrections.reading import Template

# Requests a second for one address of the API; over all routes one burst may be this high.
RATE = 200
BURST = 400

# The path as a template (`/r/{link}`), never as it was asked: a status link is a key.
ACCESS_LINE = {
    "stage": "${Stage}",
    "ts": "$context.requestTimeEpoch",
    "aws_request": "$context.requestId",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "refused": "$context.error.responseType",
}

# What one method takes where it is not the usual: what writes for strangers takes less, the
# poll of ten thousand phones more. {method: {path: (rate, burst)}}
THROTTLES: dict[str, dict[str, tuple[int, int]]] = {
    "POST": {
        "/q/{place}": (100, 200),
        "/Q/{place}": (100, 200),
        "/api/v1/requests": (100, 200),
        "/staff/app/login": (5, 10),
        "/staff/app/session": (20, 100),
        "/staff/app/renew": (100, 500),
    },
    "GET": {"/staff/v1/tasks": (1_000, 2_000), "/staff/v1/urgent": (1_000, 2_000)},
}


SUBMITS = (("POST", "/q/{place}"), ("POST", "/Q/{place}"), ("POST", "/api/v1/requests"))
FORM = ("GET", "/q/{place}")
MEASURED = (*SUBMITS, FORM)
"""The methods that are counted one by one, for the alarms and the dashboard."""


def name_the_api(template: Template) -> None:
    """Name API and stage: SAM's default names say nothing, and some tools refuse none."""
    properties = template["Resources"]["RestAPI"]["Properties"]
    properties["Name"] = {"Fn::Sub": "steward-${Stage}"}
    properties["Description"] = "Residents' pages, the staff API and the board."
    # A trace holds the address that was asked, and a signed link is one: it would open things.
    properties["TracingEnabled"] = False
    # Without it SAM makes a second stage, "Stage", that no firewall, throttle or log is on.
    properties["OpenApiVersion"] = "2.0"
    properties["Tags"] = {"app": "steward", "stage": {"Ref": "Stage"}}
    properties["DefinitionBody"]["info"]["title"] = {"Fn::Sub": "steward-${Stage}"}


def log_and_throttle(template: Template) -> None:
    """Write one line a call without personal data; hold every method to a rate."""
    template["Resources"]["AccessLogGroup"] = log_group("/aws/apigateway/access")
    properties = template["Resources"]["RestAPI"]["Properties"]
    properties["AccessLogSetting"] = {
        "DestinationArn": {"Fn::GetAtt": ["AccessLogGroup", "Arn"]},
        "Format": {"Fn::Sub": json.dumps(ACCESS_LINE, separators=(",", ":"))},
    }
    template["Resources"]["ThrottledCalls"] = _throttled_calls()
    properties["MethodSettings"] = _settings(properties["DefinitionBody"]["paths"])


def _throttled_calls() -> dict[str, Any]:
    """Count the calls that the stage turned away: AWS has no metric for them alone."""
    counted = {
        "MetricNamespace": NAMESPACE,
        "MetricName": "Throttled",
        "MetricValue": "1",
        "Unit": "Count",
        "Dimensions": [{"Key": "stage", "Value": "$.stage"}],
    }
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Condition": "OnAws",
        "Properties": {
            "LogGroupName": {"Ref": "AccessLogGroup"},
            "FilterPattern": '{ $.refused = "THROTTLED" }',
            "MetricTransformations": [counted],
        },
    }


def _settings(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stage's setting for every method, and those of methods that differ."""
    own = {
        (method, path): rates
        for method, paths in THROTTLES.items()
        for path, rates in paths.items()
        if path in known
    }
    for each in MEASURED:
        own.setdefault(each, (RATE, BURST))
    return [
        _setting("/*", "*", RATE, BURST, measured=False),
        *(
            _setting(f"/{path.replace('/', '~1')}", method, *rates, measured=each in MEASURED)
            for each, rates in own.items()
            for method, path in [each]
        ),
    ]


def _setting(path: str, method: str, rate: int, burst: int, *, measured: bool) -> dict[str, Any]:
    return {
        "ResourcePath": path,
        "HttpMethod": method,
        # Five metrics a method: for all 82 they would cost more than everything else.
        "MetricsEnabled": measured,
        "DataTraceEnabled": False,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }


def drop_outputs_of_chalice(template: Template) -> None:
    """Leave the outputs to infra/resources: Chalice's say the address with a slash."""
    template["Outputs"] = {}
