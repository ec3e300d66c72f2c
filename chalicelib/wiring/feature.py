"""What stands beside the business: health, the contract, the shells of the apps."""

from chalicelib.platform.feature import Feature

FEATURE = Feature(
    "wiring",
    routes={"residents": ("service",), "staff": ("static_apps", "sign_in")},
)  # fmt: skip
