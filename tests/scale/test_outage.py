"""Five hundred neighbours of one outage: too slow for every landing, and the whole point."""

from typing import Any

import pytest

from chalicelib.cases.duplicates import propagate
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.model import Join
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import REQUESTS
from chalicelib.kernel.history import Step
from chalicelib.platform import entities as kinds
from chalicelib.platform.storage import table
from chalicelib.platform.storage.due import Due
from chalicelib.platform.storage.items import Kind
from chalicelib.wiring import effect_handlers
from chalicelib.wiring.sweep import look_after
from tests.support.builders import GRACE, MINUTE, MONDAY_TEN, World, move_in
from tests.support.killing import Killed, count_and_kill
from tests.support.neighbours import a_request, acted, an, opened

MANY = 500


@pytest.fixture
def world(tables: None) -> World:
    move_in()
    return World()


def test_five_hundred_joiners_are_answered_once_each_through_a_kill_and_lost_messages(
    world: World, monkeypatch
) -> None:
    outage = opened(world)
    ids = neighbours_of(outage.id, MANY)
    now = MONDAY_TEN + 6 * 3_600_000
    acted(world, outage, "end", now)

    # It dies in the middle of the fourth piece; what was queued is lost with it.
    saves = count_and_kill(monkeypatch, 3 * (propagate.BATCH_SIZE + 1) + 10)
    with pytest.raises(Killed):
        only(world, "carry", now)
    assert len(saves) == 3 * (propagate.BATCH_SIZE + 1) + 10
    monkeypatch.undo()
    world.lose()
    assert an(outage).progress

    # The sweep sends it again; from then on each piece sends the next.
    for n in (1, 2):
        swept_at = now + n * (GRACE + MINUTE)
        sent_again(world, outage, swept_at)
        only(world, "carry", swept_at)

    histories = [[step.action for step in each.steps.values()] for each in all_of(ids)]
    assert histories == [["join", "over"]] * MANY
    assert an(outage).progress == {}
    assert {name for name in an(outage).pending if "carry" in name} == set()


def neighbours_of(outage_id: str, many: int) -> list[str]:
    """Put joined requests and their joins as their submissions would have left them."""
    ids = [f"hv-{n:026d}" for n in range(many)]
    step = Step(action="join", by="resident", at=MONDAY_TEN)
    with REQUESTS.row.batch_write() as batch:
        for request_id in ids:
            made = a_request(id=request_id, joined_to=outage_id, steps={"1": step})
            batch.save(row_of(REQUESTS, made))
    with joins.JOINS.row.batch_write() as batch:
        for request_id in ids:
            join = Join(parent=outage_id, request=request_id, at=MONDAY_TEN)
            batch.save(row_of(joins.JOINS, join))
    return ids


def row_of(kind: Kind, item: Any) -> Any:
    """Return an item as a row that is put with many others in one call."""
    row = kind.row(*kind.key(item))
    for name, value in (table.values_of(item) | kind.index_keys(item)).items():
        setattr(row, name, value)
    return row


def all_of(ids: list[str]) -> list[Request]:
    """Return these requests, a hundred in one call."""
    rows = REQUESTS.row.batch_get([(request_id, "request") for request_id in ids])
    return [table.domain(row, Request) for row in rows]


def only(world: World, what: str, now: int) -> None:
    """Finish the queued effects of one name, and those of that name that they cause."""
    while found := [m for m in world.queue if m[2].endswith(f"#{what}")]:
        world.queue.remove(found[0])
        effect_handlers.perform(*found[0], now=now, tools=world.tools)


def sent_again(world: World, outage: Outage, now: int) -> None:
    """Let the sweep look after the outage alone: five hundred notices are not its business."""
    found = Due(*kinds.key_of(outage), an(outage).due_at or 0, "")
    look_after(found, now=now, tools=world.tools)
