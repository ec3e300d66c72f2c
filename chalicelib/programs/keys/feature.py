"""Keys: what other programs of a company show to submit and read."""

from chalicelib.kernel.personal import BOOKKEEPING, ESTATE, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "programs.keys",
    entities={"key": "store:KEYS"},
    clocks={"key": "clocks:clocks"},
    timers={"key": "clocks:tick"},
    routes={"residents": ("api",), "staff": ("managing_api",)},
    personal={
        "Key": {
            WORK: ("made_by", "revoked_by"),
            ESTATE: ("name", "communities", "rights", "made_at", "rotated_at", "last_used",
                     "revoked_at"),
            SYSTEM: ("id", "community", "hash", "old_hash", "old_until", *BOOKKEEPING),
        },
    },
)  # fmt: skip
