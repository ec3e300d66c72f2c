"""Sending effects to their queues: ids only, never what a resident wrote."""

import json
import logging
from typing import Any

from chalicelib.kernel.history import event_id, what_of
from chalicelib.kernel.queues import SWEEP, queue_of
from chalicelib.platform import settings
from chalicelib.platform.clients import client

log = logging.getLogger(__name__)

VERSION = 1


def enqueue(pk: str, sk: str, effect: str, *, correlation: str = "") -> bool:
    """Send an effect on its fast way; say whether the queue took it.

    A queue that does not answer is no error: the effect is pending in its item, and the
    sweep sends it again.
    """
    body = {
        "v": VERSION,
        "pk": pk,
        "sk": sk,
        "effect": effect,
        "event": event_id(f"{pk}|{sk}", effect),
        "correlation": correlation,
    }
    return _send(queue_of(what_of(effect)), body)


def go_on(shard: int) -> bool:
    """Ask for the rest of a shard to be swept, when one run had not time enough."""
    return _send(SWEEP, {"v": VERSION, "shard": shard})


def _send(queue: str, body: dict[str, Any]) -> bool:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client("sqs").send_message(
            QueueUrl=settings.queue(queue), MessageBody=json.dumps(body, separators=(",", ":"))
        )
    except (BotoCoreError, ClientError) as error:
        log.warning("queue %s did not take an effect: %s", queue, type(error).__name__)
        return False
    return True
