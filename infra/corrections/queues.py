"""The queues, their dead letters and the functions that read them."""

from typing import Any

from infra.corrections.reading import Template, events, functions

DAY = 86_400
KEEP_MESSAGES = 4 * DAY
# Longer than the queue's own: a dead letter's age counts from when it was first sent.
KEEP_DEAD_LETTERS = 14 * DAY
TRIES = 5
TIMES_THE_TIMEOUT = 6

QUEUES = {
    "effects": "EffectsQueue",
    "notices": "NoticesQueue",
    "sweep": "SweepQueue",
    "photos": "PhotosQueue",
}
FAILED_RUNS = "FailedRuns"


def add_queues_with_dead_letters(template: Template) -> None:
    """Make each queue and where its messages go after five failures; and one for schedules."""
    for word, name in QUEUES.items():
        template["Resources"][f"{name}Dead"] = _queue(f"{word}-dead", KEEP_DEAD_LETTERS)
        template["Resources"][name] = _queue(word, KEEP_MESSAGES) | {}
        template["Resources"][name]["Properties"]["RedrivePolicy"] = {
            "deadLetterTargetArn": {"Fn::GetAtt": [f"{name}Dead", "Arn"]},
            "maxReceiveCount": TRIES,
        }
    template["Resources"][FAILED_RUNS] = _queue("failed-runs", KEEP_DEAD_LETTERS)


def _queue(word: str, keep_seconds: int) -> dict[str, Any]:
    return {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "QueueName": {"Fn::Sub": f"steward-${{Stage}}-{word}"},
            "MessageRetentionPeriod": keep_seconds,
            "SqsManagedSseEnabled": True,
        },
    }


def bind_events_to_queues(template: Template) -> None:
    """Refer to the queue itself. Chalice writes an ARN of text, so CloudFormation may make
    the mapping before the queue and fail."""
    for _, properties in events(template, "SQS"):
        word = properties["Queue"]["Fn::Sub"].rsplit(":", 1)[1]
        properties["Queue"] = {"Fn::GetAtt": [QUEUES[word], "Arn"]}


def report_each_failed_message(template: Template) -> None:
    """Switch partial batch answers on, and tell the code so.

    Without the switch SQS takes a list of failures for a success and deletes every
    message; the code refuses to answer with a list unless it sees PARTIAL_BATCH.
    """
    for name, properties in events(template, "SQS"):
        properties["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
        function = functions(template)[name]
        variables = function["Environment"]["Variables"]
        function["Environment"] = {"Variables": variables | {"PARTIAL_BATCH": "on"}}


def wait_six_times_the_timeout(template: Template) -> None:
    """Hide a message long enough that Lambda's own retries are not taken for failures."""
    for name, properties in events(template, "SQS"):
        queue = template["Resources"][properties["Queue"]["Fn::GetAtt"][0]]["Properties"]
        window = properties.get("MaximumBatchingWindowInSeconds", 0)
        timeout = functions(template)[name]["Timeout"]
        queue["VisibilityTimeout"] = TIMES_THE_TIMEOUT * timeout + window
