"""What helps at home."""

from chalicelib.kernel.personal import BOOKKEEPING, HELPS, SYSTEM
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "households",
    entities={"home": "store:HOMES"},
    clocks={"home": "model:clocks"},
    timers={"home": "actions:ended"},
    routes={"staff": ("page",)},
    personal={
        "Preference": {
            HELPS: ("household", "code", "value", "consent_at", "expires_at", "kept_at"),
            SYSTEM: ("community",),
        },
        "Home": {
            SYSTEM: ("id", "community", "household", "expires_at", "forgotten_at", *BOOKKEEPING),
        },
    },
)  # fmt: skip
