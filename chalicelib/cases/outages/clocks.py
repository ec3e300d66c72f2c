"""When an outage is looked at again: it begins, somebody is reminded; nobody at night."""

from chalicelib.estate.communities import community_of
from chalicelib.kernel import worktime

from . import model as outages
from .model import Outage


def clocks(outage: Outage, now: int) -> list[int | None]:
    """Return when the sweep has to look at an outage again."""
    due = outages.clocks(outage)
    calendar = community_of(outage.community, now=now).calendar
    if outage.state != outages.RUNNING or worktime.is_open(calendar, now):
        return due
    # Nobody is reminded at night: left due, it would be looked at every minute until then.
    return [worktime.next_open(calendar, now) if at is not None and at <= now else at for at in due]
