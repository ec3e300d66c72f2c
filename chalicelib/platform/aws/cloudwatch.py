"""What CloudWatch counted: read by the daily reconcile, and by nobody who waits."""

import logging
from datetime import UTC, datetime

from chalicelib.platform import settings
from chalicelib.platform.clients import client

log = logging.getLogger(__name__)

NAMESPACE = "Steward"
HOUR_S = 3_600


def total(name: str, since: int, until: int) -> int | None:
    """Return how often something was counted between two instants; None when nobody says.

    A count that never was is 0, as on a machine where no line of ours becomes a metric.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found = client("cloudwatch").get_metric_statistics(
            Namespace=NAMESPACE,
            MetricName=name,
            Dimensions=[{"Name": "stage", "Value": settings.stage()}],
            StartTime=datetime.fromtimestamp(since / 1000, UTC),
            EndTime=datetime.fromtimestamp(until / 1000, UTC),
            Period=HOUR_S,
            Statistics=["Sum"],
        )
    except (BotoCoreError, ClientError) as error:
        log.warning("CloudWatch did not say how many: %s", type(error).__name__)
        return None
    return round(sum(point["Sum"] for point in found["Datapoints"]))
