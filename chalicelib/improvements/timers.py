"""What is done with a measure when its own clock is over."""

from chalicelib.escalation.timers import wait_paused
from chalicelib.platform.effects import Tools

from . import escalate, monitoring
from . import model as measures
from .model import Measure


def tick(measure: Measure, *, now: int, tools: Tools) -> bool:
    """Verify what stayed quiet for its whole watch; escalate what is to be decided or done."""
    if measure.state == measures.DONE:
        return monitoring.verify(measure, now=now, tools=tools)
    if measure.state not in measures.UNDECIDED_OR_RUNNING:
        return False
    if not tools.tuning().chasing:
        return wait_paused(measure, now=now)
    return escalate.escalate(measure, now=now)
