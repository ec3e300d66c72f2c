"""A resident's request, from the first words to the last answer."""

from chalicelib.kernel.personal import BOOKKEEPING, COUNT, REACH, SYSTEM, TOLD, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.requests",
    entities={"request": "store:REQUESTS", "note": "store:NOTES"},
    clocks={"request": "clocks:clocks"},
    timers={"request": "timers:tick"},
    effects={
        ("request", "route"): "route_request:route",
        ("request", "align"): "sync_tasks:align",
        ("request", "clean_up"): "aftercare:clean_up",
        ("request", "call_back"): "aftercare:call_back",
        ("note", "raise"): "follow_up:heard",
        ("note", "reply"): "follow_up:heard",
        ("note", "say"): "staff_notes:said",
        ("task", "settle"): "resolve:settle",
    },
    routes={"residents": ("api",), "staff": ("filing_api", "desk_api")},
    personal={
        "Request": {
            TOLD: ("words", "spot", "place", "place_name", "answers", "visit", "may_enter", "about",
                   "concerns", "comment", "thanks", "body_hash"),
            REACH: ("name", "contact", "typed", "addressed", "forgot", "proven", "silent"),
            COUNT: ("community", "building", "place_kind", "kind", "topic", "chosen", "guesses",
                    "lang", "channel", "state", "outcome", "created_at", "changed_at", "start_at",
                    "round", "planned", "plan", "priority", "emergency", "by_words", "lift",
                    "reopened", "urges", "resolved_at", "closed_at", "fixed", "clean", "rating",
                    "reasons", "joined_to", "joinable", "followed", "others", "counted_at",
                    "left_at", "checked_back", "silence_days", "reopen_days", "named", "unread",
                    "linked"),
            WORK: ("filed_by", "steps"),
            SYSTEM: ("id", "reference", "prefix", "follows", "link_version", "unreachable",
                     "findable", "progress", *BOOKKEEPING),
        },
        "Note": {
            TOLD: ("key", "at", "by", "by_name", "department", "text", "internal", "emergency",
                   "danger", "mailed", "whole", "left_out"),
            SYSTEM: ("request", "beside", *BOOKKEEPING),
        },
    },
)  # fmt: skip
