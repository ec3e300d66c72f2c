"""
The alarms: p1 wakes somebody, p2 is for working hours.

Each says in its own text what it means, what to do first, and where the runbook goes on.
Conditional writes that fail are no alarm (a double tap is one), nor are 4xx alone.
"""

from collections.abc import Iterator
from typing import Any

from infra.corrections.queues import FAILED_RUNS, QUEUES, switched
from infra.corrections.reading import Template, events, functions
from infra.watch import noticed, parts
from infra.watch.alarm import RUNBOOK, TOPIC, Alarm, logical, resource

BY_HAND = frozenset({"Admin"})
"""Whoever runs these stands beside them and reads the answer."""


def alarms(template: Template) -> dict[str, Any]:
    """Return every alarm, and the one that says the site is down, by logical name."""
    made = {logical(alarm.name): resource(alarm) for alarm in every(template)}
    made["AlarmSiteIsDown"] = _site_is_down()
    return made


def every(template: Template) -> Iterator[Alarm]:
    """Yield all alarms of a template, whatever functions and queues it has."""
    yield from noticed.residents()
    yield from noticed.calls()
    yield from noticed.dangers()
    yield from noticed.pumping()
    yield from noticed.sweeping()
    yield from noticed.promises()
    only = switched(template)
    for name in QUEUES.values():
        yield parts.dead_letter(f"{name}Dead", only.get(name, ""))
    yield parts.dead_letter(FAILED_RUNS)
    for word, name in QUEUES.items():
        yield parts.age(word, name, only.get(name, ""))
    yield parts.chains(template)
    for name, properties in functions(template).items():
        if name in BY_HAND:
            continue
        yield from parts.function(name, properties["Timeout"], only.get(name, ""))
    for name, _ in events(template, "Schedule"):
        yield from parts.schedule(name)
    yield from parts.tables()
    yield from noticed.people()
    yield from noticed.mail()
    if "Reconcile" in functions(template):
        yield noticed.no_reconcile()


def _site_is_down() -> dict[str, Any]:
    """One alarm to wake somebody with: residents get no form, cannot send, or nothing follows."""
    four = ("p1/form-5xx", "p1/submit-5xx", "p1/sweep-silent", "p1/queue-age-effects")
    rule = " OR ".join(f'ALARM("${{Stage}}/{name}")' for name in four)
    return {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "Condition": "OnAws",
        "DependsOn": [logical(name) for name in four],
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
