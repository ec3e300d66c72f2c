"""
Absorbing: what was reported before the outage was opened joins it, where nobody is on it yet.

Whoever opens a fault asks for it. Only what neighbours could have joined themselves is
taken: its topics, its buildings, lately, shared places. The one that waits longest is left
to the team, for somebody has to mend it; planned work has its own people and takes all.
"""

from msgspec import structs

from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.cases.duplicates.propagate import BATCH_SIZE, after_step, complete_or_continue
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import OPEN, Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.kernel.history import STEWARD
from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import write

from . import store as outages
from .model import RUNNING, Outage

BEFORE_MS = DAY_MS
"""Reported this long before it began, it may be the same fault."""

BETWEEN = "\n"


def absorb(outage: Outage, name: str, *, now: int, tools: Tools) -> None:
    """Let the next piece of what was reported join, then go on or mark the effect as done."""
    done = outage.progress.get(name, "")
    building, _, after = done.partition(BETWEEN)
    piece: list[known.Reported] = []
    left = _buildings(outage, now=now)
    if outage.state == RUNNING and left:
        building = building if done else left[0]
        piece = known.since(
            outage.community, building, outage.from_at - BEFORE_MS, after=after, limit=BATCH_SIZE
        )
    for each in piece:
        outage = _taken(outage, each, now=now, tools=tools)
    last = ""
    if len(piece) == BATCH_SIZE:
        last = BETWEEN.join((building, piece[-1].key))
    elif building in left and left.index(building) + 1 < len(left):
        last = BETWEEN.join((left[left.index(building) + 1], ""))
    complete_or_continue(outage, name, done, last, now=now, tools=tools)


def _buildings(outage: Outage, *, now: int) -> list[str]:
    if outage.buildings:
        return outage.buildings
    places = estate.places(outage.community, now=now)
    return sorted({place.building for place in places})


def _taken(outage: Outage, found: known.Reported, *, now: int, tools: Tools) -> Outage:
    """Let one request join, if it still may; return the outage, which knows what was left."""
    if not found.joinable or found.topic not in outage.topics:
        return outage
    request = requests.get(found.id)
    if request is None or not _may_be_taken(request):
        return outage
    if not outage.planned and outage.carrier in ("", request.id):
        if outage.carrier:
            return outage
        return outages.save(outage, structs.replace(outage, carrier=request.id))
    after = after_step(
        request, "join", by=STEWARD, why=outage.id, now=now, joined_to=outage.id, plan=[]
    )
    try:
        write(request, after, tools.enqueue)
    except ConditionFailed:
        # Somebody just did something about it: then it is theirs.
        return outage
    return outage


def _may_be_taken(request: Request) -> bool:
    """Say whether nobody is on it, nobody joined it, and nothing of it is on its way."""
    if request.state != OPEN or request.joined_to or not request.joinable or request.pending:
        return False
    if request.left_at or joins.any_of(request.id):
        return False
    return all(task.state == OPEN and not task.holder for task in tasks.of_request(request.id))
