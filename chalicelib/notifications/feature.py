"""Telling residents and staff."""

from chalicelib.kernel.personal import BOOKKEEPING, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "notifications",
    entities={"way": "ways.store:WAYS"},
    effects={
        ("request", "tell"): "notify:tell_of_request",
        ("task", "tell"): "notify:tell_of_task",
        ("task", "called_off"): "notify:tell_called_off",
        ("contact", "confirm"): "of_contact:ask_to_confirm",
        ("contact", "home"): "of_contact:send_home_link",
        ("contact", "received"): "of_contact:say_received",
        ("contact", "link"): "of_contact:send_way_back",
        ("way", "test"): "ways.actions:send_test",
    },
    routes={"staff": ("ways.api",)},
    personal={
        "Way": {
            WORK: ("login", "tests", "phones"),
            SYSTEM: ("community", *BOOKKEEPING),
        },
        "Delivery": {
            SYSTEM: ("state", "lease_until", "leased_at", "lost_at", "sent_at", "expires_at"),
        },
        "Counts": {
            SYSTEM: ("expires_at",),
        },
    },
)  # fmt: skip
