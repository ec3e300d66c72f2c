"""The board, days, trends, what is stuck, the digest, the daily reconcile."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "reports",
    entities={"digest": "digest_store:DIGESTS"},
    clocks={"digest": "send_digest:clocks"},
    timers={"digest": "send_digest:tick"},
    effects={
        ("digest", "digest"): "send_digest:send",
    },
    routes={"staff": ("board_api", "days_api", "trends_api", "files_api")},
    personal={
        "Digest": {
            COUNT: ("sent_at", "before_at"),
            WORK: ("login",),
            SYSTEM: ("community", *BOOKKEEPING),
        },
        "Stuck": {
            SYSTEM: ("community", "item", "kind", "since", "tries", "effects", "reference",
                     "doubt"),
        },
        "Run": {
            SYSTEM: ("date", "began_at", "until", "segment", "after", "chunks", "read", "mended",
                     "strange", "missing", "waiting", "finished_at", "whole", "since", "known",
                     "round", "base", "sliced", "healed", "lost", "odd", "writes"),
        },
        "Part": {
            COUNT: ("community", "totals", "sheets"),
        },
        "Total": {
            COUNT: ("community", "until", "stored", "fresh"),
        },
        "Tally": {
            COUNT: ("community", "date", "accepted", "reopened", "outcomes", "channels", "kinds",
                    "priorities", "alarms", "lines", "ratings", "buildings", "backlog"),
        },
    },
)  # fmt: skip
