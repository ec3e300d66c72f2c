"""The REST API: its name, its log without links, and how much each method takes."""

import json
from typing import Any

from infra.corrections.functions import log_group
from infra.corrections.reading import Template

# Requests a second for one address of the API; over all routes one burst may be this high.
RATE = 200
BURST = 400

# The path as a template (`/r/{link}`), never as it was asked: a status link is a key.
ACCESS_LINE = {
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
    },
    "GET": {"/staff/v1/tasks": (1_000, 2_000)},
}


def name_the_api(template: Template) -> None:
    """Name API and stage: SAM's default names say nothing, and some tools refuse none."""
    properties = template["Resources"]["RestAPI"]["Properties"]
    properties["Name"] = {"Fn::Sub": "steward-${Stage}"}
    properties["Description"] = "Residents' pages, the staff API and the board."
    properties["TracingEnabled"] = {"Fn::If": ["Traces", True, False]}
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
        "Format": json.dumps(ACCESS_LINE, separators=(",", ":")),
    }
    known = properties["DefinitionBody"]["paths"]
    properties["MethodSettings"] = [
        _setting("/*", "*", RATE, BURST),
        *(
            _setting(f"/{path.replace('/', '~1')}", method, rate, burst)
            for method, paths in THROTTLES.items()
            for path, (rate, burst) in paths.items()
            if path in known
        ),
    ]


def _setting(path: str, method: str, rate: int, burst: int) -> dict[str, Any]:
    return {
        "ResourcePath": path,
        "HttpMethod": method,
        "MetricsEnabled": True,
        "DataTraceEnabled": False,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
    }


def drop_outputs_of_chalice(template: Template) -> None:
    """Leave the outputs to infra/resources: Chalice's say the address with a slash."""
    template["Outputs"] = {}
