"""
What the cloud admin sees: alarms that say what to do, one dashboard, saved log queries.

Made of the corrected template, because the functions, queues and rules stand there; every
metric is one that `chalicelib/platform/http/metrics.py` or `names.py` knows.
"""

from typing import Any

from infra.watch import alarms, dashboard, queries

Template = dict[str, Any]


def watch(template: Template) -> None:
    """Add everything that watches the system to the template."""
    waking = [
        each.name
        for each in alarms.every(template)
        # An alarm that a setting leaves out would be an empty tile.
        if each.name.startswith("p1/") and not each.only
    ]
    for made in (
        alarms.alarms(template),
        dashboard.dashboard(template, waking),
        queries.queries(template),
    ):
        template["Resources"] |= made
