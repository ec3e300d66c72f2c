"""The metrics of AWS and of our own, by namespace, and how an alarm or a graph names one."""

from typing import Any

from chalicelib.platform.http.metrics import METRICS, NAMESPACE

API = {"ApiName": "steward-${Stage}", "Stage": "v1"}
OWN = {"stage": "${Stage}"}

KNOWN: dict[str, frozenset[str]] = {
    NAMESPACE: frozenset(METRICS) | {"Throttled"},
    "AWS/ApiGateway": frozenset({"Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"}),
    "AWS/Lambda": frozenset(
        {
            "Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions",
            "AsyncEventsDropped", "DestinationDeliveryFailures", "DeadLetterErrors",
            "RecursiveInvocationsDropped",
        }
    ),
    "AWS/SQS": frozenset(
        {
            "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesNotVisible", "NumberOfMessagesSent",
            "NumberOfMessagesDeleted",
        }
    ),
    "AWS/DynamoDB": frozenset(
        {
            "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents",
            "WriteThrottleEvents", "SystemErrors", "SuccessfulRequestLatency",
        }
    ),
    "AWS/SES": frozenset({"Reputation.BounceRate", "Reputation.ComplaintRate"}),
    "AWS/Events": frozenset({"FailedInvocations", "Invocations"}),
}  # fmt: skip


class Unknown(ValueError):
    """Neither the code nor AWS measures this: nothing would ever be seen of it."""


def metric(namespace: str, name: str, **dimensions: str) -> dict[str, Any]:
    """Return one metric as an alarm names it; `${…}` in a dimension is CloudFormation's."""
    if name not in KNOWN.get(namespace, ()):
        raise Unknown(f"{namespace} has no metric {name}")
    return {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [
            {"Name": key, "Value": {"Fn::Sub": value} if "${" in value else value}
            for key, value in dimensions.items()
        ],
    }


def own(name: str) -> dict[str, Any]:
    """Return one metric of our own."""
    return metric(NAMESPACE, name, **OWN)
