"""Copies, erasure, and letting go."""

from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "privacy",
    timers={"request": "retention:tick"},
    effects={
        ("request", "erase"): "erase:forget",
        ("request", "unreach"): "retention:unreach",
        ("contact", "erase"): "erase:forget_contact",
    },
    routes={"residents": ("data_page",), "staff": ("api",)},
)  # fmt: skip
