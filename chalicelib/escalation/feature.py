"""Who is reminded of a task, and when."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "escalation",
    entities={"bundle": "batches:BATCHES"},
    clocks={"task": "task_clocks:clocks"},
    timers={"task": "timers:tick"},
    gathers={"task": "timers:gather"},
    effects={
        ("task", "alert"): "escalate:alert",
        ("task", "offer"): "escalate:offer",
        ("task", "nudge_holder"): "escalate:remind_holder",
        ("task", "diary"): "diaries:tell",
        ("bundle", "send"): "send_reminders:send_batch",
    },
    personal={
        "ReminderBatch": {
            COUNT: ("number", "events", "sending", "opened_at"),
            WORK: ("person",),
            SYSTEM: ("id", "community", *BOOKKEEPING),
        },
    },
)  # fmt: skip
