"""Spreadsheets: an estate set up from one, and given back as one."""

from chalicelib.kernel.personal import BOOKKEEPING, SYSTEM, WORK
from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "setup.sheets",
    entities={"piece": "store:PIECES"},
    effects={
        ("change", "load"): "load:load",
        ("change", "unload"): "load:unload",
        ("piece", "invite"): "invitations:invite",
    },
    routes={"staff": ("api",)},
    personal={
        "Piece": {
            WORK: ("deeds",),
            SYSTEM: ("community", "change", "number", *BOOKKEEPING),
        },
    },
)
