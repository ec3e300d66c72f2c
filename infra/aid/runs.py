"""Running the sweep by hand, and letting it look again at what it had given up on."""

import json
import time
from typing import Any

from infra.cloud import Target
from infra.running import SCHEDULED
from infra.say import Refused


def sweep(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Run the sweep now, as its rule does every minute."""
    answer = where.client("lambda").invoke(
        FunctionName=f"steward-{where.stage}-sweep", Payload=json.dumps(SCHEDULED)
    )
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise Refused(f"the sweep failed: {said.get('errorType')}; its log says where.")
    return [
        f"shard {each['shard']}: {each['seen']} due, {each['failed']} failed"
        for each in said["shards"]
    ]


def reconcile(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Let the daily count begin anew."""
    from chalicelib.administration import actions

    run = actions.Run(now=time.time_ns() // 1_000_000, dry=asked.dry_run)
    return actions.do("reconcile", {}, run)


def again(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Make an item due now and forget how often it failed."""
    from msgspec import structs

    from chalicelib.platform import entities as kinds

    pk, _, sk = asked.item.partition("|")
    item = kinds.get(pk, sk)
    if item is None:
        raise Refused(f"there is no item {asked.item}; it looks like hv-…|request.")
    if item.due_at is None:
        return ["nothing is due with it"]
    kinds.save(item, structs.replace(item, tries=0, due_at=time.time_ns() // 1_000_000))
    return ["it is due now: the next sweep looks after it, within a minute"]
