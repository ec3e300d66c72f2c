"""
What the cloud admin sees: alarms that say what to do, one dashboard, saved log queries.

Made of the corrected template, because the functions, queues and rules stand there; every
metric is one that `chalicelib/platform/http/metrics.py` or `names.py` knows.
"""

from typing import Any

from infra.watch import alarms, dashboard, queries
from infra.watch.alarm import OF_MAIL_IN

Template = dict[str, Any]


def watch(template: Template) -> None:
    """Add everything that watches the system to the template."""
    waking = [
        each.name
        for each in alarms.every(template)
        if each.name.startswith("p1/") and each.name not in OF_MAIL_IN
    ]
    for made in (
        alarms.alarms(template),
        dashboard.dashboard(template, waking),
        queries.queries(template),
    ):
        template["Resources"] |= made
