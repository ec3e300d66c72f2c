"""Saved queries of Logs Insights; a slash in a name makes a folder in the console."""

from typing import Any

from infra.corrections.reading import Template, functions

FIND = "fields @timestamp, fn, msg, item, action, effect, outcome, reason, correlation_id"

QUERIES: dict[str, str] = {
    "requests/01 one request's life": f"{FIND}\n"
    '| filter item like "PUT THE REQUEST ID HERE" or event_id like "PUT THE REQUEST ID HERE"\n'
    "| sort @timestamp",
    "requests/02 by the number people quote": f"{FIND}\n"
    "| filter correlation_id like /(?i)^PUT THE NUMBER HERE/\n| sort @timestamp",
    "errors/01 top reasons": 'filter level = "ERROR"\n'
    "| stats count(*) as times by fn, msg, reason, raised_at\n| sort times desc",
    "errors/02 by build": 'filter level = "ERROR" or status >= 500\n'
    "| stats count(*) as times by build, fn, bin(1h)",
    "performance/01 cold starts": 'filter @type = "REPORT"\n'
    "| stats count(*) as runs, sum(ispresent(@initDuration)) as cold, "
    "pct(@initDuration, 99) as cold_p99_ms, pct(@duration, 95) as p95_ms by bin(1h)",
    "performance/02 slow routes": 'filter msg = "call"\n'
    "| stats count(*) as calls, pct(ms, 50) as p50, pct(ms, 95) as p95 by method, route\n"
    "| sort p95 desc",
    "queues/01 received more than twice": f"{FIND}, attempt\n| filter attempt > 2\n"
    "| sort @timestamp desc",
    "sweep/01 runs, due, done, late": 'filter msg = "sweep"\n'
    "| stats sum(seen) as due, sum(looked_after) as done, sum(failed) as failed, "
    "max(oldest_overdue_s) as late_s, max(oldest_pending_s) as waits_s by bin(5m)",
    "sweep/02 stuck items": f"{FIND}\n"
    '| filter msg = "swept" and outcome in ["stuck", "failed"]\n| sort @timestamp desc',
    "notices/01 what did not arrive": 'filter msg = "notice failed"\n'
    "| stats count(*) as times by channel, template, outcome, bin(1h)",
    "abuse/01 limited": 'filter status = 429\n| stats count(*) as times by route, bin(5m)',
    "authz/01 denials": "filter AuthzDenied = 1\n"
    "| stats count(*) as times by route, reason, bin(5m)",
    "configuration/01 what is not in force": 'filter msg = "sweep completed"\n'
    "| filter ConfigInvalid > 0\n| fields @timestamp, invalid.0, invalid.1, invalid.2\n| limit 20",
}  # fmt: skip


def queries(template: Template) -> dict[str, Any]:
    """Return one saved query a row, over the logs of all functions."""
    groups = [{"Ref": f"{name}LogGroup"} for name in functions(template)]
    return {
        f"Query{number:02d}": {
            "Type": "AWS::Logs::QueryDefinition",
            "Condition": "OnAws",
            "Properties": {
                "Name": {"Fn::Sub": f"steward-${{Stage}}/{name}"},
                "LogGroupNames": groups,
                "QueryString": text,
            },
        }
        for number, (name, text) in enumerate(QUERIES.items(), 1)
    }
