"""Alarms of what people notice: forms that do not open, promises that are not kept, mail."""

from collections.abc import Iterator

from infra.corrections.api import FORM, SUBMITS
from infra.watch.alarm import HOUR, MINUTE, Alarm, ratio
from infra.watch.names import API, metric, own


def residents() -> Iterator[Alarm]:
    broken = [metric("AWS/ApiGateway", "5XXError", **_method(*each)) for each in SUBMITS]
    counted = [metric("AWS/ApiGateway", "Count", **_method(*each)) for each in SUBMITS]
    yield Alarm(
        "p1/submit-5xx",
        "More than 2 % of what residents send is answered with an error of ours.",
        "Open the saved query errors/01 top reasons and look at the newest deployment.",
        "Submitting fails",
        ratio(broken, counted, least=3),
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
        ratio(
            [metric("AWS/ApiGateway", "5XXError", **_method(*FORM))],
            [metric("AWS/ApiGateway", "Count", **_method(*FORM))],
            least=3,
        ),
        2,
        period=5 * MINUTE,
        periods=2,
        of=3,
    )


def calls() -> Iterator[Alarm]:
    yield Alarm(
        "p1/api-5xx",
        "More than 5 % of all calls are answered with an error of ours; of staff and board, too, "
        "whose functions may have logged no error of their own.",
        "Open the saved query errors/01 top reasons and look at the newest deployment.",
        "Submitting fails",
        ratio(
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


def dangers() -> Iterator[Alarm]:
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


def pumping() -> Iterator[Alarm]:
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


def sweeping() -> Iterator[Alarm]:
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


def promises() -> Iterator[Alarm]:
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


def people() -> Iterator[Alarm]:
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


def no_reconcile() -> Alarm:
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


def mail() -> Iterator[Alarm]:
    """Yield what AWS reviews an account for at 5 and 0.1 %, and stops all of its mail at the double
    (SES, "reputation metrics"); both are of the whole account."""
    for word, name, most in (
        ("bounces", "Reputation.BounceRate", 0.04),
        ("complaints", "Reputation.ComplaintRate", 0.0008),
    ):
        yield Alarm(
            f"p2/mail-{word}",
            f"The rate of {word} of this account's mail nears what AWS stops all mail for.",
            "Look which addresses: the saved query notices/01, outcome refused.",
            "Messages do not arrive",
            metric("AWS/SES", name),
            most,
            statistic="Average",
            period=HOUR,
            periods=2,
            of=3,
        )
