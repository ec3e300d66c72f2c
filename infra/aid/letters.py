"""Dead letters: read them, and send them again. They hold ids only."""

import json
from collections.abc import Iterator
from typing import Any

from infra.cloud import Target
from infra.corrections.queues import QUEUES as BY_WORD

QUEUES = tuple(BY_WORD)
PEEK_SECONDS = 5
MOVE_SECONDS = 60


def show(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """List every dead letter, and the scheduled runs that failed."""
    said = []
    for word in (*(f"{queue}-dead" for queue in QUEUES), "failed-runs"):
        for letter in _all(where, word):
            said.append(f"{word:<14} {_told(letter['Body'])}")
    return said or ["no dead letters"]


def redrive(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Send the letters of one queue again; a letter that was done already does nothing."""
    sqs = where.client("sqs")
    dead, alive = _url(where, f"{asked.queue}-dead"), _url(where, asked.queue)
    if not asked.one and not where.endpoint:
        sqs.start_message_move_task(SourceArn=_arn(sqs, dead))
        return ["AWS moves them now; the dashboard shows how many are left"]
    moved = 0
    # The emulator has no move task. Send, then delete: a kill in between sends it twice.
    for letter in _received(sqs, dead, MOVE_SECONDS, most=1 if asked.one else 10):
        sqs.send_message(QueueUrl=alive, MessageBody=letter["Body"])
        sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
        moved += 1
        if asked.one:
            break
    return [f"{moved} sent again to {asked.queue}"]


def _all(where: Target, word: str) -> Iterator[dict[str, Any]]:
    """Yield every letter once; each is back in its queue after some seconds."""
    seen: set[str] = set()
    for letter in _received(where.client("sqs"), _url(where, word), PEEK_SECONDS):
        if letter["MessageId"] in seen:
            return
        seen.add(letter["MessageId"])
        yield letter


def _received(sqs: Any, url: str, hidden_s: int, *, most: int = 10) -> Iterator[dict[str, Any]]:
    while True:
        page = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=most, VisibilityTimeout=hidden_s, WaitTimeSeconds=1
        ).get("Messages", [])
        if not page:
            return
        yield from page


def _told(body: str) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return "not of ours: it is no JSON"
    if "pk" not in said:
        return ", ".join(sorted(said))
    return f"item {said['pk']}|{said['sk']}  effect {said.get('effect')}  v{said.get('v')}"


def _url(where: Target, word: str) -> str:
    name = f"steward-{where.stage}-{word}"
    return str(where.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def _arn(sqs: Any, url: str) -> str:
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(found["Attributes"]["QueueArn"])
