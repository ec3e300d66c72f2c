"""Bringing a table back to a point in time, from a machine: it waits for the copy."""

import time
from typing import Any

from infra.cloud import Target
from infra.say import Refused

TABLES = ("requests", "estate", "households")
PAUSE_S = 5


def restore(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Make the copy (--at), or compare with it (--copy), or put back from it (--put)."""
    from chalicelib.administration import restore as tables

    if not asked.at and not asked.copy:
        raise Refused("say --at 2026-03-02T09:55 (UTC) to make a copy, or --copy NAME.")
    copy = asked.copy
    if asked.at:
        (said,) = tables.copy_of(asked.table, asked.at, dry=asked.dry_run)
        if asked.dry_run:
            return [said]
        copy = said.removeprefix("the copy is ").partition(";")[0]
        _wait(where.client("dynamodb"), copy)
    put, community = asked.put or "", asked.community
    return tables.restore(
        asked.table, copy, put, community, dry=asked.dry_run, has_time=lambda: True
    )


def _wait(database: Any, copy: str) -> None:
    while database.describe_table(TableName=copy)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(PAUSE_S)
