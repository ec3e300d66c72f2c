"""Communities, places, labels, departments and people."""

from chalicelib.kernel.personal import BOOKKEEPING, ESTATE, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "estate",
    entities={"clearing": "reassignments_store:CLEARINGS"},
    routes={"staff": ("labels_api",)},
    personal={
        "Clearing": {
            WORK: ("subject",),
            SYSTEM: ("id", "community", "what", "to", *BOOKKEEPING),
        },
        "Owned": {
            ESTATE: ("company", "code"),
        },
        "Member": {
            WORK: ("login", "id", "name", "company", "community", "role", "departments", "on_duty",
                   "disabled", "language", "languages", "channel", "address", "open_cap",
                   "manager", "leave", "roster"),
            SYSTEM: ("writes", "change"),
        },
        "Community": {
            ESTATE: ("code", "company", "name", "languages", "phone", "emergency_phone", "colour",
                     "calendar", "calendars", "departments", "redirects", "duties", "topics",
                     "ladder", "photo_when_done", "show_names", "chats", "contractors",
                     "text_countries", "department_names", "replies", "buildings",
                     "point", "publishes", "daily_files", "daily_words"),
            SYSTEM: ("hooks", "writes", "change"),
        },
        "Place": {
            ESTATE: ("code", "community", "name", "building", "floor", "kind", "household",
                     "version", "replaced_by", "retired_at", "point"),
            SYSTEM: ("writes", "change"),
        },
    },
)  # fmt: skip
