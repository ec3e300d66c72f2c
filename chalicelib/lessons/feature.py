"""What a closed case teaches, and cautions."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "lessons",
    entities={"lesson": "store:LESSONS", "caution": "cautions_store:CAUTIONS"},
    clocks={"caution": "cautions:clocks"},
    timers={"caution": "caution_actions:ended"},
    routes={"staff": ("api",)},
    personal={
        "Lesson": {
            COUNT: ("company", "community", "topic", "problem", "done", "prevent", "not_here",
                    "state", "revision", "created_at", "changed_at"),
            WORK: ("steps",),
            SYSTEM: ("id", *BOOKKEEPING),
        },
        "Caution": {
            TOLD: ("text",),
            COUNT: ("community", "state", "created_at", "ends_at"),
            WORK: ("by", "approved_by"),
            SYSTEM: ("request", "task", *BOOKKEEPING),
        },
    },
)  # fmt: skip
