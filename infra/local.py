"""
The whole system on this machine: `make run`, and `stack()` for the journeys.

The packaged functions run behind the emulator's API, queues and schedules, with IAM
enforced. Ctrl-C stops everything that was started; the data stays in .local/state.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from infra import demo, deploy
from infra.build import build_if_changed
from infra.cloud import Target
from infra.emulator import REGION, emulator, free_port, in_use
from infra.environment import environment
from infra.front import front
from infra.mail_in.door import DOMAIN, door
from infra.paths import LOCAL, ROOT
from infra.running import STAGE, Running
from infra.say import Refused, line, one_sentence, step

EMPTY = ROOT / "infra/demo/empty.json"
"""A company on its first day: a community without a place, and its manager."""
PORT = 8000
EMULATOR_PORT = 4566
MAIL_PORT = 8025


@contextmanager
def stack(
    *,
    port: int = 0,
    emulator_port: int = 0,
    mail_port: int = 0,
    state: Path | None = None,
    seed: bool = True,
    estate: Path | None = None,
    life: bool = False,
    parameters: dict[str, str] | None = None,
) -> Iterator[Running]:
    """Run the packaged system until the block ends; 0 chooses a free port, no state a fresh one.

    `estate` is a file to load instead of the demo's; its staff get the demo's password.
    `life` lets three weeks have happened in the demo, once for each state.
    Start it from the main thread: the emulator dies with the thread that started it.
    """
    with tempfile.TemporaryDirectory(prefix="steward-state-") as scratch:
        port, emulator_port = port or free_port(), emulator_port or free_port()
        mail_port = mail_port or free_port()
        kept = state or Path(scratch) / "state"
        log = (state.parent if state else Path(scratch)) / "emulator.log"
        _check(port)
        _keep_port(kept, emulator_port)
        built = build_if_changed()
        with _started(emulator_port, kept, log, f"127.0.0.1:{mail_port}") as endpoint:
            where = Target(STAGE, REGION, endpoint)
            address = f"http://localhost:{port}"
            given = local_parameters(endpoint, address) | (parameters or {})
            outputs = deploy.deploy(where, built, given)
            stage_url = deploy.api_url(where, outputs)
            with (
                door(where, outputs["MailQueue"], mail_port) as serving,
                front(port, stage_url, endpoint, serving.answers),
            ):
                seeded = move_in(where, outputs, address, estate) if seed else {}
                if life:
                    demo.live(environment(where, outputs) | {"ADDRESS": address}, kept)
                yield Running(
                    address, stage_url, endpoint, REGION, outputs, serving.address, seeded
                )


def local_parameters(endpoint: str, address: str) -> dict[str, str]:
    """Return the template's parameters that make it a stage of one machine."""
    return {
        "Address": address,
        "KeysBase": endpoint,
        "PasswordLogin": "on",
        "MailInDomain": DOMAIN,
    }


def _check(port: int) -> None:
    if in_use(port):
        raise Refused(
            f"port {port} is in use; stop what runs there, or choose another one with STEWARD_PORT."
        )


def _keep_port(state: Path, port: int) -> None:
    """Refuse a state that was made at another port: its queues are named by it, and the
    emulator would hand no message of theirs to a function."""
    note = state / "port"
    state.mkdir(parents=True, exist_ok=True)
    if note.exists() and note.read_text() != str(port):
        raise Refused(
            f"what is kept in {state} belongs to port {note.read_text()} of the emulator; start it "
            "with STEWARD_EMULATOR_PORT, or move that folder away and begin anew."
        )
    note.write_text(str(port))


@contextmanager
def _started(port: int, state: Path, log: Path, relay: str) -> Iterator[str]:
    running = emulator(port, state, log, relay)
    with step("starting the emulator of AWS"):
        endpoint = running.__enter__()
    try:
        yield endpoint
    finally:
        with step("stopping the emulator, writing its state"):
            running.__exit__(None, None, None)


