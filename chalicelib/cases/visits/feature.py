"""Visits: times on offer, the one that is agreed, its reminders and its calendar file."""

from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.visits",
    timers={"task": "timers:tick"},
    routes={"staff": ("api",)},
)
