"""
A PostgreSQL of our own in a temporary folder, reached by a socket in it; nothing is listened to.

Debian's, as its package sets it up, but for two settings: it looks after its tables when it is
told to (autovacuum off), so that none of that falls into what is measured, and it waits for no
disk (fsync off), which costs a database CPU, too. Both favour the peer.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.emulator import die_with_parent
from infra.say import Refused

DEBIAN = Path("/usr/lib/postgresql")
READY_SECONDS = 300
SETTINGS = ("fsync=off", "autovacuum=off", "listen_addresses=", "shared_buffers=128MB")
ANSWERS_BY = ("--locale=C.UTF-8", "--auth=trust", "--username=postgres", "--encoding=UTF8")


def missing() -> str:
    """Return what this machine lacks to run it, in a sentence, or an empty text."""
    if _programs() is None:
        return "PostgreSQL is not installed; Debian and Ubuntu: sudo apt-get install postgresql"
    return ""


@contextmanager
def postgres() -> Iterator[tuple[Path, int]]:
    """Run it until the block ends; yield the folder of its socket, and its process id."""
    programs = _programs()
    if programs is None:
        raise Refused(missing() + ".")
    folder = Path(tempfile.mkdtemp(prefix="steward-peer-"))
    owner = _owner(folder)
    data = folder / "data"
    _run([programs / "initdb", *ANSWERS_BY, "-D", data], owner)
    options = [word for setting in SETTINGS for word in ("-c", setting)]
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        preexec_fn=die_with_parent,
        **owner,
    )
    try:
        _wait_until_ready(process, [programs / "pg_isready", "-h", folder])
        yield folder, process.pid
    finally:
        # A fast stop: who is still connected is cut off.
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def database(folder: Path, name: str) -> None:
    """Make an empty database."""
    programs = _programs()
    assert programs is not None
    _run([programs / "createdb", "-h", folder, "-U", "postgres", name], {})


def _programs() -> Path | None:
    found = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parents[1].name))
    if found:
        return found[-1].parent
    named = shutil.which("postgres")
    return Path(named).resolve().parent if named else None


def _owner(folder: Path) -> dict[str, int]:
    """Return whose process it is: it refuses to be root's, then it is that of its package."""
    if os.getuid():
        return {}
    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        raise Refused("PostgreSQL does not run as root; run this as another user.") from None
    os.chown(folder, found.pw_uid, found.pw_gid)
    folder.chmod(0o711)
    return {"user": found.pw_uid, "group": found.pw_gid}


def _run(command: list[object], owner: dict[str, int]) -> None:
    done = subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, cwd="/", **owner
    )
    if done.returncode:
        raise Refused(f"{Path(str(command[0])).name} failed: {done.stderr.strip()[-300:]}")


def _wait_until_ready(process: subprocess.Popen[bytes], ask: list[object]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Refused("PostgreSQL ended as soon as it was started.")
        if not subprocess.run([str(each) for each in ask], capture_output=True).returncode:
            return
        time.sleep(0.1)
    raise Refused(f"PostgreSQL did not answer within {READY_SECONDS} s.")
