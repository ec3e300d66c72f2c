"""What `make run` begins with: an estate, and three weeks of life in it."""

import os
import subprocess
import sys
from pathlib import Path

from infra.paths import ROOT
from infra.say import Refused, line, step


def live(settings: dict[str, str], state: Path) -> None:
    """Let three weeks have happened, unless they have or people wrote something.

    `settings` name the stage's tables; they are read when a process of ours begins, so this
    one begins another.
    """
    lived = state / "lived"
    if lived.exists():
        return
    with step("playing three weeks of the demo's life (DEMO=empty starts without)"):
        done = subprocess.run(
            [sys.executable, "-m", "infra.demo.life"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | settings,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Refused(f"the demo's life could not be played (try DEMO=empty):\n{done.stderr}")
    line(done.stdout.rstrip())
    lived.touch()
