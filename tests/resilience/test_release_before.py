"""
What the release before wrote: this one reads it, works it, gives it back and erases it.

The scenes (`release.py`) were written by the code of 28 November 2026; nothing rewrites them.
"""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, ERASED, OPEN, RESOLVED
from chalicelib.cases.tasks import model as task_life
from chalicelib.cases.tasks import store as tasks
from chalicelib.platform import entities as kinds
from tests.support.builders import CAST, MARA, MINUTE

from . import oracle, quick, release
from . import town as towns
from .engine import Row
from .events import Event, Reply
from .moments import action_on
from .release import Scene
from .town import Town

SCENES = release.scenes(Path(__file__).parents[1] / "data/release-2026-11-28.json.gz")
RICHEST = SCENES[:15]
"""The first show most; to bring all of them to their end takes half a minute more."""

NEWER = frozenset(
    {
        "bookings",
        "change",
        "copy",
        "daily",
        "hook",
        "key",
        "letter",
        "piece",
        "posting",
        "view",
        "way",
    }
)
"""Kinds of items that came after that release."""

LISTS = (
    "board", "lessons", "measures", "opinions", "outages", "search", "stuck", "tallies", "tasks",
)  # fmt: skip
DATES = {"from": "2026-03-01", "to": "2026-03-31"}
FROM_OPEN = {"open": "start", "claimed": "start", "paused": "resume", "waiting": "resume"}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with quick.quick() as engine, towns.town(engine) as made:
        yield made


def of_kind(town: Town, name: str) -> list[Row]:
    return [row for row in town.engine.rows() if kinds.name_of(row["sk"]) == name]


def read(town: Town, path: str, **query: str) -> Reply:
    call = town.staff_call("GET", path, by=MARA)
    reply = town.give(structs.replace(call, query=query))
    assert reply.good, (path, reply.status, reply.text)
    return reply


def test_the_scenes_hold_every_kind_of_item_and_every_state() -> None:
    rows = [row for scene in SCENES for row in scene.rows.get("requests", [])]
    shown = {(kinds.name_of(row["sk"]), row.get("state")) for row in rows}

    known = kinds.names().keys() - NEWER
    assert {kind for kind, _ in shown} >= {*known, "join", "look", "photo", "tally"}
    assert {state for kind, state in shown if kind == "task"} == set(task_life.STATES)
    assert {state for kind, state in shown if kind == "request"} == {OPEN, RESOLVED, CLOSED, ERASED}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_what_the_release_before_wrote_is_read_worked_given_back_and_erased(
    town: Town, empty: Any, scene: Scene
) -> None:
    release.begin(town, scene, empty)
    _is_read(town)

    town.settle_down()

    assert oracle.promises(town) == []
    if scene in RICHEST:
        _is_worked(town)
        assert oracle.promises(town) == []
        _is_given_back_and_erased(town)
        assert oracle.promises(town) == []


def _is_read(town: Town) -> None:
    """Open every page and every list on which what is stored shows."""
    for row in of_kind(town, "request"):
        status = town.give(town.look(row["pk"])).status
        assert status == (410 if row["state"] == ERASED else 200), row["pk"]
    for row in of_kind(town, "task"):
        if MARA.id not in row.get("barred", []):
            assert row["id"] in read(town, f"/staff/v1/tasks/{row['id']}").text
    for name in LISTS:
        read(town, f"/staff/v1/{name}", community="hv", **DATES if name == "tallies" else {})


def _is_worked(town: Town) -> None:
    """Finish every task, say of one request that it is not fixed, and finish that, too."""
    _finish(town)
    done = [row for row in of_kind(town, "request") if row["state"] == RESOLVED]
    for request_id in [row["pk"] for row in done if not row.get("left_at")][:1]:
        town.do(town.page(request_id, "feedback", "again", fixed="no", comment="It drips."))
        assert requests.get(request_id).state == OPEN
    _finish(town)


def _finish(town: Town) -> None:
    for row in of_kind(town, "task"):
        while (task := tasks.get(row["id"])) and not task_life.is_finished(task):
            if MARA.id in task.barred:
                break
            holder = next((member for member in CAST if member.id == task.holder), MARA)
            action = FROM_OPEN.get(task.state, "done")
            town.do(action_on(town, task, action, by=holder))
    town.settle_down(until=town.now + MINUTE)


def _is_given_back_and_erased(town: Town) -> None:
    for row in of_kind(town, "request"):
        if row["state"] != ERASED:
            copy = town.give(_copy_of(town, row["pk"]))
            assert copy.good
            assert row["words"] in html.unescape(copy.text)
            town.do(town.page(row["pk"], "erase", "erase"))
    town.settle_down()
    asked = {row["pk"] for row in of_kind(town, "request")}
    left = [row for row in town.engine.rows() if row["pk"] in asked]
    assert not [row for row in left if any(canary in str(row) for canary in oracle.CANARIES)]


def _copy_of(town: Town, request_id: str) -> Event:
    return Event(kind="call", method="GET", path=f"/r/{town.link(request_id)}/data")
