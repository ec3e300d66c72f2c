"""Webhooks: what happens is told to other programs."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, ESTATE, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "programs.webhooks",
    entities={"hook": "store:HOOKS", "posting": "store:POSTINGS"},
    clocks={"posting": "model:clocks"},
    timers={"posting": "deliver:tick"},
    follows={"request": "emit:follows", "task": "emit:follows", "measure": "emit:follows"},
    effects={
        ("request", "hook"): "emit:emit",
        ("task", "hook"): "emit:emit",
        ("measure", "hook"): "emit:emit",
        ("posting", "post"): "deliver:post",
        ("hook", "switched_off"): "switched_off:tell",
    },
    routes={"staff": ("api",)},
    personal={
        "Hook": {
            WORK: ("made_by",),
            ESTATE: ("url", "types", "words", "made_at", "failing_since", "off", "off_at"),
            SYSTEM: ("id", "community", "generation", "old_until", *BOOKKEEPING),
        },
        "Posting": {
            COUNT: ("type", "about", "at", "data", "state", "status", "why", "took_ms"),
            SYSTEM: ("id", "hook", "community", "attempts", "leased_until", "next_at", "ended_at",
                     *BOOKKEEPING),
        },
    },
)  # fmt: skip
