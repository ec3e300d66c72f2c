"""Mail in: an answered notice lands in the conversation, a mail to the community is a request."""

from chalicelib.kernel.personal import BOOKKEEPING, REACH, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "mail_in",
    entities={"letter": "store:LETTERS"},
    clocks={"letter": "aside:clocks"},
    timers={"letter": "aside:tick"},
    routes={"staff": ("api",)},
    personal={
        "Letter": {
            REACH: ("sender", "name"),
            TOLD: ("subject", "text", "left_out", "at", "proven"),
            WORK: ("filed_by",),
            SYSTEM: ("id", "community", "why", "request", "reference", *BOOKKEEPING),
        },
    },
)  # fmt: skip
