"""Search: what was done, found again by its words, its place and its time."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "search",
    entities={"view": "saved:VIEWS"},
    follows={"request": "rows:follows", "task": "rows:follows"},
    effects={("request", "find"): "rows:rewrite", ("task", "find"): "rows:put"},
    routes={"staff": ("api",)},
    personal={
        "Finding": {
            TOLD: ("words", "where", "place"),
            COUNT: ("building", "topic", "outcome", "on_time", "reopened", "rating"),
            SYSTEM: ("request", "seen"),
        },
        "View": {
            WORK: ("login", "name", "asked", "made_at"),
            SYSTEM: ("id", "community", *BOOKKEEPING),
        },
    },
)
