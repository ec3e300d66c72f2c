"""What people said, who listens, and what everybody may read of it."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "feedback",
    entities={"opinion": "store:OPINIONS", "hearing": "coverage_store:CLOCKS"},
    clocks={"hearing": "coverage_clock:clocks"},
    timers={"hearing": "coverage:ask"},
    effects={
        ("request", "hear"): "derive:answered",
        ("hearing", "remind"): "coverage:remind",
    },
    routes={"residents": ("community_page",), "staff": ("api",)},
    personal={
        "Opinion": {
            TOLD: ("words", "request"),
            COUNT: ("community", "kind", "topic", "about", "department", "building", "how",
                    "measure", "created_at", "changed_at"),
            WORK: ("by", "by_name"),
            SYSTEM: ("id", *BOOKKEEPING),
        },
        "Hearing": {
            COUNT: ("community", "next_at", "changed_at"),
            SYSTEM: BOOKKEEPING,
        },
    },
)  # fmt: skip
