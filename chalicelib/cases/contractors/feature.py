"""The page of an outside contractor."""

from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "cases.contractors",
    routes={"residents": ("pages",)},
)  # fmt: skip
