"""Measures, and the needs behind them."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "improvements",
    entities={"measure": "store:MEASURES", "needs": "needs_store:ALL"},
    clocks={"measure": "clocks:clocks", "needs": "needs:clocks"},
    timers={"measure": "timers:tick", "needs": "recurring_problems:look"},
    effects={
        ("opinion", "weigh"): "monitoring:weigh",
        ("measure", "gather"): "effects:gather",
        ("measure", "nudge_owner"): "escalate:nudge_owner",
        ("measure", "offer"): "recurring_problems:offer",
        ("measure", "prevent"): "effects:prevent",
        ("measure", "tell"): "notify_contributors:tell",
        ("needs", "detect"): "recurring_problems:detect",
    },
    routes={"staff": ("api",)},
    personal={
        "Measure": {
            COUNT: ("community", "reference", "title", "topic", "building", "department", "origin",
                    "pattern", "evidence_of", "seen", "opinions", "returned", "said", "did",
                    "reason", "photos", "place", "state", "due_on", "start_at", "published_at",
                    "done_at", "reopened", "climbed", "lift", "chased_at", "rungs", "told",
                    "created_at", "changed_at"),
            WORK: ("owner", "owner_name", "steps"),
            SYSTEM: ("id", *BOOKKEEPING),
        },
        "Needs": {
            COUNT: ("community", "building", "topics", "known", "next_at", "season", "changed_at"),
            SYSTEM: BOOKKEEPING,
        },
    },
)  # fmt: skip
