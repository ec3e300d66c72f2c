"""
Letting go of what has outlived its purpose: the clocks of a closed request.

Never by TTL, which deletes when it likes, or not at all: the sweep looks at a closed
request when its time is over, erases the addresses first and the rest later, and looks
again until nothing is left.
"""

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request, ends
from chalicelib.kernel.history import CLOCK
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.transition import with_effects, write

from . import erase

UNREACH = "unreach"


def tick(request: Request, *, now: int, tools: Tools) -> bool:
    """Let go what is over; say whether anything was."""
    reachable, kept = ends(request) or (None, None)
    if kept is not None and kept <= now:
        erase.erase(request.id, by=CLOCK, why="time", now=now, enqueue=tools.enqueue)
        return True
    if reachable is not None and reachable <= now:
        _unreachable(request, now=now, tools=tools)
        return True
    return False


def unreach(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Delete the addresses under a request; mark the effect as done when there are none."""
    found = requests.aggregate(request.id)
    if found is None or not erase.addresses_forgotten(found, now=now):
        complete_effect(request, name, now=now)


def _unreachable(request: Request, *, now: int, tools: Tools) -> None:
    after = with_effects(
        request, [UNREACH], now=now, name="", contact="", unreachable=True, tries=0
    )
    write(request, after, tools.enqueue)
