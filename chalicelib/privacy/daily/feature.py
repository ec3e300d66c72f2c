"""What changed, a file a day, for other programs of the company."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "privacy.daily",
    entities={"daily": "store:FILES"},
    clocks={"daily": "model:clocks"},
    timers={"daily": "writing:tick"},
    effects={
        ("daily", "copy"): "writing:write_piece",
        ("daily", "gather"): "writing:gather",
    },
    routes={"staff": ("api", "programs_api")},
    personal={
        "Daily": {
            COUNT: ("made_at", "words", "state", "written", "size", "ready_at", "date"),
            SYSTEM: ("id", "community", "after", "pieces", "since", "until", *BOOKKEEPING),
        },
    },
)  # fmt: skip
