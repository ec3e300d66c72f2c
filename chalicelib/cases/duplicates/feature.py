"""Requests that are the same as another, or belong to an outage."""

from chalicelib.kernel.personal import COUNT, SYSTEM
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.duplicates",
    effects={
        ("request", "urge"): "contributions:urge",
        ("request", "join"): "merge:join",
        ("request", "leave"): "propagate:leave",
        ("request", "alone"): "propagate:alone",
        ("request", "carry"): "propagate:propagate",
        ("request", "link"): "by_staff:link",
        ("outage", "carry"): "propagate:propagate",
        ("outage", "news"): "propagate:news",
        ("request", "recount"): "counting:recount",
        ("request", "count"): "counting:count",
        ("outage", "recount"): "counting:recount",
        ("outage", "count"): "counting:count",
    },
    personal={
        "Join": {
            COUNT: ("at",),
            SYSTEM: ("parent", "request", "listed"),
        },
    },
)  # fmt: skip
