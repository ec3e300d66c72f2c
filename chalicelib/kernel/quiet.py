"""Hours in which no telephone of a resident is made to ring, unless they are in danger."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = 22, 8
"""Hours of the community's day; in between texts wait for the morning."""


def over_at(zone: str, now: int) -> int | None:
    """Return when the quiet hours that run now are over (epoch ms); None outside of them."""
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    if ENDS <= local.hour < BEGINS:
        return None
    day = local + timedelta(days=1) if local.hour >= BEGINS else local
    morning = datetime(day.year, day.month, day.day, ENDS, tzinfo=ZoneInfo(zone))
    return round(morning.timestamp() * 1000)
