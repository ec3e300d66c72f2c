"""Visits: times on offer, the one that is agreed, its reminders and its calendar file."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.visits",
    entities={"bookings": "bookings:BOOKINGS"},
    clocks={"bookings": "bookings:clocks"},
    timers={"task": "timers:tick", "bookings": "bookings:tick"},
    routes={"staff": ("api",)},
    personal={
        "Bookings": {
            WORK: ("person",),
            COUNT: ("visits",),
            SYSTEM: ("company", "community", *BOOKKEEPING),
        },
    },
)
