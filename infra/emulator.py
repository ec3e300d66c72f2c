"""
The emulator of AWS on this machine: MiniStack in an environment of its own, IAM enforced.

It keeps its state in a folder and writes it there only on a clean stop, so stopping means
asking and waiting. It dies with whoever started it, even if that one is killed.
"""

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.paths import LOCAL
from infra.say import Refused

PYTHON = LOCAL / "ministack-venv" / "bin" / "python"
HOST = "127.0.0.1"
REGION = "us-east-1"
FIRST_PORT, LAST_PORT = 20_000, 32_000
READY_SECONDS = 60
# The state is written on the way out; a large one takes its time.
STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1


@contextmanager
def emulator(port: int, state: Path, log: Path, relay: str = "") -> Iterator[str]:
    """Run the emulator, yield its address, stop it and wait until its state is on disk.

    `relay` is a mail server (127.0.0.1:8025) that it hands what SES is given as well.
    """
    _check(port)
    state.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="steward-emulator-"))
    with log.open("wb") as output:
        process = _start(port, state, scratch, output.fileno(), relay)
    try:
        address = f"http://{HOST}:{port}"
        _wait_until_ready(process, address, log)
        yield address
    finally:
        stop(process)
        shutil.rmtree(scratch, ignore_errors=True)


def free_port() -> int:
    """Return a port of the loopback that nobody uses now.

    Below those that the system gives to outgoing calls: one of them would take it before the
    server does.
    """
    while in_use(port := FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT)):
        pass
    return port


def in_use(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the emulator to stop and wait; end what is left of its group when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    try:
        # Its functions are processes of its group; they have nothing left to do.
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _check(port: int) -> None:
    if not PYTHON.exists():
        raise Refused(f"the emulator is not installed ({PYTHON} is missing): run `make run`.")
    if in_use(port):
        raise Refused(
            f"port {port} is in use; stop what runs there, or choose another one with "
            "STEWARD_EMULATOR_PORT."
        )


def _start(
    port: int, state: Path, scratch: Path, output: int, relay: str
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(PYTHON), "-m", "ministack"],
        env=_environment(port, state, scratch) | ({"SMTP_HOST": relay} if relay else {}),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        # A group of its own: Ctrl-C reaches the one who stops it, not it.
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def _environment(port: int, state: Path, scratch: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state.resolve()),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state.resolve() / "s3"),
        "MINISTACK_REGION": REGION,
        # Side doors that nobody here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": os.environ.get("STEWARD_EMULATOR_LOG", "WARNING"),
        "LAMBDA_WARM_TTL_SECONDS": "3600",
        "PYTHONUNBUFFERED": "1",
    }


def die_with_parent() -> None:
    """Let the process that is about to run end with the one that starts it (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Refused(f"the emulator stopped at once; its last words are in {log}.")
        try:
            with urllib.request.urlopen(f"{address}/_ministack/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise Refused(f"the emulator did not start within {READY_SECONDS} s; see {log}.")
