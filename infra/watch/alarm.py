"""One alarm: what it measures, what its text says, and the resource that it becomes."""

from typing import Any, NamedTuple

MINUTE, HOUR = 60, 3_600
RUNBOOK = "docs/operate/runbook.md"

Metric = dict[str, Any]


TOPIC = {"Fn::If": ["MakesAlarmTopic", {"Ref": "Alarms"}, {"Ref": "AlarmTopic"}]}
# Whether it wakes somebody, whether it calculates: the emulator cannot make one that does.
CONDITIONS = {
    (True, False): "",
    (True, True): "OnAws",
    (False, False): "WatchesAll",
    (False, True): "WatchesAllOnAws",
}


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
    only: str = ""
    """The condition of the stages in which it can ring at all; "" for every stage."""


def resource(alarm: Alarm) -> dict[str, Any]:
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
    usual = CONDITIONS[alarm.name.startswith("p1/"), "Metrics" in alarm.measure]
    condition = alarm.only or usual
    made = {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}
    return made | ({"Condition": condition} if condition else {})


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


def logical(name: str) -> str:
    return "Alarm" + "".join(part.capitalize() for part in name.replace("/", "-").split("-"))


def ratio(parts: list[Metric], wholes: list[Metric], *, least: int) -> dict[str, Any]:
    """Return the percentage of parts in wholes, 0 while there are fewer than `least` parts."""
    part, whole = _ids("p", parts), _ids("w", wholes)
    expression = f"IF(SUM([{part}])>={least}, 100*SUM([{part}])/SUM([{whole}]), 0)"
    return _math(expression, [("p", parts), ("w", wholes)])


def sum_of(parts: list[Metric]) -> dict[str, Any]:
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
