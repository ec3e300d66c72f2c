"""The faults of the matrix (README.md beside this) that no journey and no other test meets."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel import limits
from chalicelib.kernel.limits import LIMITS
from chalicelib.platform.storage import due
from chalicelib.platform.storage.due import Due
from chalicelib.wiring import sweep as sweeping
from infra import mail
from tests.support.builders import DAY, GRACE, HOUR, LENA, MINUTE, YARD

from . import moments, oracle
from .engine import SENDER
from .moments import acted, confirmed, routed
from .town import WORKERS, Event, Town, only_task, pending, request_id

ROOT = Path(__file__).parents[2]


def test_every_fault_has_a_test_that_exists_or_a_reason() -> None:
    rows = re.findall(
        r"^\| (F\d\d) \|(.*)\|$", (ROOT / "tests/resilience/README.md").read_text(), re.M
    )

    assert [number for number, _ in rows] == [f"F{n:02d}" for n in range(1, 43)]
    for number, row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named or "Cannot occur:" in row, number
        for path, name in named:
            assert name in _tests_of(ROOT / path), (number, path, name)


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def records(*bodies: str, first: int = 0) -> dict[str, Any]:
    """Return a batch as SQS hands it over, with message ids from `first`."""
    return {
        "Records": [
            {"messageId": f"m{first + n}", "body": body, "attributes": {}}
            for n, body in enumerate(bodies)
        ]
    }


def routes(town: Town, count: int) -> list[str]:
    """Submit some requests; return the messages that route them."""
    for n in range(count):
        assert town.give(town.form(f"n{n}x")).good
    return town.engine.take("effects")


@pytest.mark.parametrize(
    "poison",
    [
        "no json {",
        json.dumps({"v": 99, "pk": "hv-x", "sk": "request", "effect": "1#route"}),
        json.dumps({"v": 1, "pk": "hv-x", "sk": "request", "effect": "1#dance"}),
        json.dumps({"v": 1}),
        "[]",
    ],
)
def test_one_poison_message_is_left_and_the_nine_others_are_done(fresh: Town, poison: str) -> None:
    bodies = routes(fresh, 9)

    answer = WORKERS["effects"](records(*bodies[:4], poison, *bodies[4:]), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m4"}]}
    assert len(moments.rows_of(fresh, "task#")) == 9
    # What the new tasks owe are messages of their own.
    assert {each.rpartition("#")[2] for each in pending(fresh.engine.rows())} == {"find"}


def test_a_redriven_message_with_a_new_id_does_nothing_twice(fresh: Town) -> None:
    bodies = routes(fresh, 2)
    WORKERS["effects"](records(*bodies), None)
    before = oracle.outcome(fresh)

    answer = WORKERS["effects"](records(*bodies, *bodies, first=70), None)

    assert answer == {"batchItemFailures": []}
    assert oracle.outcome(fresh) == before


def test_a_chase_redriven_after_ten_days_reaches_nobody(fresh: Town) -> None:
    task = routed(fresh)
    nudge = moments.message_after(
        fresh, fresh.staff(task, "assign", by=LENA, staff="pilar"), "nudge_holder"
    )
    fresh.settle_down()
    fresh.do(fresh.page(task.request, "withdraw"))
    fresh.settle_down(until=fresh.now + 10 * DAY)
    sent = fresh.engine.mails()

    assert fresh.give(nudge).good
    fresh.settle_down()

    assert fresh.engine.mails() == sent


def test_a_flood_at_one_place_puts_no_more_before_others_than_its_limit(fresh: Town) -> None:
    flood = [fresh.give(fresh.form(f"f{n}x", words=f"CANARY-words: {n}")) for n in range(40)]
    assert fresh.give(fresh.form("other", place=YARD.code)).good

    waiting = fresh.engine.take("effects")

    assert [reply.status for reply in flood].count(303) == LIMITS["m"].most
    place = next(n for n, body in enumerate(waiting) if '"qy-' in body)
    assert place <= LIMITS["m"].most
    for body in waiting:
        assert fresh.deliver("effects", [body]) == []
    assert {row["community"] for row in moments.rows_of(fresh, "task#")} == {"hv", "qy"}


def test_a_flood_waits_behind_what_was_due_before_it_whosever_it_is(fresh: Town) -> None:
    assert fresh.give(fresh.form("other", place=YARD.code)).good
    fresh.now += MINUTE
    for n in range(LIMITS["m"].most):
        fresh.give(fresh.form(f"f{n}x", words=f"CANARY-words: {n}"))
    fresh.engine.take("effects")
    fresh.now += GRACE
    left = iter([True])

    sweeping.sweep(
        0, now=fresh.now, tools=moments.tools_of(fresh), has_time=lambda: next(left, False)
    )

    (body,) = fresh.engine.take("effects")
    assert '"qy-' in body


def test_counts_whose_time_is_over_limit_nobody_though_they_still_stand_there(fresh: Town) -> None:
    submit = [fresh.form(f"d{n}x", words=f"CANARY-words: {n}") for n in range(LIMITS["m"].most + 1)]
    assert [fresh.give(event).status for event in submit][-1] == 429
    fresh.now += limits.KEPT_MS + DAY

    reply = fresh.give(fresh.form("later"))

    (old, _) = sorted(
        (row for row in fresh.engine.rows("ledger") if row["pk"].startswith("count#limit#")),
        key=lambda row: row["expires_at"],
    )
    assert old["expires_at"] * 1000 < fresh.now
    assert reply.status == 303


def test_a_stale_row_of_the_due_index_changes_nothing(fresh: Town) -> None:
    task = routed(fresh)
    stale = Due(task.request, f"task#{task.id.partition('.')[2]}", fresh.now, "key")
    before = fresh.engine.rows()

    outcome, _ = sweeping.look_after(stale, now=fresh.now, tools=moments.tools_of(fresh))

    assert outcome == "moved"
    assert fresh.engine.rows() == before


def test_a_sweep_of_one_row_a_page_does_what_one_large_page_does(
    fresh: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 1)
    routes(fresh, 3)
    fresh.now += 3 * MINUTE

    fresh.give(fresh.sweep())
    fresh.flow()

    assert len(moments.rows_of(fresh, "task#")) == 3


def test_a_sweep_without_time_goes_on_where_it_stopped(fresh: Town) -> None:
    routes(fresh, 3)
    fresh.now += 3 * MINUTE
    left = iter([True, False])

    swept = sweeping.sweep(
        0, now=fresh.now, tools=moments.tools_of(fresh), has_time=lambda: next(left)
    )
    fresh.give(Event(kind="message", name="sweep", body=json.dumps({"v": 1, "shard": 0})))
    fresh.flow()

    assert swept.unfinished and swept.looked_after == 1
    assert len(moments.rows_of(fresh, "task#")) == 3


def test_a_handler_whose_clock_is_five_seconds_ahead_chases_nobody_early(fresh: Town) -> None:
    task = routed(fresh)
    fresh.now += 4 * HOUR - 5_000

    fresh.give(fresh.sweep())

    assert tasks.get(task.id) == task
    assert list(due.now_due(0, fresh.now, limit=10)) == []


def test_a_mail_service_that_is_down_for_a_day_delays_a_notice_and_loses_none(
    fresh: Town,
) -> None:
    task = acted(fresh, confirmed(fresh), "claim")
    ses, before = fresh.engine.client("ses"), len(fresh.engine.mails())
    ses.delete_identity(Identity=SENDER)
    try:
        fresh.give(fresh.staff(task, "ask", reason="Which flat?"))
        fresh.settle_down(until=fresh.now + DAY)
        assert len(fresh.engine.mails()) == before
    finally:
        mail.verify(ses, SENDER)

    fresh.settle_down(until=fresh.now + 2 * DAY)

    told = [to for to, _ in fresh.engine.mails()[before:] if to.startswith(moments.ADDRESS)]
    assert len(told) == 1
    assert only_task(task.request).state == "waiting"


def test_a_restore_to_five_minutes_ago_is_whole_again_after_a_sweep(fresh: Town) -> None:
    task = routed(fresh)
    assert fresh.give(fresh.staff(task, "claim")).good
    kept, then = fresh.engine.keep(), fresh.now
    fresh.flow()
    acted(fresh, task, "start", "done")
    late = routes(fresh, 1)

    fresh.begin(kept, then + 5 * MINUTE)
    for body in late:
        fresh.deliver("effects", [body])
    fresh.settle_down()

    assert oracle.promises(fresh) == []
    assert only_task(request_id()).state == "claimed"


def test_a_message_that_fails_each_time_becomes_a_dead_letter_and_no_circle(fresh: Town) -> None:
    fresh.settle_down(late=[("notices", "no json {")])

    assert fresh.dead == ["no json {"]
