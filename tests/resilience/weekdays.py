"""
The quick tests under each weekday, at night and at work: nothing may hang on the day it is run.

Tests in a browser and on the packaged system keep the time of this machine
(tests/support/clock.py); what is measured (tests/scale, tests/resilience) has a time of its own.
"""

import os
import subprocess
import sys
from datetime import date, timedelta

from infra.paths import ROOT
from tests.support.clock import AT
from tests.support.folders import CONTEXTS

MONDAY = date(2026, 2, 23)
"""Of a week in which a month ends: what begins with a month is not told by the weekday."""
HOURS = ("02:00", "14:00")
WITH_TIME = ("security", *CONTEXTS)


def moments() -> list[str]:
    """Return the fourteen times, from a Monday night on."""
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    return [f"{day} {hour}" for day in days for hour in HOURS]


def run(wanted: str = "") -> int:
    """Run the tests at each moment that begins like `wanted`; return at how many one failed."""
    return sum(not _passes(at) for at in moments() if at.startswith(wanted))


def _passes(at: str) -> bool:
    folders = [str(ROOT / "tests" / name) for name in WITH_TIME]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *folders],
        cwd=ROOT,
        env=os.environ | {AT: at},
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    said = [line for line in lines if line.startswith(("FAILED", "ERROR"))] + lines[-1:]
    print(at, *said, sep="\n  ", flush=True)
    return done.returncode == 0
