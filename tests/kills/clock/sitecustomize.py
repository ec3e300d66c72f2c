"""
The clock of a function of the packaged system, moved by a file: Python reads this module before
any other, because the harness puts its folder on the path of each function.

Only `time.time_ns` moves, by which Steward tells the time; requests to AWS are signed by the
real clock, as AWS demands.
"""

import os
import time

_FILE = os.environ.get("STEWARD_CLOCK", "")


def skew_ms(pid: int) -> int:
    """Return how far a process is early or late, up to 20 seconds: no two machines have the same
    time."""
    return (pid * 7919 % 41 - 20) * 1000


_SKEW_MS = skew_ms(os.getpid())
_real = time.time_ns


def _moved() -> int:
    try:
        with open(_FILE) as file:
            offset = int(file.read())
    except (OSError, ValueError):
        offset = 0
    return _real() + (offset + _SKEW_MS) * 1_000_000


if _FILE:
    time.time_ns = _moved
