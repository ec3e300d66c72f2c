"""Known faults and planned work."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.outages",
    entities={"outage": "store:OUTAGES"},
    clocks={"outage": "clocks:clocks"},
    timers={"outage": "timers:tick"},
    effects={
        ("outage", "absorb"): "merge_earlier_reports:absorb",
    },
    routes={"staff": ("api",)},
    personal={
        "Outage": {
            COUNT: ("community", "reference", "buildings", "place_name", "topics", "planned",
                    "from_at", "to_at", "words", "state", "created_at", "changed_at", "ended_at",
                    "reminders", "reminded_at", "carrier", "others", "counted_at"),
            WORK: ("opened_by", "steps"),
            SYSTEM: ("id", "body_hash", "progress", *BOOKKEEPING),
        },
    },
)  # fmt: skip
