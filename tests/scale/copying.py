"""
Everything out at its largest: a copy with words, and a day on which everything changed.

Tables are DynamoDB Local's and the bucket is the emulator's, each a process of its own, so that
the process that writes is measured alone. Linear: a line takes as many calls at the end as at
the beginning. `make campaign ARGS="copy 100000"`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import boto3
from msgspec import Struct, structs

from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.contacts.store import CONTACTS
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import REQUESTS, TASKS
from chalicelib.estate import store as estate
from chalicelib.kernel.history import Step
from chalicelib.platform import clients, settings
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import attributes, table
from chalicelib.platform.storage.items import Kind
from chalicelib.privacy.copies import actions as copies
from chalicelib.privacy.daily import actions as daily
from infra.dynamodb_local import dynamodb_local
from infra.emulator import emulator, free_port
from tests.capacity import made
from tests.support.builders import HARBOUR, LIFT, MONDAY_TEN, at, move_in
from tests.support.tables import tables_at

MANY = 100_000
MOST_KB = 256 * 1024
NIGHT = at("2026-03-02 17:30", "UTC")
COPY, DAILY = "hv-large00000", "hv-2026-03-02"
WRITER = Path(__file__).with_name("copy_writer.py")
ROOT = WRITER.parents[2]
WORDS = "Water drips from the ceiling of the corridor, next to the lift, since this morning. " * 3


class Took(Struct, frozen=True):
    """What writing a file took."""

    lines: int
    size: int
    kb: int
    pieces: list[tuple[int, int, float]]
    """Of each piece its lines, calls to the tables, and CPU seconds; the last one joins."""

    def a_line(self, quarter: int) -> tuple[float, float]:
        """Return calls and CPU seconds a line in one quarter of the pieces, from 0."""
        whole = [piece for piece in self.pieces if piece[0]]
        each = len(whole) // 4
        part = whole[quarter * each : (quarter + 1) * each]
        lines = sum(piece[0] for piece in part)
        return sum(piece[1] for piece in part) / lines, sum(piece[2] for piece in part) / lines


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Yield a closed request that moved on Monday, its task and its address, as they are stored."""
    begun = MONDAY_TEN + number
    task = made.task("hv", "engineering", number, "done")
    steps = {
        str(n): Step(action=action, by="paco", at=begun + n * 60_000)
        for n, action in enumerate(("submit", "route", "settle", "answer"), start=1)
    }
    request = Request(
        id=task.request, community="hv", reference=f"{number:07d}", place=LIFT.code,
        building=LIFT.building, place_name=LIFT.name, kind="repair", topic="plumbing", words=WORDS,
        spot="Beside the lift", name="Rosa Wong", lang="en", channel="form", body_hash="x",
        state="closed", outcome="confirmed", plan=[task.id], steps=steps, created_at=begun,
        changed_at=begun + 300_000, start_at=begun, closed_at=begun + 300_000,
    )  # fmt: skip
    contact = Contact(
        request=task.request, community="hv", hash=f"{number:064x}", channel="email",
        address=f"resident{number}@home.example", lang="en", state="verified",
        created_at=begun, changed_at=begun,
    )  # fmt: skip
    yield _row(REQUESTS, request)
    yield _row(TASKS, structs.replace(task, changed_at=begun))
    yield _row(CONTACTS, contact)


def _row(kind: Kind[Any], item: Any) -> dict[str, Any]:
    pk, sk = kind.key(item)
    values = {"pk": pk, "sk": sk, **table.values_of(item), **kind.index_keys(item)}
    return {name: attributes.plain(value) for name, value in values.items() if value is not None}


def put_all(many: int) -> None:
    client, name = clients.client("dynamodb"), settings.table("requests")
    waiting: list[dict[str, Any]] = []
    for number in range(many):
        waiting += [{"PutRequest": {"Item": row}} for row in rows(number)]
        while len(waiting) >= 25 or (waiting and number == many - 1):
            client.batch_write_item(RequestItems={name: waiting[:25]})
            waiting = waiting[25:]


def run(many: int) -> dict[str, Took]:
    """Fill the tables, then write both files, each by a process of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dynamodb_local() as tables,
        emulator(free_port(), Path(folder) / "state", Path(folder) / "log") as s3,
        tables_at(tables),
    ):
        boto3.client("s3", endpoint_url=s3).create_bucket(Bucket=settings.photos_bucket())
        move_in()
        estate.put_community(structs.replace(HARBOUR, daily_files=True))
        put_all(many)
        tools = Tools(
            enqueue=lambda pk, sk, effect: None, deliver=lambda notice: None, secret=bytes,
            link=lambda request, version: "",
        )  # fmt: skip
        copies.begin(COPY, "hv", "Mara", words=True, now=NIGHT, tools=tools)
        daily.begin_owed("hv", now=NIGHT, tools=tools)
        return {
            "daily": _written("daily", DAILY, tables, s3),
            "copy": _written("copy", COPY, tables, s3),
        }


def _written(kind: str, id_: str, tables: str, s3: str) -> Took:
    env = os.environ | {"AWS_ENDPOINT_URL": tables, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(WRITER), kind, id_, s3, str(NIGHT)]
    lines = []
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith(" "):
                print(line, end="", flush=True)
    if process.returncode:
        raise SystemExit(f"The process that writes the {kind} failed.")
    return Took(**json.loads(lines[-1]))


def wrong(took: Took, many: int) -> Iterable[str]:
    """Yield what is not as it should be."""
    if took.lines != many:
        yield f"{took.lines} lines of {many} requests"
    if took.kb > MOST_KB:
        yield f"the process held {took.kb / 1024:.0f} MB"
    (early, _), (late, _) = took.a_line(0), took.a_line(3)
    if late > early * 1.15:
        yield f"a line took {early:.2f} calls, and {late:.2f} at the end"


def main(many: str = str(MANY)) -> int:
    """Write both and tell; return how much was wrong."""
    broken = 0
    for kind, took in run(int(many)).items():
        quarters = [took.a_line(n) for n in range(4)]
        calls = ", ".join(f"{each:.3f}" for each, _ in quarters)
        cpu = ", ".join(f"{each * 1e3:.2f}" for _, each in quarters)
        print(f"{kind}: {took.lines} lines, {len(took.pieces)} steps, {took.size / 1e6:.1f} MB")
        longest = max(cpu for _, _, cpu in took.pieces)
        print(f"  peak {took.kb / 1024:.0f} MB; the longest step {longest:.2f} s of CPU")
        print(f"  by quarter: calls a line {calls}; ms of CPU a line {cpu}", flush=True)
        for each in wrong(took, int(many)):
            broken += 1
            print(f"  WRONG {each}", flush=True)
    return broken


if __name__ == "__main__":
    raise SystemExit(1 if main(*sys.argv[1:]) else 0)
