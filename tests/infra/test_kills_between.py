"""What stands between the packaged functions and AWS: whom it ends, and what it knows."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.platform.storage import connection, ledger
from chalicelib.platform.storage.ledger import LEASE_MS
from tests.kills.between import OVER, Trouble
from tests.kills.calls import Asked, Process, asked, is_alive, since
from tests.kills.clock.sitecustomize import skew_ms
from tests.kills.tries import ENDED, KILLED, MARKED, SLOW, Tries
from tests.support.builders import MINUTE

ME = Process(os.getpid(), "deliver", since(os.getpid()))
GONE = Process(2**30, "deliver", "1")
TIMES = {"deliver": 15}
MAIL = Asked("ses.SendRawEmail", to=("r1@home.example",))


@pytest.fixture
def trouble(tmp_path: Path) -> Trouble:
    made = Trouble(7, tmp_path / "clock", None, 10**6, TIMES)
    made.on = True
    return made


def lease_at(now_ms: int, process: Process = ME, event: str = "e1") -> Asked:
    until = now_ms + skew_ms(process.pid) + LEASE_MS
    return Asked("dynamodb.UpdateItem", event, "leased", until)


def mark(event: str = "e1") -> Asked:
    return Asked("dynamodb.UpdateItem", event, "sent")


def test_who_read_the_clock_before_it_jumped_is_ended_before_it_leases(trouble: Trouble) -> None:
    """Its lease would be over for everybody else before it began."""
    lease = lease_at(trouble.now_ms())
    assert trouble.side(lease, ME) == ""

    assert trouble.jump(3 * MINUTE)

    assert trouble.side(lease, ME) == OVER
    assert trouble.side(lease_at(trouble.now_ms()), ME) == ""


def test_who_leased_while_the_clock_jumped_is_ended_by_the_answer(trouble: Trouble) -> None:
    lease = lease_at(trouble.now_ms())
    assert trouble.side(lease, ME) == ""
    trouble.jump(3 * MINUTE)

    assert trouble.answered(lease, ME, None, 200, 0) == OVER


def test_the_clock_stands_still_while_somebody_is_between_lease_and_mark(
    trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.kills.between.CLEAR_S", 0)
    trouble.answered(lease_at(trouble.now_ms()), ME, None, 200, 0)
    assert not trouble.jump(3 * MINUTE)

    trouble.answered(mark(), ME, trouble.try_of(ME), 200, 0)

    monkeypatch.undo()
    assert trouble.jump(3 * MINUTE)


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def tries(clock: list[float]) -> Tries:
    return Tries(TIMES, lambda: clock[0])


NOW = 1_800_000_000_000


def leased(tries: Tries, process: Process = ME, event: str = "e1") -> None:
    tries.answered(lease_at(NOW, process, event), process, None, 200, 0, NOW)


def mailed(tries: Tries, process: Process = ME, *, status: int = 200, took: float = 0) -> None:
    tries.answered(MAIL, process, tries.of(process), status, took, NOW)


def test_who_works_longer_than_its_function_may_is_ended_at_its_next_call(
    tries: Tries, clock: list[float]
) -> None:
    leased(tries)
    clock[0] += 14
    assert not tries.is_late(MAIL, ME, NOW)

    clock[0] += 2

    assert tries.is_late(MAIL, ME, NOW)


def killed(tries: Tries) -> None:
    leased(tries)
    mailed(tries)
    tries.killed(ME)


def ended_by_others(tries: Tries) -> None:
    leased(tries, GONE)
    mailed(tries, GONE)


def answered_after_nobody_waited(tries: Tries) -> None:
    leased(tries)
    mailed(tries, took=11)


def refused_its_mark(tries: Tries) -> None:
    leased(tries)
    mailed(tries)
    tries.answered(mark(), ME, tries.of(ME), 500, 0, NOW)


def marked(tries: Tries) -> None:
    leased(tries)
    mailed(tries)
    tries.answered(mark(), ME, tries.of(ME), 200, 0, NOW)


def forgot_its_mark(tries: Tries) -> None:
    leased(tries)
    mailed(tries)
    leased(tries, event="e2")


@pytest.mark.parametrize(
    ("does", "end"),
    [(killed, KILLED), (ended_by_others, ENDED), (answered_after_nobody_waited, SLOW),
     (refused_its_mark, SLOW), (marked, MARKED), (forgot_its_mark, "")],
)  # fmt: skip
def test_each_try_is_known_by_how_it_ended(
    tries: Tries, does: Callable[[Tries], None], end: str
) -> None:
    does(tries)

    first = tries.settled()[0]
    assert (first.event, first.to, first.end) == ("e1", ("r1@home.example",), end)


def test_a_process_is_not_taken_for_one_that_has_its_number_later() -> None:
    assert is_alive(ME)
    assert not is_alive(Process(ME.pid, ME.function, "1"))


def test_a_lease_is_read_off_the_update_that_takes_it(tables: None) -> None:
    calls: list[Asked] = []

    def sent(params: dict[str, Any], **_: Any) -> None:
        calls.append(asked(params["headers"]["X-Amz-Target"], params["body"]))

    events = connection.connection().client.meta.events
    events.register_first("before-call.dynamodb.UpdateItem", sent)
    ledger.lease("e1", now=NOW)
    ledger.mark("e1", now=NOW)
    events.unregister("before-call.dynamodb.UpdateItem", sent)

    assert [(call.event, call.state, call.lease_until) for call in calls] == [
        ("e1", "leased", NOW + LEASE_MS),
        ("e1", "sent", 0),
    ]
