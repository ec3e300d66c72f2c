"""Photos of residents and of staff."""

from chalicelib.kernel.personal import SYSTEM, TOLD
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.photos",
    personal={
        "Photo": {
            TOLD: ("slot", "source", "state", "refused", "at", "width", "height"),
            SYSTEM: ("request", "beside", "writes"),
        },
    },
)  # fmt: skip
