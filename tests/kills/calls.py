"""What a function asks AWS for, as it goes over the line, and which process asks."""

import base64
import json
import os
import re
from email import message_from_bytes
from pathlib import Path
from urllib.parse import parse_qs

from msgspec import Struct

WORKER = re.compile(r"ministack-lambda-steward-[a-z0-9]+-([a-z-]+?)-[^-/]+/_worker\.py")
"""The command line of a process of the emulator that runs a function, with its name."""


class Process(Struct, frozen=True):
    """A process that runs a function."""

    pid: int
    function: str


class Asked(Struct, frozen=True):
    """One call: "dynamodb.UpdateItem", "ses.SendRawEmail"; what it says of a delivery."""

    name: str
    event: str = ""
    """Of a row of the delivery log: which delivery."""
    state: str = ""
    """What that row is to say: "leased", "sent" or another end."""
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
    return Asked(name, key.removeprefix("sent#"), state)


_STATES = ("sent", "unknown", "never", "leased", "free")


def behind(port: int) -> Process | None:
    """Return the process that holds this end of a connection on this machine, if it runs a
    function: the kernel lists who is connected, and which process has which connection."""
    socket = _socket(port)
    return next((each for each in workers() if socket and _holds(each.pid, socket)), None)


def workers() -> list[Process]:
    """Return every process that runs a function of the system."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = WORKER.search((folder / "cmdline").read_text())
        except OSError:
            continue
        if said:
            found.append(Process(int(folder.name), said[1]))
    return found


def _socket(port: int) -> str:
    end = f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(end) and fields[3] == "01":
            return f"socket:[{fields[9]}]"
    return ""


def _holds(pid: int, socket: str) -> bool:
    try:
        return any(os.readlink(each) == socket for each in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
