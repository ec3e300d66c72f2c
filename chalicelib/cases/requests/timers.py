"""What is done with a request when its own clock is over."""

from chalicelib.kernel.history import CLOCK
from chalicelib.platform.effects import Tools
from chalicelib.platform.transition import next_version, write

from . import follow_up
from . import model as life
from .clocks import check_back_at
from .model import RESOLVED, UNCONFIRMED, Request


def tick(request: Request, *, now: int, tools: Tools) -> bool:
    """Ask whether it is still fixed, close in silence what nobody answered."""
    asks_at = check_back_at(request, now=now)
    if asks_at is not None and asks_at <= now:
        follow_up.ask(request, now=now, tools=tools)
        return True
    due = [at for at in life.clocks(request) if at is not None]
    if request.state != RESOLVED or not due or min(due) > now:
        return False
    closed = next_version(
        request,
        "silence",
        life.advance(request, "silence"),
        by=CLOCK,
        effects=["tell"],
        now=now,
        outcome=UNCONFIRMED,
        closed_at=now,
        tries=0,
    )
    write(request, closed, tools.enqueue)
    return True
