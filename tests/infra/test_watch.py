"""Alarms that say what to do, a dashboard of what is really measured, queries that can find."""

import json
import re

import pytest

from chalicelib.platform.http.logs import FIELDS
from chalicelib.platform.http.metrics import METRICS, NAMESPACE
from infra.corrections.reading import functions
from infra.paths import ROOT
from infra.watch import alarms, queries
from infra.watch.names import KNOWN, Unknown, metric

OF_LAMBDA = {"@timestamp", "@type", "@initDuration", "@duration"}


def alarms_of(template):
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }


def metrics_of(alarm):
    if "MetricName" in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]


def pages():
    text = (ROOT / alarms.RUNBOOK).read_text()
    return set(re.findall(r"^## (.+)$", text, re.M))


def widgets(template):
    body, _ = template["Resources"]["Overview"]["Properties"]["DashboardBody"]["Fn::Sub"]
    return json.loads(body)["widgets"]


def graphs(template):
    return [each["properties"] for each in widgets(template) if each["type"] == "metric"]


def test_every_alarm_names_only_what_the_code_or_aws_measures(template):
    for name, alarm in alarms_of(template).items():
        for each in metrics_of(alarm):
            assert each["MetricName"] in KNOWN[each["Namespace"]], name


def test_a_metric_that_nobody_measures_is_refused():
    with pytest.raises(Unknown):
        metric(NAMESPACE, "Invented")


def test_every_alarm_says_what_it_means_what_to_do_first_and_a_page_that_is_there(template):
    for alarm in alarms_of(template).values():
        text = alarm["AlarmDescription"]
        means, _, rest = text.partition(" First: ")
        first, _, where = rest.partition(f" Then: {alarms.RUNBOOK}, “")
        assert means.endswith(".") and first.endswith("."), text
        assert where.removesuffix("”.") in pages(), text
        assert len(text) <= 1024


def test_every_alarm_has_somebody_to_tell(template):
    for name, alarm in alarms_of(template).items():
        assert alarm["AlarmActions"] == [alarms.TOPIC], name
        assert alarm["TreatMissingData"] in ("notBreaching", "breaching")


def test_silence_of_the_sweep_is_an_alarm_itself(template):
    silent = alarms_of(template)["AlarmP1SweepSilent"]

    assert silent["MetricName"] == "SweepCompleted"
    assert silent["TreatMissingData"] == "breaching"
    assert silent["EvaluationPeriods"] * silent["Period"] <= 180


def test_every_queue_every_dead_letter_and_every_function_has_its_alarms(template):
    queues = [n for n, r in template["Resources"].items() if r["Type"] == "AWS::SQS::Queue"]
    watched = json.dumps(list(alarms_of(template).values()))

    for name in queues:
        assert f"${{{name}.QueueName}}" in watched, name
    for name in functions(template).keys() - alarms.BY_HAND:
        for each in ("Errors", "Throttles", "Duration"):
            assert any(
                found["MetricName"] == each and f"${{{name}}}" in json.dumps(found["Dimensions"])
                for alarm in alarms_of(template).values()
                for found in metrics_of(alarm)
            ), (name, each)


def test_errors_of_any_door_ring_and_so_do_calls_that_are_turned_away(template):
    doors = alarms_of(template)["AlarmP1Api5xx"]
    assert {each["MetricName"] for each in metrics_of(doors)} == {"5XXError", "Count"}
    assert all(len(each["Dimensions"]) == 2 for each in metrics_of(doors))

    (made,) = template["Resources"]["ThrottledCalls"]["Properties"]["MetricTransformations"]
    asked = alarms_of(template)["AlarmP2Throttled"]
    assert (asked["Namespace"], asked["MetricName"]) == (
        made["MetricNamespace"],
        made["MetricName"],
    )
    assert [each["Name"] for each in asked["Dimensions"]] == [d["Key"] for d in made["Dimensions"]]
    line = template["Resources"]["RestAPI"]["Properties"]["AccessLogSetting"]["Format"]["Fn::Sub"]
    assert json.loads(line)["stage"] == "${Stage}"


