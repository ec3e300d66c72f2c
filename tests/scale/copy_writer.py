"""
The process that writes a file: `python copy_writer.py copy|daily ID S3 NOW`, told as JSON in its
last line.

It holds what the function `work` holds, and nothing of the tests: what it takes is what Lambda
would. The environment says where the tables are.
"""

import json
import resource
import sys
import time
from typing import Any

import botocore.session

from chalicelib.platform import clients
from chalicelib.platform.aws import copy_bucket, photo_bucket
from chalicelib.platform.effects import Tools
from chalicelib.privacy.copies import store as copies
from chalicelib.privacy.daily import store as daily
from chalicelib.wiring import workers

STORES: dict[str, Any] = {"copy": (copies.get, copies.COPIES), "daily": (daily.get, daily.FILES)}


def run(kind: str, id_: str, now: int) -> dict[str, Any]:
    """Do what the file owes until it owes nothing; return what that took, piece by piece."""
    get, stored = STORES[kind]
    calls = _counted()
    tools = Tools(
        enqueue=lambda pk, sk, effect: None, deliver=lambda notice: None, secret=bytes,
        link=lambda request, version: "",
        keep_piece=copy_bucket.write, join_pieces=copy_bucket.join,
    )  # fmt: skip
    pieces: list[tuple[int, int, float]] = []
    item = get(id_)
    while item.pending:
        (name,) = item.pending
        began, asked = time.process_time(), len(calls)
        workers.effects.perform(*stored.key(item), name, now=now, tools=tools)
        after = get(id_)
        took = time.process_time() - began
        pieces.append((after.written - item.written, len(calls) - asked, took))
        item = after
        if len(pieces) % 40 == 0:
            print(f"  {kind}: {item.written} lines, {peak_kb() / 1024:.0f} MB", flush=True)
    return {"lines": item.written, "size": item.size, "kb": peak_kb(), "pieces": pieces}


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _counted() -> list[str]:
    """Return a list that grows by each call to the tables."""
    calls: list[str] = []
    events = clients.client("dynamodb").meta.events
    events.register("before-send.dynamodb", lambda event_name, **_: calls.append(event_name))
    return calls


def main(kind: str, id_: str, s3: str, now: str) -> None:
    made = botocore.session.get_session().create_client("s3", endpoint_url=s3)
    photo_bucket.client = lambda service: made  # type: ignore[assignment, misc]
    print(json.dumps(run(kind, id_, int(now))))


if __name__ == "__main__":
    main(*sys.argv[1:])
