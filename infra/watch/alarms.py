"""
The alarms: p1 wakes somebody, p2 is for working hours.

Each says in its own text what it means, what to do first, and where the runbook goes on.
Conditional writes that fail are no alarm (a double tap is one), nor are 4xx alone.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from infra.corrections.api import FORM, SUBMITS
from infra.corrections.queues import FAILED_RUNS, QUEUES
from infra.corrections.reading import Template, events, functions, kebab
from infra.watch.names import API, metric, own

MINUTE, HOUR = 60, 3_600
RUNBOOK = "docs/operate/runbook.md"
INDEXES = ("due", "queue", "place", "person", "reference")
NEAR_TIMEOUT = 0.8

Metric = dict[str, Any]


class Alarm(NamedTuple):
    """One alarm: `page` is its heading in the runbook."""

    name: str
    means: str
    first: str
    page: str
    measure: dict[str, Any]
    above: float
    statistic: str = "Sum"
    period: int = MINUTE
    periods: int = 1
    of: int = 1
    """How many of the last periods are looked at; `periods` of them must be bad."""
    missing: str = "notBreaching"
    below: bool = False


def alarms(template: Template) -> dict[str, Any]:
    """Return every alarm, and the one that says the site is down, by logical name."""
    made = {_logical(alarm.name): _resource(alarm) for alarm in every(template)}
    made["AlarmSiteIsDown"] = _site_is_down()
    return made


def every(template: Template) -> Iterator[Alarm]:
    """Yield all alarms of a template, whatever functions and queues it has."""
    yield from _residents()
    yield from _dangers()
    yield from _pumping()
    yield from _promises()
    for name in [*(f"{queue}Dead" for queue in QUEUES.values()), FAILED_RUNS]:
        yield _dead_letter(name)
    for word, name in QUEUES.items():
        yield _age(word, name)
    yield _chains(template)
    for name, properties in functions(template).items():
        yield from _function(name, properties["Timeout"])
    for name, _ in events(template, "Schedule"):
        yield from _schedule(name)
    yield from _tables()
    yield from _people()
    if "Reconcile" in functions(template):
        yield _no_reconcile()


def _residents() -> Iterator[Alarm]:
    broken = [metric("AWS/ApiGateway", "5XXError", **_method(*each)) for each in SUBMITS]
    counted = [metric("AWS/ApiGateway", "Count", **_method(*each)) for each in SUBMITS]
    yield Alarm(
        "p1/submit-5xx",
        "More than 2 % of what residents send is answered with an error of ours.",
        "Open the saved query errors/01 top reasons and look at the newest deployment.",
        "Submitting fails",
        _ratio(broken, counted, least=3),
        2,
        period=5 * MINUTE,
        periods=2,
        of=3,
    )
    yield Alarm(
        "p1/form-5xx",
        "More than 2 % of those who scan a label get no form: nobody can send anything.",
        "Open a label yourself, then the saved query errors/01 top reasons.",
        "Submitting fails",
        _ratio(
            [metric("AWS/ApiGateway", "5XXError", **_method(*FORM))],
            [metric("AWS/ApiGateway", "Count", **_method(*FORM))],
            least=3,
        ),
        2,
        period=5 * MINUTE,
        periods=2,
        of=3,
    )
    yield Alarm(
        "p1/api-5xx",
        "More than 5 % of all calls are answered with an error of ours; of staff and board, too, "
        "whose functions may have logged no error of their own.",
        "Open the saved query errors/01 top reasons and look at the newest deployment.",
        "Submitting fails",
        _ratio(
            [metric("AWS/ApiGateway", "5XXError", **API)],
            [metric("AWS/ApiGateway", "Count", **API)],
            least=10,
        ),
        5,
        period=5 * MINUTE,
        periods=2,
        of=3,
    )
    yield Alarm(
        "p2/throttled",
        "API Gateway turned calls away because there were too many at once.",
        "Look in the access log for the route whose line is refused with THROTTLED.",
        "One place is flooding",
        own("Throttled"),
        50,
        period=5 * MINUTE,
    )
    yield Alarm(
        "p2/submit-slow",
        "One resident in twenty waits more than two seconds.",
        "Look at the dashboard: cold starts, table latency or the function's memory.",
        "Submitting fails",
        metric("AWS/ApiGateway", "Latency", **API),
        2_000,
        statistic="p95",
        periods=3,
        of=5,
    )
    yield Alarm(
        "p2/unexpected",
        "Calls ended in errors that nobody foresaw; each has its place in the code in the log.",
        "Open the saved query errors/01 top reasons; roll back if it came with a deployment.",
        "Submitting fails",
        own("Unexpected"),
        3,
        period=5 * MINUTE,
    )


def _dangers() -> Iterator[Alarm]:
    yield Alarm(
        "p1/danger-flood",
        "More than three dangers of one kind were told at one place within ten minutes: "
        "something large happens there, or somebody plays. Messages about it are bundled.",
        "Call the office of the place: all of them stand in the queue, urgent, newest last.",
        "One place is flooding",
        own("DangerFlood"),
        1,
        period=5 * MINUTE,
    )


def _pumping() -> Iterator[Alarm]:
    yield Alarm(
        "p2/messages-limited",
        "Messages to residents were not sent, for more were asked for than one neighbourhood, "
        "community or day may cost. Messages to staff and contractors go out as ever.",
        "Look who asks, at the query abuse/01 limited; the parameter limits/texts_day is the lid.",
        "One place is flooding",
        own("MessagesLimited"),
        20,
        period=5 * MINUTE,
    )


def _promises() -> Iterator[Alarm]:
    yield Alarm(
        "p1/sweep-silent",
        "The sweep has not gone through every shard for three minutes: nobody is chased, and "
        "lost effects are not sent again.",
        "Look whether the rule steward-<stage>-sweep is enabled and what the function logs.",
        "The sweep is silent",
        own("SweepCompleted"),
        1,
        periods=3,
        of=3,
        missing="breaching",
        below=True,
    )
    yield Alarm(
        "p1/outbox-age",
        "Something that must follow an action has waited more than five minutes.",
        "Open the saved query sweep/01 and look at the work and deliver functions.",
        "Effects wait",
        own("OldestPendingEffectSeconds"),
        300,
        statistic="Maximum",
        periods=3,
        of=3,
    )
    yield Alarm(
        "p1/chase-lateness",
        "The sweep comes more than ten minutes late: people are chased too late.",
        "Look at the age of the sweep queue and at how many items are due.",
        "Chasing is late",
        own("OldestOverdueSeconds"),
        600,
        statistic="Maximum",
        periods=3,
        of=3,
    )
    yield Alarm(
        "p1/lost-invariant",
        "The daily count found fewer requests than were accepted.",
        "Do not deploy. Keep the logs of that day and follow the page.",
        "A request is missing",
        own("ReconcileMismatch"),
        1,
        statistic="Maximum",
        period=HOUR,
    )
    yield Alarm(
        "p2/stuck",
        "An item failed so often that it is tried once a day only.",
        "Open the saved query sweep/02 and read its reason.",
        "Effects wait",
        own("Stuck"),
        1,
        statistic="Maximum",
        period=5 * MINUTE,
    )
    yield Alarm(
        "p2/notices-failed",
        "Messages to people are not taken by mail, text or chat.",
        "Look at the channel and reason in the saved query notices/01.",
        "Messages do not arrive",
        own("NoticesFailed"),
        5,
        period=15 * MINUTE,
    )


def _people() -> Iterator[Alarm]:
    yield Alarm(
        "p2/login-refused",
        "Many calls of the staff API are refused: a wrong setting, or somebody is trying.",
        "Open the saved query authz/01 and see which route and reason.",
        "Staff see nothing new",
        own("AuthzDenied"),
        20,
    )
    yield Alarm(
        "p2/abuse",
        "Many submissions are refused by their limit: a flood, or a lift with everybody in it.",
        "Open the saved query abuse/01; change limits/… only when the requests are real.",
        "One place is flooding",
        own("RateLimited"),
        50,
        period=5 * MINUTE,
    )
    yield Alarm(
        "p2/config-bad",
        "A parameter holds a value that makes no sense; the last good one stays in force.",
        "Ask /health which one, or `make config STAGE=`, and correct it.",
        "Wrong routing after an edit",
        own("ConfigInvalid"),
        1,
        statistic="Maximum",
        period=5 * MINUTE,
    )
    yield Alarm(
        "p2/holidays-end",
        "The packaged holiday tables end within 90 days; deadlines would ignore holidays then.",
        "Build and deploy again: the build makes tables for three years.",
        "Holiday tables end",
        own("HolidayTablesEndInDays"),
        90,
        statistic="Minimum",
        period=HOUR,
        below=True,
    )


def _dead_letter(name: str) -> Alarm:
    word = kebab(name)
    return Alarm(
        f"p1/dlq-{word}",
        "A message failed five times, or a scheduled run failed, and waits for a person.",
        "Read one message in the console; it holds ids only. Find its item in the logs.",
        "A dead-letter queue is not empty",
        metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=f"${{{name}.QueueName}}"),
        1,
        statistic="Maximum",
    )


def _age(word: str, name: str) -> Alarm:
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
    )


def _chains(template: Template) -> Alarm:
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
        _sum(dropped),
        1,
        period=5 * MINUTE,
    )


def _function(name: str, timeout: int) -> Iterator[Alarm]:
    function, word = {"FunctionName": f"${{{name}}}"}, kebab(name)
    errors, calls = (metric("AWS/Lambda", each, **function) for each in ("Errors", "Invocations"))
    yield Alarm(
        f"p2/fn-errors-{word}",
        f"More than 1 % of the runs of {word} end in an error.",
        "Open the saved query errors/01 top reasons, filtered by this function.",
        "A function fails",
        _ratio([errors], [calls], least=3),
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


def _schedule(name: str) -> Iterator[Alarm]:
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


def _tables() -> Iterator[Alarm]:
    for name, indexes in (("Requests", INDEXES), ("Estate", ()), ("Ledger", ())):
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
            _sum(throttled),
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
        _sum(failing),
        1,
        periods=2,
        of=5,
    )


def _no_reconcile() -> Alarm:
    return Alarm(
        "p1/reconcile-silent",
        "The daily count has not run for 26 hours: nobody would notice a lost request.",
        "Run the function reconcile by hand and read its log.",
        "A request is missing",
        own("ReconcileMismatch"),
        1,
        statistic="SampleCount",
        period=HOUR,
        periods=26,
        of=26,
        missing="breaching",
        below=True,
    )


def _method(verb: str, path: str) -> dict[str, str]:
    # Not a name of CloudFormation's: ${!…} would be its way to write this literally.
    return API | {"Method": verb, "Resource": path}


def _ratio(parts: list[Metric], wholes: list[Metric], *, least: int) -> dict[str, Any]:
    """Return the percentage of parts in wholes, 0 while there are fewer than `least` parts."""
    part, whole = _ids("p", parts), _ids("w", wholes)
    expression = f"IF(SUM([{part}])>={least}, 100*SUM([{part}])/SUM([{whole}]), 0)"
    return _math(expression, [("p", parts), ("w", wholes)])


def _sum(parts: list[Metric]) -> dict[str, Any]:
    return _math(f"SUM([{_ids('p', parts)}])", [("p", parts)])


def _ids(letter: str, metrics: list[Metric]) -> str:
    return ", ".join(f"FILL({letter}{number}, 0)" for number in range(len(metrics)))


def _math(expression: str, groups: list[tuple[str, list[Metric]]]) -> dict[str, Any]:
    queries: list[dict[str, Any]] = [{"Id": "answer", "Expression": expression, "Label": "answer"}]
    for letter, metrics in groups:
        queries += [
            {"Id": f"{letter}{number}", "ReturnData": False, "MetricStat": {"Metric": each}}
            for number, each in enumerate(metrics)
        ]
    return {"Metrics": queries}


def _resource(alarm: Alarm) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "AlarmName": {"Fn::Sub": f"${{Stage}}/{alarm.name}"},
        "AlarmDescription": _text(alarm),
        "Threshold": alarm.above,
        "ComparisonOperator": "LessThanThreshold"
        if alarm.below
        else "GreaterThanOrEqualToThreshold",
        "EvaluationPeriods": alarm.of,
        "DatapointsToAlarm": alarm.periods,
        "TreatMissingData": alarm.missing,
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC],
        **_measured(alarm),
    }
    condition = CONDITIONS[alarm.name.startswith("p1/"), "Metrics" in alarm.measure]
    made = {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}
    return made | ({"Condition": condition} if condition else {})


# Whether it wakes somebody, whether it calculates: the emulator cannot make one that does.
CONDITIONS = {
    (True, False): "",
    (True, True): "OnAws",
    (False, False): "WatchesAll",
    (False, True): "WatchesAllOnAws",
}

TOPIC = {"Fn::If": ["MakesAlarmTopic", {"Ref": "Alarms"}, {"Ref": "AlarmTopic"}]}


def _text(alarm: Alarm) -> str:
    return f"{alarm.means} First: {alarm.first} Then: {RUNBOOK}, “{alarm.page}”."


def _measured(alarm: Alarm) -> dict[str, Any]:
    if "Metrics" not in alarm.measure:
        how = {"Statistic": alarm.statistic}
        if alarm.statistic.startswith("p"):
            how = {"ExtendedStatistic": alarm.statistic}
        return {**alarm.measure, **how, "Period": alarm.period}
    for query in alarm.measure["Metrics"]:
        if "MetricStat" in query:
            query["MetricStat"] |= {"Stat": alarm.statistic, "Period": alarm.period}
    return alarm.measure


def _logical(name: str) -> str:
    return "Alarm" + "".join(part.capitalize() for part in name.replace("/", "-").split("-"))


def _site_is_down() -> dict[str, Any]:
    """One alarm to wake somebody with: residents get no form, cannot send, or nothing follows."""
    parts = ("p1/form-5xx", "p1/submit-5xx", "p1/sweep-silent", "p1/queue-age-effects")
    rule = " OR ".join(f'ALARM("${{Stage}}/{name}")' for name in parts)
    return {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "Condition": "OnAws",
        "DependsOn": [_logical(name) for name in parts],
        "Properties": {
            "AlarmName": {"Fn::Sub": "${Stage}/p1/site-is-down"},
            "AlarmDescription": "Residents get no form, cannot send, or nothing follows what they "
            "send. First: see which of its four alarms rings. "
            f"Then: {RUNBOOK}, “Submitting fails”.",
            "AlarmRule": {"Fn::Sub": rule},
            "AlarmActions": [TOPIC],
            "OKActions": [TOPIC],
        },
    }