def move_in(
    where: Target, outputs: dict[str, str], address: str, estate: Path | None = None
) -> dict[str, Any]:
    """Put communities, places and staff in; harmless when they are there already."""
    with step("seeding communities, places and staff"), tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "seeded.json"
        more = ["--file", str(estate), "--made-up"] if estate else []
        settings = environment(where, outputs) | {"ADDRESS": address}
        done = subprocess.run(
            [sys.executable, "-m", "infra.seed", "--write", str(written), *more],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | settings,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Refused(f"the demo data could not be put in:\n{done.stderr}")
        return dict(json.loads(written.read_text()))


def main() -> None:
    with one_sentence():
        _interrupt_once()
        LOCAL.mkdir(exist_ok=True)
        try:
            empty = os.environ.get("DEMO") == "empty"
            # Each has a state of its own: what was tried in one is not in the other.
            state, estate = ("empty", EMPTY) if empty else ("state", None)
            with stack(
                port=_port("STEWARD_PORT", PORT),
                emulator_port=_port("STEWARD_EMULATOR_PORT", EMULATOR_PORT),
                mail_port=_port("STEWARD_MAIL_PORT", MAIL_PORT),
                state=LOCAL / state,
                estate=estate,
                life=not empty,
            ) as running:
                _announce(running)
                signal.pause()
        except KeyboardInterrupt:
            line("  stopped")
        finally:
            (LOCAL / "run.json").unlink(missing_ok=True)


def _port(name: str, usual: int) -> int:
    return int(os.environ.get(name, usual))


def _interrupt_once() -> None:
    """Let Ctrl-C and SIGTERM interrupt what is going on; a second one must not interrupt the
    stopping, or the emulator would lose what was written since its last clean stop."""

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)


def _announce(running: Running) -> None:
    addresses = run_file(running)
    (LOCAL / "run.json").write_text(json.dumps(addresses, indent=1, ensure_ascii=False) + "\n")
    line("\nSteward is up. Ctrl-C stops it; the data stays.\n")
    for title, name in TITLES.items():
        if addresses[name]:
            line(f"  {title:<22} {addresses[name]}")
    line("")
    for text in _people(addresses["logins"]):
        line(f"  {text}")
    line("\n  All of this is in .local/run.json")


def _people(logins: list[dict[str, Any]]) -> Iterator[str]:
    """Say one line for each person, whatever the number of communities that they serve."""
    for (username, password, role), same in groupby(
        sorted(logins, key=itemgetter("role", "username")),
        key=itemgetter("username", "password", "role"),
    ):
        served = list(same)
        codes = ", ".join(each["community"] for each in served)
        departments = ", ".join(each.replace("_", " ") for each in served[0]["departments"])
        yield f"{username:<22} {password}   {role:<8} {codes:<7} {departments}".rstrip()


TITLES = {
    "Report something": "form_url",
    "Staff": "staff_url",
    "Board": "manage_url",
    "Mails and texts": "outbox_url",
    "Write by mail": "mail_to",
    "Mail server for that": "mail_server",
    "The emulator of AWS": "endpoint",
}


def run_file(running: Running) -> dict[str, Any]:
    """Return what .local/run.json holds, for scripts."""
    base, place = running.base_url, running.seeded.get("place", "")
    return {
        "base_url": base,
        "form_url": f"{base}/q/{place}" if place else "",
        "staff_url": f"{base}/staff/app",
        "manage_url": f"{base}/manage/board",
        "outbox_url": f"{base}/outbox",
        "mail_to": f"{running.seeded.get('community') or 'hv'}@{DOMAIN}",
        "mail_server": running.mail_address,
        "stage_url": running.stage_url,
        "endpoint": running.endpoint,
        "region": running.region,
        "logins": running.seeded.get("logins", []),
        "places": running.seeded.get("places", []),
        "outputs": running.outputs,
    }


if __name__ == "__main__":
    main()
