"""What the load runs against: table engine, queues, and processes that serve and work."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from chalicelib.platform import settings
from infra.dynamodb_local import dynamodb_local
from infra.emulator import die_with_parent, emulator, free_port
from tests.resilience import engines
from tests.support.tables import table_definitions

WORKERS = 3
QUIET_S = 900


class Standing(Struct, frozen=True, kw_only=True):
    """A running system: where it answers, its processes, and its table as nobody of ours may."""

    port: int
    serving: list[int]
    tables: engines.Served
    queues: engines.Served

    def rows(self) -> list[dict[str, Any]]:
        return self.tables.rows()

    def finish_effects(self) -> None:
        """Let workers finish what is queued, until nothing is owed."""
        with _processes("work", str(WORKERS)):
            until = time.monotonic() + QUIET_S
            # Seldom, where there is much to read: looking takes the table's time, too.
            while (owed := self._owed()) and time.monotonic() < until:
                time.sleep(min(10, 0.5 + owed / 200))

    def _owed(self) -> int:
        """Return how many items still have something pending."""
        pages = self.tables.db.get_paginator("scan").paginate(
            TableName=settings.table("requests"), Select="COUNT",
            FilterExpression="size(pending) > :none",
            ExpressionAttributeValues={":none": {"N": "0"}},
        )  # fmt: skip
        return sum(page["Count"] for page in pages)


@contextmanager
def standing(processes: int) -> Iterator[Standing]:
    """Start all of it, empty; end it with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="steward-load-") as scratch,
        dynamodb_local() as tables_at,
        emulator(free_port(), Path(scratch) / "state", Path(scratch) / "log") as endpoint,
        engines.served(endpoint) as queues,
    ):
        tables = _tables(tables_at)
        port = free_port()
        with _processes("serve", str(port), str(processes)) as serving:
            _aim_at(tables_at)
            try:
                yield Standing(port=port, serving=serving, tables=tables, queues=queues)
            finally:
                _aim_at(endpoint)
                del os.environ["STEWARD_TABLES_AT"]


def _tables(address: str) -> engines.Served:
    os.environ["STEWARD_TABLES_AT"] = address
    engine = engines.Served(address)
    engine.db = engine.client("dynamodb")
    for definition in table_definitions():
        engine.db.create_table(**definition)
    return engine


def _aim_at(address: str) -> None:
    """Let what this process itself writes go to another server."""
    os.environ["AWS_ENDPOINT_URL"] = address
    engines.forget_clients()


@contextmanager
def _processes(*words: str) -> Iterator[list[int]]:
    """Run `serving.py` with these words until the block ends; yield its processes."""
    environment = dict(os.environ)
    # Its clients are everything's, whatever this process is aimed at.
    environment |= {"AWS_ENDPOINT_URL": _everything_at(), "PARTIAL_BATCH": "on"}
    command = [sys.executable, "-m", "tests.scale.serving", *words]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent
    ) as first:
        try:
            assert first.stdout is not None
            yield [int(pid) for pid in first.stdout.readline().split()]
        finally:
            first.send_signal(signal.SIGTERM)


def _everything_at() -> str:
    """Return where the queues are: the address of one names its server."""
    return settings.queue("effects").rsplit("/", 2)[0]
