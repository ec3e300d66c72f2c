"""Courtesies and thanks."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "recognition",
    entities={"thanks": "store:THANKS"},
    effects={
        ("request", "thank"): "actions:thank",
        ("thanks", "bring"): "actions:bring",
    },
    routes={"staff": ("api",)},
    personal={
        "Courtesy": {
            COUNT: ("community", "kind", "place", "building", "department", "created_at"),
            WORK: ("by",),
            SYSTEM: ("id",),
        },
        "Thanks": {
            TOLD: ("words", "request"),
            COUNT: ("community", "department", "created_at"),
            WORK: ("to", "passed_by"),
            SYSTEM: ("id", *BOOKKEEPING),
        },
    },
)  # fmt: skip
