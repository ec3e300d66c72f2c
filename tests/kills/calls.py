"""What a function asks AWS for, as it goes over the line, and which process asks."""

import base64
import json
import os
import re
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct

WORKER = re.compile(r"ministack-lambda-steward-[a-z0-9]+-([a-z-]+?)-[^-/]+/_worker\.py")
"""The command line of a process of the emulator that runs a function, with its name."""


class Process(Struct, frozen=True):
    """A process that runs a function."""

    pid: int
    function: str
    since: str = ""
    """When it began, in ticks of the kernel: its number may be another's later."""


class Asked(Struct, frozen=True):
    """One call: "dynamodb.UpdateItem", "ses.SendRawEmail"; what it says of a delivery."""

    name: str
    event: str = ""
    """Of a row of the delivery log: which delivery."""
    state: str = ""
    """What that row is to say: "leased", "sent" or another end."""
    lease_until: int = 0
    """Of a lease: when it ends, by the clock of who takes it (epoch ms)."""
    to: tuple[str, ...] = ()
    """Of a mail: to whom."""


def asked(target: str, body: bytes) -> Asked:
    """Read a call off its header and body."""
    service, _, operation = target.partition(".")
    if service.startswith("DynamoDB"):
        return _of_table(f"dynamodb.{operation}", json.loads(body))
    if target:
        return Asked(f"{service.removeprefix('Amazon').lower()}.{operation}")
    form = parse_qs(body.decode("utf-8", "replace"))
    action = form.get("Action", [""])[0]
    if action != "SendRawEmail":
        return Asked(action or "other")
    mail = message_from_bytes(base64.b64decode(form["RawMessage.Data"][0]))
    listed = [values[0] for name, values in form.items() if name.startswith("Destinations.")]
    return Asked("ses.SendRawEmail", to=tuple(listed or [str(mail["To"])]))


def _of_table(name: str, body: dict[str, object]) -> Asked:
    key = str(body.get("Key", {}).get("pk", {}).get("S", ""))  # type: ignore[attr-defined]
    if not key.startswith("sent#") or name != "dynamodb.UpdateItem":
        return Asked(name)
    values = body.get("ExpressionAttributeValues", {}).values()  # type: ignore[attr-defined]
    said = [value.get("S") for value in values]
    state = next((each for each in _STATES if each in said), "")
    until = _lease_until(body) if state == "leased" else 0
    return Asked(name, key.removeprefix("sent#"), state, until)


def _lease_until(body: dict[str, Any]) -> int:
    """Return when a lease is to end: the value that the update sets it to."""
    names = {name: short for short, name in body["ExpressionAttributeNames"].items()}
    set_to = re.search(rf"{names['lease_until']} = (:\w+)", body["UpdateExpression"])
    assert set_to is not None, body["UpdateExpression"]
    return int(body["ExpressionAttributeValues"][set_to[1]]["N"])


_STATES = ("sent", "unknown", "never", "leased", "free")


def behind(port: int, at: int) -> Process | None:
    """Return the process that holds this end of a connection to a port of this machine, if it
    runs a function: the kernel lists who is connected, and which process has which connection."""
    socket = _socket(port, at)
    return next((each for each in workers() if socket and _holds(each.pid, socket)), None)


def workers() -> list[Process]:
    """Return every process that runs a function of the system."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = WORKER.search((folder / "cmdline").read_text())
            if said:
                found.append(Process(int(folder.name), said[1], since(int(folder.name))))
        except OSError:
            continue
    return found


def is_alive(process: Process) -> bool:
    try:
        return since(process.pid) == process.since
    except OSError:
        return False


def since(pid: int) -> str:
    """Return when a process began (ticks of the kernel); nothing when it is over."""
    # Behind the name of the program, which may hold anything: the state, and 19 on the start.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def _socket(port: int, at: int) -> str:
    ends = f":{port:04X}", f":{at:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        # The number of a port alone may be that of a connection to somewhere else.
        if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]) and fields[3] == "01":
            return f"socket:[{fields[9]}]"
    return ""


def _holds(pid: int, socket: str) -> bool:
    try:
        return any(os.readlink(each) == socket for each in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
