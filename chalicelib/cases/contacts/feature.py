"""How to reach a resident, and who looked."""

from chalicelib.kernel.personal import BOOKKEEPING, REACH, SEEN, SYSTEM
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.contacts",
    entities={"contact": "store:CONTACTS"},
    personal={
        "Contact": {
            REACH: ("address", "hash", "channel", "lang", "state", "created_at", "changed_at",
                    "asked_at", "linked_at",
                    "wants", "refused"),
            SYSTEM: ("request", "community", "prefix", *BOOKKEEPING),
        },
        "Look": {
            SEEN: ("task", "at", "by", "by_name", "what"),
            SYSTEM: ("request",),
        },
    },
)  # fmt: skip
