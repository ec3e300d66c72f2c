"""Copies of everything, for managers to take away."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "privacy.copies",
    entities={"copy": "store:COPIES"},
    clocks={"copy": "model:clocks"},
    timers={"copy": "writing:tick"},
    effects={
        ("copy", "copy"): "writing:write_piece",
        ("copy", "gather"): "writing:gather",
    },
    routes={"residents": ("schema_api",), "staff": ("api",)},
    personal={
        "Copy": {
            WORK: ("made_by",),
            COUNT: ("made_at", "words", "state", "written", "percent", "size", "ready_at"),
            SYSTEM: ("id", "community", "after", "pieces", *BOOKKEEPING),
        },
    },
)  # fmt: skip
