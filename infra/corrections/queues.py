"""The queues, their dead letters and the functions that read them."""

from typing import Any

from infra.corrections.reading import Template, events, functions, statements

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
    "mail": "MailQueue",
}
FAILED_RUNS = "FailedRuns"
BUSY = ("EffectsQueue", "NoticesQueue")
"""The queues that a flood fills."""
# A number for the emulator, which compares; a parameter is text to it.
WORKERS = {"Fn::If": ["OnOneMachine", 50, {"Ref": "WorkerConcurrency"}]}


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


def poll_for_mail_only_where_it_comes_in(template: Template) -> None:
    """Leave the queue of mail unread in a stage that takes none: polling costs."""
    for _, properties in events(template, "SQS"):
        if properties["Queue"] == {"Fn::GetAtt": ["MailQueue", "Arn"]}:
            properties["Enabled"] = {"Fn::If": ["TakesMail", True, False]}


def switched(template: Template) -> dict[str, str]:
    """Return the condition of each queue, and of its function, that a setting switches on."""
    found = {}
    for name, properties in events(template, "SQS"):
        enabled = properties.get("Enabled", True)
        if isinstance(enabled, dict):
            found[name] = found[properties["Queue"]["Fn::GetAtt"][0]] = enabled["Fn::If"][0]
    return found


def share_the_account(template: Template) -> None:
    """Let no queue take every function that the account may run at once: a backlog would leave
    none for the form. Sweep and photos never need more than two."""
    for _, properties in events(template, "SQS"):
        name = properties["Queue"]["Fn::GetAtt"][0]
        properties["ScalingConfig"] = {"MaximumConcurrency": WORKERS if name in BUSY else 2}


def let_chains_of_ours_end_by_themselves(template: Template) -> None:
    """Let a function that sends on to its own queue do so: 25 joiners or 45 seconds at a time.

    Lambda takes such a chain for a mistake and ends it after 16 links, into the dead letters.
    Ours get shorter with each link; every other function keeps Lambda's guard.
    """
    for name, properties in events(template, "SQS"):
        if any(properties["Queue"] == to for to in _sends_to(template, name)):
            functions(template)[name]["RecursiveLoop"] = "Allow"


def _sends_to(template: Template, function: str) -> list[Any]:
    """Return the queues that a function may send to, by its policy."""
    found: list[Any] = []
    for statement in statements(template, function):
        actions, queues = statement["Action"], statement["Resource"]
        if "sqs:SendMessage" in ([actions] if isinstance(actions, str) else actions):
            found += queues if isinstance(queues, list) else [queues]
    return found


def wait_six_times_the_timeout(template: Template) -> None:
    """Hide a message long enough that Lambda's own retries are not taken for failures."""
    for name, properties in events(template, "SQS"):
        queue = template["Resources"][properties["Queue"]["Fn::GetAtt"][0]]["Properties"]
        window = properties.get("MaximumBatchingWindowInSeconds", 0)
        timeout = functions(template)[name]["Timeout"]
        queue["VisibilityTimeout"] = TIMES_THE_TIMEOUT * timeout + window
