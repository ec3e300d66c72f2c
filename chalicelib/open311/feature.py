"""Open311 GeoReport v2: city apps and councils report and read by the standard they know."""

from chalicelib.platform.feature import Feature

FEATURE = Feature("open311", routes={"residents": ("api",)})
