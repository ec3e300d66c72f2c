"""
The door for mail of a local run: a mail program sends to localhost, as if an MX record led here.

What SES writes above a mail stands above it here, too, and what it knows beside it goes to the
same queue. Whoever writes by this machine is believed for the domain that the envelope names:
a From of another domain fails, so that both can be tried.
"""

import asyncio
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default
from email.utils import parseaddr
from typing import Any

from chalicelib.kernel.answering import MARK
from infra.cloud import Target

DOMAIN = "mail.localhost.example"
LARGEST = 40 * 1024 * 1024
"""What SES takes."""


@dataclass
class Door:
    """Where mail is taken in, and what was sent by who it is answered to."""

    address: str
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    """Recipient and subject of a mail of ours to the address by which it is answered."""


@contextmanager
def door(where: Target, queue: str, port: int) -> Iterator[Door]:
    """Take mail in on a port of this machine, and what the emulator sends as well."""
    from aiosmtpd.controller import Controller

    bucket = f"steward-{where.stage}-mail-{where.account}-{where.region}"
    if bucket not in {each["Name"] for each in where.client("s3").list_buckets()["Buckets"]}:
        where.client("s3").create_bucket(Bucket=bucket)
    made = Door(f"smtp://127.0.0.1:{port}")
    serving = Controller(
        Handler(where, bucket, queue, made),
        hostname="127.0.0.1",
        port=port,
        data_size_limit=LARGEST,
    )
    serving.start()
    try:
        yield made
    finally:
        serving.stop()


class Handler:
    """Puts what comes into the bucket, and tells the queue."""

    def __init__(self, where: Target, bucket: str, queue: str, door: Door) -> None:
        self.where, self.bucket, self.queue, self.door = where, bucket, queue, door

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.original_content)
        if message[MARK]:
            self.door.answers[message["To"], message["Subject"]] = str(message["Reply-To"])
            return "250 2.0.0 noted"
        if not any(each.lower().endswith(f"@{DOMAIN}") for each in envelope.rcpt_tos):
            return f"550 5.7.1 only mail to {DOMAIN} is taken in here"
        await asyncio.to_thread(self.take, envelope)
        return "250 2.0.0 taken"

    def take(self, envelope: Any) -> None:
        """Store a mail and send its message, as the part on AWS does."""
        key, source = f"in/{uuid.uuid4().hex}", envelope.mail_from or ""
        verdicts = _verdicts(envelope.original_content, source)
        head = (
            f"Return-Path: <{source}>\r\nReceived: from a mail program by steward.local\r\n"
            f"Authentication-Results: steward.local; spf={verdicts['spf'].lower()}; "
            f"dmarc={verdicts['dmarc'].lower()}\r\n"
        ).encode()
        body = {
            "v": 1,
            "bucket": self.bucket,
            "key": key,
            "region": self.where.region,
            "recipients": envelope.rcpt_tos,
            "null_sender": not source,
            "verdicts": verdicts,
        }
        self.where.client("s3").put_object(
            Bucket=self.bucket, Key=key, Body=head + envelope.original_content
        )
        self.where.client("sqs").send_message(QueueUrl=self.queue, MessageBody=json.dumps(body))


def _verdicts(raw: bytes, source: str) -> dict[str, str]:
    sender = parseaddr(str(BytesHeaderParser().parsebytes(raw).get("From", "")))[1]
    same = sender.rpartition("@")[2].lower() == source.rpartition("@")[2].lower() != ""
    return {"spf": "PASS" if source else "GRAY", "dmarc": "PASS" if same else "FAIL",
            "spam": "PASS", "virus": "PASS"}  # fmt: skip
