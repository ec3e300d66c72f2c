"""The open tasks of a queue, each with the few fields that a board counts and sorts by."""

from collections.abc import Iterator

from msgspec import Struct

from chalicelib.cases.requests.store import TASKS
from chalicelib.platform.storage import wire
from chalicelib.platform.storage.wire import N, Pairs, S, Texts, Wire

from . import model as life
from .model import Task


class Outline(Struct, frozen=True):
    """What a board counts of a task, as it stands on the wire."""

    id: S
    pk: S
    """The request under which it stands."""
    community: S
    department: S
    topic: S
    priority: S
    start_at: N
    accept: N
    done: N
    created_at: N
    round: N
    state: S = S()
    holder: S = S()
    holder_name: S = S()
    queue: S = S()
    building: S = S()
    barred: Texts = Texts()
    holds: Pairs = Pairs()
    hold_since: N = N()


def of_queue(queue: str) -> Iterator[tuple[Task, Wire]]:
    """Yield each task of a queue with no more than `Outline` names, and with it its whole row."""
    for item in wire.query(TASKS.row, queue, "queue"):
        seen = wire.outlined(item, Outline)
        yield _outlined(seen), item


def whole(item: Wire) -> Task:
    """Return the task of a row: list fields only."""
    return wire.whole(item, Task)


def _outlined(seen: Outline) -> Task:
    return Task(
        id=seen.id.S,
        request=seen.pk.S,
        community=seen.community.S,
        department=seen.department.S,
        cause="",
        round=seen.round.N or 1,
        topic=seen.topic.S,
        kind="",
        mode="",
        priority=seen.priority.S,
        reference="",
        place="",
        state=seen.state.S or life.OPEN,
        holder=seen.holder.S,
        holder_name=seen.holder_name.S,
        barred=[each.S for each in seen.barred.L],
        queue=seen.queue.S,
        building=seen.building.S,
        created_at=seen.created_at.N or 0,
        changed_at=0,
        start_at=seen.start_at.N or 0,
        accept=seen.accept.N or 0,
        done=seen.done.N or 0,
        holds=[[each.N or 0 for each in pair.L] for pair in seen.holds.L],
        hold_since=seen.hold_since.N,
    )