def test_the_site_is_down_when_residents_cannot_send_or_nothing_follows(template):
    down = template["Resources"]["AlarmSiteIsDown"]["Properties"]
    named = set(re.findall(r'\$\{Stage\}/([\w/-]+)"', down["AlarmRule"]["Fn::Sub"]))

    assert named == {
        "p1/form-5xx", "p1/submit-5xx", "p1/sweep-silent", "p1/queue-age-effects",
    }  # fmt: skip
    form = json.dumps(alarms_of(template)["AlarmP1Form5xx"])
    assert '"GET"' in form and '"/q/{place}"' in form
    known = {
        a["AlarmName"]["Fn::Sub"].removeprefix("${Stage}/") for a in alarms_of(template).values()
    }
    assert named <= known


def test_the_dashboard_shows_residents_first_and_only_what_is_measured(template):
    shown = graphs(template)

    assert shown[0]["title"] == "Sent by residents"
    for graph in shown:
        for namespace, name, *_ in graph["metrics"]:
            assert name in KNOWN[namespace], graph["title"]


def test_every_number_of_our_own_is_on_the_dashboard_or_rings(template):
    seen = {name for graph in graphs(template) for _, name, *_ in graph["metrics"]}
    seen |= {each["MetricName"] for a in alarms_of(template).values() for each in metrics_of(a)}

    assert METRICS.keys() <= seen


def test_saved_queries_ask_only_for_fields_that_lines_have(template):
    for name, text in queries.QUERIES.items():
        plain = re.sub(r'"[^"]*"', "", text)
        asked = set(re.findall(r"fields ([^|]+)|by ([^|\n]+)|filter (\w+)", plain))
        words = {w.strip() for group in asked for part in group for w in re.split(r"[,\s]", part)}
        named = {w.split(".")[0] for w in words if re.fullmatch(r"@?[A-Za-z_]\w*(\.\d)?", w)}
        unknown = named - FIELDS - OF_LAMBDA - {"desc", "stats", "sort", "like", "or", "and", "as"}
        assert not {w for w in unknown if w not in ("in", "by", "limit", "bin", "times")}, name


def test_saved_queries_look_into_every_function(template):
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Logs::QueryDefinition":
            groups = resource["Properties"]["LogGroupNames"]
            assert len(groups) == len(functions(template))


def test_a_small_company_may_have_only_the_alarms_that_wake_somebody(template):
    for name, resource in template["Resources"].items():
        if name.startswith("AlarmP2"):
            assert resource["Condition"] in ("WatchesAll", "WatchesAllOnAws")
        elif name.startswith("AlarmP1"):
            assert resource.get("Condition", "OnAws") in ("OnAws", "TakesMail")


def test_the_dashboard_has_what_wakes_somebody_first_and_where_things_are(template):
    head, shown = widgets(template)[:2]
    named = {each.rpartition("${Stage}/")[2] for each in shown["properties"]["alarms"]}
    known = {
        alarm["AlarmName"]["Fn::Sub"].removeprefix("${Stage}/")
        for alarm in alarms_of(template).values()
    }

    # An alarm that a setting leaves out would be an empty tile.
    of_mail = {"p1/dlq-mail-queue-dead", "p1/queue-age-mail", "p1/fn-throttles-take-mail"}
    assert named == {name for name in known if name.startswith("p1/")} - of_mail
    links = re.findall(r"\]\(([^)\s]+)\)", head["properties"]["markdown"])
    assert len(links) >= 8
    assert all(link.startswith(("${Console}/", "${Address}/")) for link in links)


def test_the_dashboard_says_what_to_do_first_on_each_page_that_an_alarm_names(template):
    texts = [w["properties"]["markdown"] for w in widgets(template) if w["type"] == "text"]
    shown = {text.removeprefix("### ").partition("\n")[0]: text for text in texts}

    for alarm in alarms_of(template).values():
        page = alarm["AlarmDescription"].rpartition("“")[2].removesuffix("”.")
        assert "\n1. " in shown[page], page
    assert pages() <= shown.keys()
    filled = set(re.findall(r"\$\{(?!!)([^}]*)\}", " ".join(texts)))
    assert filled <= {"Stage", "Build", "Address", "Console", "AWS::Region"}


def test_nothing_of_the_dashboard_lies_upon_another_thing(template):
    taken = [
        (x, y)
        for each in widgets(template)
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]

    assert len(taken) == len(set(taken))
