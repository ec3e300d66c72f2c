"""The pages that residents see."""

from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.pages",
    routes={"residents": ("routes", "finding")},
)  # fmt: skip
