"""Alarms of the parts: each queue, function, schedule and table there is."""

from collections.abc import Iterator

from infra.corrections.reading import Template, events, kebab
from infra.watch.alarm import MINUTE, Alarm, ratio, sum_of
from infra.watch.names import metric

INDEXES = ("due", "queue", "place", "person", "reference")
NEAR_TIMEOUT = 0.8


def dead_letter(name: str, only: str = "") -> Alarm:
    word = kebab(name)
    return Alarm(
        f"p1/dlq-{word}",
        "A message failed five times, or a scheduled run failed, and waits for a person.",
        "Read one message in the console; it holds ids only. Find its item in the logs.",
        "A dead-letter queue is not empty",
        metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=f"${{{name}.QueueName}}"),
        1,
        statistic="Maximum",
        only=only,
    )


def age(word: str, name: str, only: str) -> Alarm:
    return Alarm(
        f"p1/queue-age-{word}",
        f"A message of the queue {word} has waited more than five minutes.",
        "Look at its function: throttled, failing, or its event source is disabled.",
        "Effects wait",
        metric("AWS/SQS", "ApproximateAgeOfOldestMessage", QueueName=f"${{{name}.QueueName}}"),
        300,
        statistic="Maximum",
        periods=5,
        of=5,
        only=only,
    )


def chains(template: Template) -> Alarm:
    names = [name for name, _ in events(template, "SQS")]
    dropped = [
        metric("AWS/Lambda", "RecursiveInvocationsDropped", FunctionName=f"${{{name}}}")
        for name in names
    ]
    return Alarm(
        "p2/chain-dropped",
        "Lambda took a chain of messages for a loop and ended it: the rest is in the dead letters.",
        "Look which function it is; work and sweep-more may go on as long as they need.",
        "A dead-letter queue is not empty",
        sum_of(dropped),
        1,
        period=5 * MINUTE,
    )


def function(name: str, timeout: int, only: str) -> Iterator[Alarm]:
    function, word = {"FunctionName": f"${{{name}}}"}, kebab(name)
    errors, calls = (metric("AWS/Lambda", each, **function) for each in ("Errors", "Invocations"))
    yield Alarm(
        f"p2/fn-errors-{word}",
        f"More than 1 % of the runs of {word} end in an error.",
        "Open the saved query errors/01 top reasons, filtered by this function.",
        "A function fails",
        ratio([errors], [calls], least=3),
        1,
        period=5 * MINUTE,
    )
    yield Alarm(
        f"p1/fn-throttles-{word}",
        f"Lambda refuses to run {word}: the account's concurrency, or a reservation, is used up.",
        "Look at ConcurrentExecutions; raise the account's limit or the reservation.",
        "A function fails",
        metric("AWS/Lambda", "Throttles", **function),
        1,
        period=5 * MINUTE,
        only=only,
    )
    yield Alarm(
        f"p2/fn-near-timeout-{word}",
        f"A run of {word} took more than 80 % of its {timeout} s.",
        "Look at what it waited for in its log; more memory is more processor.",
        "A function fails",
        metric("AWS/Lambda", "Duration", **function),
        timeout * 1_000 * NEAR_TIMEOUT,
        statistic="Maximum",
    )


def schedule(name: str) -> Iterator[Alarm]:
    word = kebab(name)
    yield Alarm(
        f"p2/rule-failed-{word}",
        f"The rule of {word} could not start its function.",
        "Look at the function's permission and at the queue failed-runs.",
        "The sweep is silent",
        metric("AWS/Events", "FailedInvocations", RuleName=f"steward-${{Stage}}-{word}"),
        1,
        period=5 * MINUTE,
    )
    yield Alarm(
        f"p2/async-dropped-{word}",
        f"A run of {word} failed and could not even be left in the queue failed-runs.",
        "Look at the function's right to send there.",
        "The sweep is silent",
        metric("AWS/Lambda", "DestinationDeliveryFailures", FunctionName=f"${{{name}}}"),
        1,
        period=5 * MINUTE,
    )


def tables() -> Iterator[Alarm]:
    for name, indexes in (
        ("Requests", INDEXES),
        ("Estate", ()),
        ("Households", ()),
        ("Ledger", ()),
    ):
        table = {"TableName": f"${{{name}}}"}
        throttled = [
            metric("AWS/DynamoDB", "ReadThrottleEvents", **table),
            metric("AWS/DynamoDB", "WriteThrottleEvents", **table),
            *(
                metric("AWS/DynamoDB", "WriteThrottleEvents", **table, GlobalSecondaryIndexName=i)
                for i in indexes
            ),
        ]
        yield Alarm(
            f"p2/ddb-throttle-{name.lower()}",
            f"The table {name.lower()} or one of its indexes refuses calls: a hot partition.",
            "Look which index; see docs/operate/capacity.md for what each carries.",
            "The table is throttled",
            sum_of(throttled),
            1,
            periods=3,
            of=5,
        )
    failing = [
        metric("AWS/DynamoDB", "SystemErrors", TableName="${Requests}", Operation=operation)
        for operation in ("GetItem", "PutItem", "UpdateItem", "Query")
    ]
    yield Alarm(
        "p2/ddb-system",
        "DynamoDB itself answers with errors.",
        "Look at the AWS health dashboard; everything is tried again by itself.",
        "The table is throttled",
        sum_of(failing),
        1,
        periods=2,
        of=5,
    )
