"""What a department has to do for a request."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.tasks",
    entities={"task": "store:TASKS"},
    timers={"task": "timers:tick"},
    effects={
        ("request", "cancel"): "system_transition:cancel",
        ("request", "resume"): "system_transition:resume",
        ("task", "assign"): "assign:assign",
        ("task", "clock"): "timers:only_clock",
        ("task", "hand_over"): "transfer:hand_over",
        ("clearing", "clear"): "offboarding:clear",
    },
    routes={"staff": ("api", "today_api", "urgent_api")},
    personal={
        "Task": {
            TOLD: ("summary", "reason", "said", "visit_at", "visit_end", "visit_late",
                   "windows", "resolution", "place", "place_name"),
            COUNT: ("community", "department", "round", "topic", "kind", "mode", "priority",
                    "building", "state", "clean", "created_at", "changed_at", "start_at", "accept",
                    "done", "holds", "hold_since", "until_at", "assigned_at", "accepted_at",
                    "finished_at", "climbed", "lift", "chased_at", "rungs", "queue",
                    "visit_changes", "visit_off", "visit_wanted", "reminded"),
            WORK: ("holder", "holder_name", "barred", "visit_with", "steps"),
            SYSTEM: ("id", "request", "cause", "reference", "successor", "in_queue", "links",
                     "noted", "link_off", *BOOKKEEPING),
        },
    },
)  # fmt: skip
