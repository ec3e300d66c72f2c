"""
The one clock of the tests.

The time is what STEWARD_TEST_NOW says, a local time of Hong Kong ("2026-03-07 14:00"), and goes
on from there; a Monday morning without it. So a test means the same on every day, and
`make campaign ARGS=weekdays` can run it on each.

Two kinds of tests keep the time of this machine, for they are held against a clock that nobody
can set: those in a browser (tests/browser) and those on the packaged system (tests/infra).
"""

import os
import time
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

USUAL = "2026-03-02 10:00"
AT = "STEWARD_TEST_NOW"


def _ahead_ns() -> int:
    said = datetime.fromisoformat(os.environ.get(AT) or USUAL)
    began = said.replace(tzinfo=said.tzinfo or ZoneInfo("Asia/Hong_Kong"))
    return int(began.timestamp()) * 1_000_000_000 - time.time_ns()


ahead_ns = _ahead_ns()
"""How far the tests are ahead of this machine, negative when behind."""


def now_ns() -> int:
    return time.time_ns() + ahead_ns


def now() -> int:
    """Return the time of the tests, in epoch ms."""
    return now_ns() // 1_000_000


as_time = SimpleNamespace(time_ns=now_ns)
"""What stands in for the module `time` where the doors read the clock."""
