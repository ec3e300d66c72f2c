"""What managers change of the estate: settings, people, places, and the history of changes."""

from chalicelib.kernel.personal import BOOKKEEPING, ESTATE, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "setup",
    entities={"change": "changes_store:CHANGES"},
    effects={
        ("change", "settle"): "change:settle",
        ("change", "grow"): "places:grow",
        ("change", "shrink"): "places:shrink",
        ("change", "rename"): "building_names:rename",
        ("change", "invite"): "invitation:invite",
    },
    routes={"staff": ("settings_api", "people_api", "places_api", "topics_api")},
    personal={
        "Change": {
            WORK: ("by", "by_name", "subject", "title", "fields", "skipped"),
            ESTATE: ("what", "at", "undoes", "undone_by", "made", "pieces", "done", "left"),
            SYSTEM: ("number", "community", "based_on", *BOOKKEEPING),
        },
    },
)  # fmt: skip
