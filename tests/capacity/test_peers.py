"""What `make bench ARGS=peers` says of what it measured: its arithmetic, and what it needs."""

import subprocess
import sys

import pytest

from tests.capacity.peers import cpu, postgres
from tests.capacity.peers.reckoning import Cost, ratio_of, told, told_calls, verdict

TURNS = [
    (Cost(cpu=0.200, database=0.050), Cost(cpu=0.001)),
    (Cost(cpu=0.300, database=0.060), Cost(cpu=0.001)),
    (Cost(cpu=0.900, database=0.010), Cost(cpu=0.002)),
]


def test_a_ratio_is_the_median_of_turns_that_lie_beside_each_other_with_their_spread() -> None:
    ratio = ratio_of(TURNS)

    assert (ratio.low, ratio.middle, ratio.high) == pytest.approx((200, 300, 450))
    assert str(ratio) == "300.0 (200.0 to 450.0)"


def test_a_goal_is_reached_at_its_number_and_said_to_be_missed_below_it() -> None:
    assert verdict(6.0, 6) == "goal 6, reached"
    assert verdict(5.99, 6) == "goal 6, NOT REACHED"
    assert verdict(0.1, None) == "no goal"


def test_what_takes_as_much_with_ten_times_as_many_open_is_flat() -> None:
    slow = [(theirs, Cost(cpu=ours.cpu * 2)) for theirs, ours in TURNS]

    few, many, growth = told("poll", {1_000: TURNS, 10_000: TURNS})
    *_, grown = told("poll", {1_000: TURNS, 10_000: slow})

    assert "1,000     300.0      50.0      1.00" in few and few.endswith("goal 200, reached")
    assert "10,000" in many
    assert growth.split()[-1] == "flat"
    assert grown.split()[-4:] == ["x", "2.00", "NOT", "FLAT"]


def test_calls_have_a_goal_too() -> None:
    few, many = told_calls({1_000: 804, 10_000: 806}, {1_000: 201, 10_000: 300})

    assert few.endswith("goal 4, reached") and many.endswith("goal 4, NOT REACHED")


@pytest.mark.skipif(bool(cpu.missing()), reason=cpu.missing())
def test_the_cpu_of_a_tree_holds_what_its_children_took() -> None:
    spin = "import time\nwhile time.process_time() < 0.05: pass"
    child = subprocess.Popen(
        [sys.executable, "-c", f"{spin}\nprint('spun', flush=True)\ninput()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()
        assert cpu.of_tree(child.pid) >= 0.05
    finally:
        child.communicate(b"\n")


def test_what_is_missing_is_said_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_programs", lambda: None)

    assert postgres.missing() == (
        "PostgreSQL is not installed; Debian and Ubuntu: sudo apt-get install postgresql"
    )
