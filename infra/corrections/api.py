"""The REST API: name, logs without links, limits, and API Gateway's own answers in our words."""

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

# What API Gateway answers by itself: our status, title and sentence.
WORDS = {
    "DEFAULT_4XX": (None, "The request was refused", "Check the address and try again."),
    "DEFAULT_5XX": (None, "Something went wrong on our side", "Try again in a minute."),
    "MISSING_AUTHENTICATION_TOKEN": (404, "Not found", "There is nothing at this address."),
    "REQUEST_TOO_LARGE": (413, "Too large", "Send less than 10 MB at once."),
    "UNSUPPORTED_MEDIA_TYPE": (415, "Not this kind of content", "Send a form or JSON."),
    "THROTTLED": (429, "Too many at once", "Wait a moment and try again."),
    "INTEGRATION_FAILURE": (502, "Something went wrong on our side", "Try again in a minute."),
    "INTEGRATION_TIMEOUT": (504, "That took too long", "Try again in a minute."),
}


def name_the_api(template: Template) -> None:
    """Name API and stage: SAM's default names say nothing, and some tools refuse none."""
    properties = template["Resources"]["RestAPI"]["Properties"]
    properties["Name"] = {"Fn::Sub": "steward-${Stage}"}
    properties["Description"] = "Residents' pages, the staff API and the board."
    properties["TracingEnabled"] = True
    properties["Tags"] = {"app": "steward", "stage": {"Ref": "Stage"}}
    properties["DefinitionBody"]["info"]["title"] = {"Fn::Sub": "steward-${Stage}"}


def log_and_throttle(template: Template) -> None:
    """Write one line a call without personal data; hold every method to a rate."""
    template["Resources"]["AccessLogGroup"] = _access_log_group()
    properties = template["Resources"]["RestAPI"]["Properties"]
    properties["AccessLogSetting"] = {
        "DestinationArn": {"Fn::GetAtt": ["AccessLogGroup", "Arn"]},
        "Format": json.dumps(ACCESS_LINE, separators=(",", ":")),
    }
    properties["MethodSettings"] = [
        {
            "ResourcePath": "/*",
            "HttpMethod": "*",
            "MetricsEnabled": True,
            "DataTraceEnabled": False,
            "ThrottlingRateLimit": RATE,
            "ThrottlingBurstLimit": BURST,
        }
    ]


def _access_log_group() -> dict[str, Any]:
    """API Gateway refuses a stage with access logs while the account lets it write none; the
    tag makes the group, and so the stage, wait for that setting where this stack makes it."""
    group = log_group("/aws/apigateway/access")
    setting = {"Fn::If": ["SetsAccountLogs", {"Ref": "AccountLogsSetting"}, "set elsewhere"]}
    group["Properties"]["Tags"] = [{"Key": "written-by", "Value": setting}]
    return group


def answer_in_our_words(template: Template) -> None:
    """Make API Gateway's own errors problems of RFC 9457, with the id to quote."""
    template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"] = {
        kind: _gateway_response(*words) for kind, words in WORDS.items()
    }


def _gateway_response(status: int | None, title: str, detail: str) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": title, "detail": detail}
    quoted = {"correlation_id": "$context.requestId"}
    answer: dict[str, Any] = {
        "ResponseParameters": {"Headers": {"Content-Type": "'application/problem+json'"}},
        "ResponseTemplates": {"application/json": json.dumps(problem | quoted)},
    }
    if status:
        problem["status"] = status  # type: ignore[assignment]
        answer["StatusCode"] = status
        answer["ResponseTemplates"] = {"application/json": json.dumps(problem | quoted)}
    return answer


def drop_outputs_of_chalice(template: Template) -> None:
    """Leave the outputs to infra/resources: Chalice's say the address with a slash."""
    template["Outputs"] = {}
